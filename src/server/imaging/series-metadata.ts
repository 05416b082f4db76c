import { type Kysely, sql } from 'kysely'
import { preparedRows } from '../db/image-query.ts'
import type { Database } from '../db/tables.ts'
import { BULK } from '../dicom/instance.ts'
import { packMetadata, unpackMetadata } from '../ingest/metadata.ts'
import type { Services } from '../services.ts'

/** A series in the state that a revision counts. */
export interface SeriesRevision {
  id: number
  series_uid: string
  revision: number
}

interface BlobRow {
  stored_series_id: number
  revision: number
  metadata: Buffer
}

const MAX_CACHED_BYTES = 48 * 1024 * 1024

/** Metadata by series and revision, which together name one content for good. */
class MetadataCache {
  readonly #entries = new Map<string, Buffer>()
  #bytes = 0

  get(key: string): Buffer | undefined {
    const value = this.#entries.get(key)
    if (value) {
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  set(key: string, value: Buffer): void {
    if (value.length > MAX_CACHED_BYTES / 4) return
    this.#entries.set(key, value)
    this.#bytes += value.length
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= MAX_CACHED_BYTES) break
      this.#entries.delete(oldKey)
      this.#bytes -= old.length
    }
  }
}

const cache = new MetadataCache()
const cacheKey = ({ id, series_uid, revision }: SeriesRevision, base: string) =>
  `${id} ${series_uid} ${revision} ${base}`

/** The revisions of a study's series, or of one. */
export async function seriesRevisions(
  database: Pick<Services, 'db' | 'pool'>,
  stored_study_id: number,
  series_uid?: string,
): Promise<SeriesRevision[]> {
  return preparedRows(
    database,
    sql<SeriesRevision>`
      select id, series_uid, revision from stored_series
      where stored_study_id = ${stored_study_id} and instance_count > 0
        ${series_uid === undefined ? sql`` : sql`and series_uid = ${series_uid}`}
      order by series_number, series_uid`,
  )
}

/**
 * The instances of each series as the inside of a DICOM JSON array, without the brackets; bulk data is addressed below
 * `base`, the address of the study. Taken from memory, else from the gathered blob, else from the instances themselves.
 */
export async function seriesMetadata(
  db: Kysely<Database>,
  series: readonly SeriesRevision[],
  base: string,
): Promise<Buffer[]> {
  const known = series.map((one) => cache.get(cacheKey(one, base)))
  const missing = series.filter((_, n) => known[n] === undefined)
  if (missing.length === 0) return known.map((one) => one ?? EMPTY)
  const rows: BlobRow[] = await db
    .selectFrom('stored_series_metadata')
    .select(['stored_series_id', 'revision', 'metadata'])
    .where(
      'stored_series_id',
      'in',
      missing.map(({ id }) => id),
    )
    .execute()
  const loaded = new Map<number, Buffer>()
  for (const one of missing) {
    const row = rows.find(({ stored_series_id }) => stored_series_id === one.id)
    const stored =
      row && row.revision === one.revision ? unpackMetadata(row.metadata) : await gather(db, one.id)
    const json = withAddresses(stored, base)
    loaded.set(one.id, json)
    cache.set(cacheKey(one, base), json)
  }
  return series.map(({ id }, n) => known[n] ?? loaded.get(id) ?? EMPTY)
}

const EMPTY = Buffer.alloc(0)
const MARK = `"BulkDataURI":"${BULK}`

/** Puts the address of the study in place of the mark that stored bulk data URIs begin with. */
export function withAddresses(json: Buffer, base: string): Buffer {
  // Quotes inside of values are escaped, so the mark cannot stand in one.
  return Buffer.from(json.toString('utf8').replaceAll(MARK, `"BulkDataURI":"${base}`))
}

async function gather(db: Kysely<Database>, stored_series_id: number): Promise<Buffer> {
  const rows = await db
    .selectFrom('stored_instance')
    .select('metadata')
    .where('stored_series_id', '=', stored_series_id)
    .where('current', '=', true)
    .orderBy('instance_number')
    .orderBy('sop_instance_uid')
    .execute()
  const parts: Buffer[] = []
  for (const { metadata } of rows) {
    if (parts.length > 0) parts.push(COMMA)
    parts.push(unpackMetadata(metadata))
  }
  return Buffer.concat(parts)
}

const COMMA = Buffer.from(',')

/** Keeps the gathered metadata of every series of a study that has changed since it was kept. */
export async function saveSeriesMetadata(
  db: Kysely<Database>,
  { storage_namespace, study_uid }: { storage_namespace: string; study_uid: string },
): Promise<void> {
  const { rows } = await sql<SeriesRevision & { account_id: string | null }>`
    select e.id, e.series_uid, e.revision, e.account_id from stored_series e
    join stored_study s on s.id = e.stored_study_id
    left join stored_series_metadata m on m.stored_series_id = e.id
    where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid}
      and m.revision is distinct from e.revision`.execute(db)
  for (const { id, revision, account_id } of rows) {
    const metadata = packMetadata((await gather(db, id)).toString('utf8'))
    // A series that has grown meanwhile gets its own turn; one that is gone has no row to refer to.
    await sql`
      insert into stored_series_metadata (stored_series_id, account_id, revision, metadata)
      select e.id, ${account_id}, ${revision}, ${metadata} from stored_series e where e.id = ${id} and e.revision = ${revision}
      on conflict (stored_series_id) do update set revision = excluded.revision, metadata = excluded.metadata`.execute(
      db,
    )
  }
}
