import { type Kysely, sql } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import type { Instance } from '../dicom/instance.ts'
import { enqueue } from '../jobs/queue.ts'
import type { StagedObject } from '../objects/store.ts'
import { recordOfImage, seriesAttributes, storable, studyAttributes, textOf } from './attributes.ts'
import { packMetadata } from './metadata.ts'
import type { Outcome } from './outcome.ts'
import { saveRecords } from './record.ts'
import type { IngestTarget } from './target.ts'

/** A durable file that is about to become part of a study. */
export interface Arrival {
  target: IngestTarget
  instance: Instance
  staged: StagedObject
}

interface StudyRow {
  id: number
  storage_namespace: string
  study_uid: string
  patient_id: string
  patient_name: string
}

interface SeriesRow {
  id: number
  stored_study_id: number
  series_uid: string
  made: boolean
}

interface CurrentRow {
  id: number
  stored_study_id: number
  stored_series_id: number
  sop_instance_uid: string
  version: number
  hash: Buffer
  size: number
}

const PATIENT_ID = '00100020'
const PATIENT_NAME = '00100010'

/** Seconds without a new image until a study counts as arrived. */
const QUIET_SECONDS = 2

const studyKey = (namespace: string, uid: string) => `${namespace} ${uid}`
const keyOf = ({ target, instance }: Arrival) => studyKey(target.storage_namespace, instance.StudyInstanceUID)

/**
 * One transaction for all arrivals: studies, series, instances, records, audit, and the job that follows. Outcomes in
 * the order of the arrivals. Rows are locked in one order, so that processes do not deadlock.
 */
export async function writeArrivals(db: Kysely<Database>, arrivals: readonly Arrival[]): Promise<Outcome[]> {
  return db.transaction().execute(async (tx) => {
    const studies = await upsertStudies(tx, arrivals)
    const outcomes: (Outcome | undefined)[] = arrivals.map((arrival) =>
      mismatch(arrival, studies.get(keyOf(arrival))),
    )
    const accepted = arrivals.filter((_, n) => outcomes[n] === undefined)
    const placed = await placeInstances(tx, accepted, studies)
    let next = 0
    return outcomes.map((outcome) => {
      if (outcome) return outcome
      const done = placed[next++]
      if (!done) throw new Error('an arrival was not placed')
      return done
    })
  })
}

async function upsertStudies(
  tx: Kysely<Database>,
  arrivals: readonly Arrival[],
): Promise<Map<string, StudyRow>> {
  const first = new Map<string, Arrival>()
  for (const arrival of arrivals) if (!first.has(keyOf(arrival))) first.set(keyOf(arrival), arrival)
  const rows = [...first.values()].map(({ target, instance }) => ({
    account_id: target.account_id,
    storage_namespace: target.storage_namespace,
    study_uid: instance.StudyInstanceUID,
    patient_id: textOf(instance.json, PATIENT_ID) ?? '',
    patient_name: textOf(instance.json, PATIENT_NAME) ?? '',
    attributes: studyAttributes(instance.json),
  }))
  const result = await sql<StudyRow>`
    insert into stored_study (account_id, storage_namespace, study_uid, patient_id, patient_name, attributes)
    select account_id, storage_namespace, study_uid, patient_id, patient_name, attributes
    from jsonb_to_recordset(${storable(rows)}::jsonb) as r(account_id uuid, storage_namespace uuid, study_uid text,
      patient_id text, patient_name text, attributes jsonb)
    order by storage_namespace, study_uid
    on conflict (storage_namespace, study_uid) do update set updated = now()
    returning id, storage_namespace, study_uid, patient_id, patient_name`.execute(tx)
  return new Map(result.rows.map((row) => [studyKey(row.storage_namespace, row.study_uid), row]))
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s^=]+/g, ' ')
    .trim()

/**
 * Images of two patients never become one study: the second is refused and its sender told. Names are compared only
 * where neither has an ID, since spellings of a name change between acquisitions.
 */
function mismatch({ instance }: Arrival, study: StudyRow | undefined): Outcome | undefined {
  if (!study) throw new Error('a study was not written')
  const id = textOf(instance.json, PATIENT_ID) ?? ''
  const name = textOf(instance.json, PATIENT_NAME) ?? ''
  const same =
    id !== '' || study.patient_id !== ''
      ? plain(id) === plain(study.patient_id)
      : plain(name) === plain(study.patient_name)
  if (same) return undefined
  return {
    state: 'refused',
    reason: 'PATIENT_MISMATCH',
    message: `Study ${instance.StudyInstanceUID} is here already with another patient; the file was not added to it`,
    StudyInstanceUID: instance.StudyInstanceUID,
    SOPInstanceUID: instance.SOPInstanceUID,
    SOPClassUID: instance.SOPClassUID,
  }
}

interface Placed {
  arrival: Arrival
  study: StudyRow
  series: SeriesRow
  before: CurrentRow | undefined
  state: 'stored' | 'duplicate' | 'replaced'
}

async function placeInstances(
  tx: Kysely<Database>,
  arrivals: readonly Arrival[],
  studies: ReadonlyMap<string, StudyRow>,
): Promise<Outcome[]> {
  if (arrivals.length === 0) return []
  const studyOf = (arrival: Arrival): StudyRow => {
    const study = studies.get(keyOf(arrival))
    if (!study) throw new Error('a study was not written')
    return study
  }
  const current = await currentVersions(tx, arrivals, studyOf)
  const fresh = arrivals.filter(
    (arrival) => !isSame(arrival, current.get(instanceKey(studyOf(arrival).id, arrival))),
  )
  const series = await upsertSeries(tx, fresh, studyOf)
  const placed = fresh.map((arrival): Placed => {
    const study = studyOf(arrival)
    const before = current.get(instanceKey(study.id, arrival))
    const row = series.get(`${study.id} ${arrival.instance.SeriesInstanceUID}`)
    if (!row) throw new Error('a series was not written')
    return { arrival, study, series: row, before, state: before ? 'replaced' : 'stored' }
  })
  if (placed.length > 0) {
    await insertInstances(tx, placed)
    await countSeries(tx, placed)
    await countStudies(tx, placed)
    await follow(tx, placed)
  }
  const states = new Map(placed.map(({ arrival, state }) => [arrival, state]))
  return arrivals.map((arrival) => ({
    state: states.get(arrival) ?? 'duplicate',
    StudyInstanceUID: arrival.instance.StudyInstanceUID,
    SeriesInstanceUID: arrival.instance.SeriesInstanceUID,
    SOPInstanceUID: arrival.instance.SOPInstanceUID,
    SOPClassUID: arrival.instance.SOPClassUID,
    hash: arrival.staged.hash,
    size: arrival.staged.size,
    instance: arrival.instance,
  }))
}

const instanceKey = (study: number, { instance }: Arrival) => `${study} ${instance.SOPInstanceUID}`

const isSame = ({ staged }: Arrival, before: CurrentRow | undefined): boolean =>
  before?.hash.toString('hex') === staged.hash

async function currentVersions(
  tx: Kysely<Database>,
  arrivals: readonly Arrival[],
  studyOf: (arrival: Arrival) => StudyRow,
): Promise<Map<string, CurrentRow>> {
  const { rows } = await sql<CurrentRow>`
    select i.id, i.stored_study_id, i.stored_series_id, i.sop_instance_uid, i.version, i.hash, i.size
    from unnest(${arrivals.map((arrival) => studyOf(arrival).id)}::bigint[], ${arrivals.map(({ instance }) => instance.SOPInstanceUID)}::text[])
      as wanted(study, uid)
    join stored_instance i on i.stored_study_id = wanted.study and i.sop_instance_uid = wanted.uid and i.current`.execute(
    tx,
  )
  return new Map(rows.map((row) => [`${row.stored_study_id} ${row.sop_instance_uid}`, row]))
}

async function upsertSeries(
  tx: Kysely<Database>,
  arrivals: readonly Arrival[],
  studyOf: (arrival: Arrival) => StudyRow,
): Promise<Map<string, SeriesRow>> {
  const first = new Map<string, Arrival>()
  for (const arrival of arrivals) {
    const key = `${studyOf(arrival).id} ${arrival.instance.SeriesInstanceUID}`
    if (!first.has(key)) first.set(key, arrival)
  }
  if (first.size === 0) return new Map()
  const rows = [...first.values()].map((arrival) => ({
    account_id: arrival.target.account_id,
    stored_study_id: studyOf(arrival).id,
    series_uid: arrival.instance.SeriesInstanceUID,
    modality: arrival.instance.Modality.slice(0, 16) || null,
    series_number: arrival.instance.SeriesNumber ?? null,
    attributes: seriesAttributes(arrival.instance.json),
  }))
  const result = await sql<SeriesRow>`
    insert into stored_series (account_id, stored_study_id, series_uid, modality, series_number, attributes)
    select account_id, stored_study_id, series_uid, modality, series_number, attributes
    from jsonb_to_recordset(${storable(rows)}::jsonb) as r(account_id uuid, stored_study_id bigint, series_uid text,
      modality text, series_number integer, attributes jsonb)
    order by stored_study_id, series_uid
    on conflict (stored_study_id, series_uid) do update set updated = now()
    returning id, stored_study_id, series_uid, (xmax = 0) as made`.execute(tx)
  return new Map(result.rows.map((row) => [`${row.stored_study_id} ${row.series_uid}`, row]))
}

async function insertInstances(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const superseded = placed.flatMap(({ before }) => (before ? [before.id] : []))
  if (superseded.length > 0) {
    await sql`update stored_instance set current = false, superseded = now() where id = any(${superseded}::bigint[])`.execute(
      tx,
    )
  }
  await tx
    .insertInto('stored_instance')
    .values(
      placed.map(({ arrival: { instance, staged, target }, study, series, before }) => ({
        account_id: target.account_id,
        stored_study_id: study.id,
        stored_series_id: series.id,
        sop_instance_uid: instance.SOPInstanceUID,
        sop_class_uid: instance.SOPClassUID,
        instance_number: instance.InstanceNumber ?? null,
        version: (before?.version ?? 0) + 1,
        hash: Buffer.from(staged.hash, 'hex'),
        size: staged.size,
        transfer_syntax_uid: instance.transferSyntaxUID,
        rows: instance.frameIndex?.pixels.rows ?? null,
        columns: instance.frameIndex?.pixels.columns ?? null,
        frames: instance.frameIndex?.frames ?? 0,
        frame_index: instance.frameIndex ? JSON.stringify(instance.frameIndex) : null,
        metadata: packMetadata(JSON.stringify(instance.json)),
      })),
    )
    .execute()
}

async function countSeries(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const added = new Map<number, number>()
  for (const { series, before } of placed) {
    added.set(series.id, (added.get(series.id) ?? 0) + 1)
    if (before) added.set(before.stored_series_id, (added.get(before.stored_series_id) ?? 0) - 1)
  }
  await sql`
    update stored_series s set instance_count = s.instance_count + r.added, revision = s.revision + 1
    from unnest(${[...added.keys()]}::bigint[], ${[...added.values()]}::integer[]) as r(id, added) where s.id = r.id`.execute(
    tx,
  )
}

async function countStudies(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const changes = new Map<
    number,
    {
      id: number
      instances: number
      series: number
      size: number
      modalities: Set<string>
      classes: Set<string>
    }
  >() // prettier-ignore
  const seen = new Set<number>()
  for (const { arrival, study, series, before } of placed) {
    const change = changes.get(study.id) ?? {
      id: study.id,
      instances: 0,
      series: 0,
      size: 0,
      modalities: new Set(),
      classes: new Set(),
    }
    changes.set(study.id, change)
    change.instances += before ? 0 : 1
    change.size += arrival.staged.size - (before?.size ?? 0)
    if (series.made && !seen.has(series.id)) change.series += 1
    seen.add(series.id)
    if (arrival.instance.Modality) change.modalities.add(arrival.instance.Modality.slice(0, 16))
    change.classes.add(arrival.instance.SOPClassUID)
  }
  const rows = [...changes.values()].map((change) => ({
    ...change,
    modalities: [...change.modalities],
    classes: [...change.classes],
  }))
  await sql`
    update stored_study s set instance_count = s.instance_count + r.instances, series_count = s.series_count + r.series,
      size = s.size + r.size, revision = s.revision + 1, updated = now(),
      modalities = case when s.modalities @> r.modalities then s.modalities
        else array(select distinct m from unnest(s.modalities || r.modalities) m order by m) end,
      sop_classes = case when s.sop_classes @> r.classes then s.sop_classes
        else array(select distinct c from unnest(s.sop_classes || r.classes) c order by c) end
    from jsonb_to_recordset(${storable(rows)}::jsonb) as r(id bigint, instances integer, series integer, size bigint,
      modalities text[], classes text[])
    where s.id = r.id`.execute(tx)
}

/** The services record, the audit and the job that tells the rest of the system. */
async function follow(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const first = new Map<number, Placed>()
  for (const one of placed) if (!first.has(one.study.id)) first.set(one.study.id, one)
  const studies = [...first.values()].sort((a, b) => a.study.id - b.study.id)
  for (const { arrival, study } of studies) {
    const records = await saveRecords(
      tx,
      arrival.target,
      study.study_uid,
      recordOfImage(arrival.instance.json),
    )
    for (const record of records.made) {
      await recordAudit(tx, arrival.target.actor, {
        uuid: record.uuid,
        type: 'Study',
        action: 'ADD',
        what: textOf(arrival.instance.json, PATIENT_NAME),
        account_id: arrival.target.account_id,
        namespace_id: record.phi_namespace,
      })
    }
    const payload = { storage_namespace: study.storage_namespace, study_uid: study.study_uid }
    await enqueue(tx, 'study_notify', payload, {
      key: `study_notify:${study.storage_namespace}:${study.study_uid}`,
      delay: QUIET_SECONDS,
    })
  }
}
