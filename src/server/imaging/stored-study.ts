import { sql } from 'kysely'
import { inScope, type StudyScope } from '../access/study.ts'
import type { StorageState } from '../archive/state.ts'
import { preparedRows } from '../db/image-query.ts'
import type { Substitution } from '../dicom/anonymization.ts'
import type { FrameIndex } from '../dicom/frame-index.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { type MappedField, mappedFields } from './mapped-fields.ts'

type Database = Pick<Services, 'db' | 'pool'>

/** A stored study as one who may see it finds it: the images, and the record that it is seen through. */
export interface VisibleStudy {
  id: number
  revision: number
  storage_namespace: string
  study_uid: string
  /** The services record. */
  study_id: string
  phi_namespace: string
  /** Attributes that a person changed in the record; they take the place of the image's on the way out. */
  edited: string[]
  /** What stands between the record and the images. */
  anonymization: Substitution[] | null
  /** Custom fields that take the place of attributes on the way out. */
  mapped: MappedField[] | null
  updated: string
}

/** The stored study behind a Study Instance UID, in the scope; the latest where several records lead to one. */
export async function findVisibleStudy(
  database: Database,
  scope: StudyScope,
  study_uid: string,
): Promise<VisibleStudy | undefined> {
  const rows = await preparedRows(
    database,
    sql<VisibleStudy>`
    select s.id, s.revision, s.storage_namespace, s.study_uid, r.uuid as study_id, r.phi_namespace, r.edited, r.anonymization,
      ${mappedFields('r')} as mapped, r.updated
    from study r join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid
    where r.study_uid = ${study_uid} and ${inScope(scope, 'r')} and s.instance_count > 0
    order by r.created desc limit 1`,
  )
  return rows[0]
}

/** An instance, its bytes and its frames. */
export interface StoredInstance {
  id: number
  series_uid: string
  sop_instance_uid: string
  sop_class_uid: string
  /** SHA-256 in hexadecimal. */
  hash: string
  size: number
  transfer_syntax_uid: string
  frames: number
  frame_index: FrameIndex | null
  /** What takes the place of values of its data set, whoever the file is made for. */
  anonymization: Substitution[] | null
}

interface InstanceRow extends StoredInstance {
  storage_state: StorageState | null
}

/** PENDING_RESTORE while the files come back from the archive, ARCHIVED while nobody has asked for them. */
function online({ storage_state, ...instance }: InstanceRow): StoredInstance {
  if (storage_state !== null) throw new Refusal(storage_state === 'R' ? 'PENDING_RESTORE' : 'ARCHIVED')
  return instance
}

const INSTANCE = sql`i.id, e.series_uid, i.sop_instance_uid, i.sop_class_uid, encode(i.hash, 'hex') as hash, i.size,
  i.transfer_syntax_uid, i.frames, i.frame_index, s.storage_state`

export interface InstanceSelection {
  series_uid?: string | undefined
  sop_instance_uid?: string | undefined
  /** A version by its SHA-256 in hexadecimal, whether or not it is the current one. */
  hash?: string | undefined
  /** What the database knows of them is enough: they may be in the archive. */
  withoutFiles?: true
}

/** What an instance is seen through. */
export type SeenThrough = Pick<VisibleStudy, 'study_id' | 'edited' | 'anonymization' | 'mapped' | 'updated'>

/**
 * One current instance by the UIDs of its path, seen through a record in the scope as `findVisibleStudy` finds it:
 * viewers ask for images one by one, and each statement counts.
 */
export async function findVisibleInstance(
  database: Database,
  scope: StudyScope,
  uids: { study_uid: string; series_uid: string; sop_instance_uid: string },
): Promise<{ instance: StoredInstance; through: SeenThrough } | undefined> {
  const rows = await preparedRows(
    database,
    sql<InstanceRow & SeenThrough>`
    select ${INSTANCE}, s.anonymization, s.study_id, s.edited, s.mapped, s.updated from (
      select s.id, s.storage_state, r.anonymization, r.uuid as study_id, r.edited, ${mappedFields('r')} as mapped, r.updated
      from study r
      join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid
      where r.study_uid = ${uids.study_uid} and ${inScope(scope, 'r')} and s.instance_count > 0
      order by r.created desc limit 1
    ) s
    join stored_instance i on i.stored_study_id = s.id and i.current
    join stored_series e on e.id = i.stored_series_id
    where e.series_uid = ${uids.series_uid} and i.sop_instance_uid = ${uids.sop_instance_uid}`,
  )
  const [row] = rows
  if (!row) return undefined
  const { study_id, edited, mapped, updated, ...instance } = row
  const { anonymization } = row
  return { instance: online(instance), through: { study_id, edited, anonymization, mapped, updated } }
}

/**
 * The current instances of a stored study as the record over it shows them, in the order of their series and instance
 * numbers.
 */
export async function findInstances(
  database: Database,
  { id, anonymization }: Pick<VisibleStudy, 'id' | 'anonymization'>,
  { series_uid, sop_instance_uid, hash, withoutFiles }: InstanceSelection = {},
): Promise<StoredInstance[]> {
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash)) return []
  const rows = await preparedRows(
    database,
    sql<Omit<InstanceRow, 'anonymization'>>`
    select ${INSTANCE} from stored_instance i join stored_series e on e.id = i.stored_series_id
    join stored_study s on s.id = i.stored_study_id
    where i.stored_study_id = ${id} and ${hash === undefined ? sql`i.current` : sql`i.hash = decode(${hash}, 'hex')`}
      ${series_uid === undefined ? sql`` : sql`and e.series_uid = ${series_uid}`}
      ${sop_instance_uid === undefined ? sql`` : sql`and i.sop_instance_uid = ${sop_instance_uid}`}
    order by e.series_number, e.series_uid, i.instance_number, i.sop_instance_uid`,
  )
  return rows.map(({ storage_state, ...row }) =>
    online({ ...row, anonymization, storage_state: withoutFiles ? null : storage_state }),
  )
}

/** The header of an instance as it was stored: Zstandard-compressed DICOM JSON. */
export async function instanceMetadata(database: Database, id: number): Promise<Buffer | undefined> {
  const rows = await preparedRows(
    database,
    sql<{ metadata: Buffer }>`select metadata from stored_instance where id = ${id}`,
  )
  return rows[0]?.metadata
}
