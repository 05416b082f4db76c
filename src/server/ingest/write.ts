import { type Kysely, sql } from 'kysely'
import { beginRetrieval, type StorageState } from '../archive/state.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import type { Instance } from '../dicom/instance.ts'
import { enqueue } from '../jobs/queue.ts'
import type { StagedObject } from '../objects/store.ts'
import { recordOfImage, seriesAttributes, storable, studyAttributes, textOf } from './attributes.ts'
import { insertAndCount } from './count.ts'
import type { Outcome } from './outcome.ts'
import { saveRecords } from './record.ts'
import { type CurrentRow, findSituation, type HeldRecord, notifyKey, QUIET_SECONDS } from './situation.ts'
import type { IngestTarget } from './target.ts'

/** A durable file that is about to become part of a study. */
export interface Arrival {
  target: IngestTarget
  instance: Instance
  staged: StagedObject
}

export interface StudyRow {
  id: number
  storage_namespace: string
  study_uid: string
  patient_id: string
  patient_name: string
  /** A record over it is frozen: nothing is added. */
  frozen: boolean
  /** What people have made of the patient's ID in records over it: new objects are made with that. */
  edited_ids: string[]
  storage_state: StorageState | null
}

export interface SeriesRow {
  id: number
  stored_study_id: number
  series_uid: string
  made: boolean
}

const PATIENT_ID = '00100020'
const PATIENT_NAME = '00100010'

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
      unwelcome(arrival, studies.get(keyOf(arrival))),
    )
    const accepted = arrivals.filter((_, n) => outcomes[n] === undefined)
    const placed = await placeInstances(tx, accepted, studies)
    // An image of a study in the archive brings it back: it is being worked on again.
    for (const study of new Set(accepted.map((arrival) => studies.get(keyOf(arrival)))))
      if (study?.storage_state === 'U') await beginRetrieval(tx, study.id)
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
    returning id, storage_namespace, study_uid, patient_id, patient_name, storage_state,
      exists (select from study f where f.storage_namespace = stored_study.storage_namespace
        and f.study_uid = stored_study.study_uid and f.is_frozen and f.deleted is null) as frozen,
      array(select f.patientid from study f where f.storage_namespace = stored_study.storage_namespace
        and f.study_uid = stored_study.study_uid and 'patientid' = any(f.edited) and f.patientid is not null
        and f.deleted is null) as edited_ids`.execute(tx)
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
 * where neither has an ID, since spellings of a name change between acquisitions. An ID that somebody has corrected in a
 * record is that patient's as well: a report or segmentation made since then carries it. Nothing is added to a frozen
 * study.
 */
function unwelcome({ instance }: Arrival, study: StudyRow | undefined): Outcome | undefined {
  if (!study) throw new Error('a study was not written')
  const id = textOf(instance.json, PATIENT_ID) ?? ''
  const name = textOf(instance.json, PATIENT_NAME) ?? ''
  const same =
    id !== '' || study.patient_id !== ''
      ? [study.patient_id, ...study.edited_ids].some((known) => plain(id) === plain(known))
      : plain(name) === plain(study.patient_name)
  if (same && !study.frozen) return undefined
  const { StudyInstanceUID, SOPInstanceUID, SOPClassUID } = instance
  const why = same
    ? ({
        reason: 'FROZEN',
        message: `Study ${StudyInstanceUID} is frozen; the file was not added to it`,
      } as const)
    : ({
        reason: 'PATIENT_MISMATCH',
        message: `Study ${StudyInstanceUID} is here already with another patient; the file was not added to it`,
      } as const)
  return { state: 'refused', ...why, StudyInstanceUID, SOPInstanceUID, SOPClassUID }
}

/** An arrival and the rows that it belongs to. */
export interface Placed {
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
  const { current, records, awaited } = await findSituation(
    tx,
    arrivals.map((arrival) => ({ study: studyOf(arrival), uid: arrival.instance.SOPInstanceUID })),
  )
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
    await supersede(tx, placed)
    await insertAndCount(tx, placed)
    await follow(tx, placed, records, awaited)
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

const isSame = ({ staged }: Arrival, before: CurrentRow | undefined): boolean => before?.hash === staged.hash

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

async function supersede(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const ids = placed.flatMap(({ before }) => (before ? [before.id] : []))
  if (ids.length === 0) return
  await sql`update stored_instance set current = false, superseded = now() where id = any(${ids}::bigint[])`.execute(
    tx,
  )
}

/** The services record, the audit and the job that tells the rest of the system. */
async function follow(
  tx: Kysely<Database>,
  placed: readonly Placed[],
  held: readonly HeldRecord[],
  awaited: ReadonlySet<string>,
): Promise<void> {
  const first = new Map<number, Placed>()
  for (const one of placed) if (!first.has(one.study.id)) first.set(one.study.id, one)
  const studies = [...first.values()].sort((a, b) => a.study.id - b.study.id)
  for (const { arrival, study } of studies) {
    const { storage_namespace, study_uid } = study
    const records = await saveRecords(
      tx,
      arrival.target,
      study_uid,
      recordOfImage(arrival.instance.json),
      held.filter((one) => one.storage_namespace === storage_namespace && one.study_uid === study_uid),
    )
    for (const record of records.made) {
      await recordAudit(tx, arrival.target.actor, {
        uuid: record.uuid,
        type: 'Study',
        action: 'ADD',
        what: record.patient_name,
        account_id: arrival.target.account_id,
        namespace_id: record.phi_namespace,
      })
    }
    const key = notifyKey(study)
    if (awaited.has(key)) continue
    await enqueue(tx, 'study_notify', { storage_namespace, study_uid }, { key, delay: QUIET_SECONDS })
  }
}
