import { type Kysely, sql } from 'kysely'
import type { StudyRecord } from '#contract/study/record.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import { isRadreportSeen, type RadreportRow, radreportsOf } from '../access/radreport.ts'
import { isReportOut, mayWithReports } from '../access/report.ts'
import { type StudyRow, studyAccesses, studyPermissions } from '../access/study.ts'
import { comingBack, studyKey } from '../archive/state.ts'
import type { Database } from '../db/tables.ts'
import { describeRadreport } from '../radreport/present.ts'
import type { Services } from '../services.ts'
import { type CustomfieldRow, customfieldsOf } from '../tenancy/customfield/definition.ts'
import { presentValues } from '../tenancy/customfield/value.ts'
import { studyContext } from './context.ts'
import { externalViewers, isUsable } from './external_viewer.ts'
import { withoutHidden } from './hidden_fields.ts'
import { type Hl7Row, messagesOf, presentMessage } from './hl7.ts'
import { linksOf, type StudyLinks } from './links.ts'
import { availableStatuses, defaultStatus } from './status.ts'

/** Study rows as v3 answers them. Everything that several rows need is read once for all of them. */

export interface PresentOptions {
  extra: boolean
  customfield_h: boolean
  permissions_diff: boolean
  /** Whole HL7 messages in place of their ids, and how many of each study; 0 is all. */
  full_hl7?: boolean
  most_hl7?: number | undefined
  /** Only these fields will be sent: what costs a query is left out when it is not among them. */
  fields?: readonly string[] | undefined
}

interface Related {
  stars: Set<string>
  tags: Map<string, string[]>
  comments: Map<string, CommentRow[]>
  messages: Map<string, Hl7Row[]>
  radreports: Map<string, RadreportRow[]>
  fields: Map<string, CustomfieldRow[]>
  accounts: Map<string, { name: string; settings: Record<string, unknown> }>
  people: Map<string, { name: string; email: string; mobile_phone: string | null }>
  /** By the study's uuid. */
  access: Map<string, NamespaceAccess>
  /** `__USER_NAMES__` of accounts whose fields use it. */
  names: Map<string, string[]>
  /** By namespace and UID: what comes back from the archive. */
  retrieving: ReadonlySet<string>
  links: ReadonlyMap<string, StudyLinks>
  /** Made once a namespace: every study in it has the same. */
  permissions: Map<string, ReturnType<typeof studyPermissions>>
}

interface CommentRow {
  uuid: string
  study_id: string
  user_id: string
  user_name: string
  body: string
  created: string
}

/** A study in the worklist carries its latest comments; the rest are asked for one by one. */
const MOST_COMMENTS = 100

async function commentsOf(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, CommentRow[]>> {
  const { rows } = await sql<CommentRow>`
    select c.uuid, c.study_id, c.user_id, u.name as user_name, c.body, c.created
    from unnest(${ids}::uuid[]) as i(id)
    cross join lateral (
      select * from study_comment where study_id = i.id and deleted is null order by created desc limit ${MOST_COMMENTS}) c
    join "user" u on u.uuid = c.user_id order by c.created desc, c.uuid desc`.execute(db)
  return Map.groupBy(rows, (row) => row.study_id)
}

async function peopleOf(db: Kysely<Database>, rows: readonly StudyRow[]): Promise<Related['people']> {
  const ids = [...new Set(rows.flatMap((row) => row.created_by ?? []))]
  if (ids.length === 0) return new Map()
  const people = await db
    .selectFrom('user')
    .select(['uuid', 'name', 'email', 'mobile_phone'])
    .where('uuid', 'in', ids)
    .execute()
  return new Map(people.map((person) => [person.uuid, person]))
}

const usesUserNames = (field: CustomfieldRow) =>
  JSON.stringify(field.options ?? null).includes('__USER_NAMES__')

async function userNamesOf(
  db: Kysely<Database>,
  account_ids: readonly string[],
): Promise<Map<string, string[]>> {
  if (account_ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('user_account as ua')
    .innerJoin('user as u', 'u.uuid', 'ua.user_id')
    .select(['ua.account_id', 'u.name'])
    .where('ua.account_id', 'in', account_ids)
    .where('u.deleted', 'is', null)
    .orderBy('u.name')
    .limit(2000)
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.account_id)].map(([id, own]) => [id, own.map((row) => row.name)]),
  )
}

const LINKS = ['patient_id', 'activity_id', 'order_count', 'archived']

async function related(
  services: Services,
  actor: Actor,
  rows: readonly StudyRow[],
  options: PresentOptions,
): Promise<Related> {
  const { db } = services
  const ids = rows.map((row) => row.uuid)
  const wants = (field: string) => !options.fields || options.fields.includes(field)
  const access = await studyAccesses(db, actor, rows)
  const account_ids = [...new Set(rows.flatMap((row) => access.get(row.uuid)?.account_id ?? []))]
  const stars = await db
    .selectFrom('study_star')
    .select('study_id')
    .where('user_id', '=', actor.user_id)
    .where('study_id', 'in', ids)
    .execute()
  const tags = wants('tags')
    ? await db
        .selectFrom('tag')
        .select(['object_id', 'tag'])
        .where('object', '=', 'Study')
        .where('object_id', 'in', ids)
        .orderBy('tag')
        .execute()
    : []
  const accounts =
    account_ids.length > 0
      ? await db
          .selectFrom('account')
          .select(['uuid', 'name', 'settings'])
          .where('uuid', 'in', account_ids)
          .execute()
      : []
  const fields =
    wants('customfields') || options.customfield_h ? await customfieldsOf(db, account_ids, 'Study') : []
  return {
    stars: new Set(stars.map((star) => star.study_id)),
    tags: new Map(
      [...Map.groupBy(tags, (tag) => tag.object_id)].map(([id, own]) => [id, own.map((tag) => tag.tag)]),
    ),
    messages: wants('hl7') ? await messagesOf(db, rows, options.most_hl7) : new Map(),
    radreports:
      wants('radreports') || wants('radreport_locked_user_id') ? await radreportsOf(db, rows) : new Map(),
    comments: wants('comments') ? await commentsOf(db, ids) : new Map(),
    fields: Map.groupBy(fields, (field) => field.account_id),
    accounts: new Map(accounts.map((account) => [account.uuid, account])),
    people: options.extra ? await peopleOf(db, rows) : new Map(),
    names: await userNamesOf(db, [...new Set(fields.filter(usesUserNames).map((field) => field.account_id))]),
    access,
    retrieving: await comingBack(
      db,
      rows.filter(({ thin }) => thin),
    ),
    links: LINKS.some(wants) ? await linksOf(services, actor, ids, access) : new Map(),
    permissions: new Map(),
  }
}

/** Family and given name of a DICOM person name's first group. */
const nameParts = (name: string | null) => {
  const [last = null, first = null] = (name ?? '').split('=')[0]?.split('^') ?? []
  return { first_name: first || null, last_name: last || null }
}

function extra(row: StudyRow, all: Related, account_name: string | null) {
  const creator = row.created_by ? all.people.get(row.created_by) : undefined
  const { first_name, last_name } = nameParts(row.patient_name)
  return {
    created_at: row.created,
    primary_created: row.created,
    account_name,
    created_by_name: creator?.name ?? null,
    created_by_email: creator?.email ?? null,
    created_by_mobile_phone: creator?.mobile_phone ?? null,
    created_by_type: creator ? 'user' : null,
    created_for_name: null,
    created_for_type: null,
    hipaa_name: [last_name, first_name?.slice(0, 1)].filter(Boolean).join(', ') || null,
    first_name,
    last_name,
    message_count: 0,
    last_access: null,
    query_count: 0,
  }
}

/** The host under which clients reach the storage API, with its port where it is not the usual one. */
export const engineFqdn = (services: Pick<Services, 'configuration'>): string =>
  new URL(services.configuration.public_url).host

const DICOM_KEY = /^\([0-9A-F]{4},[0-9A-F]{4}\)$/

/** v3's records of these rows, in their order. Rows of namespaces that the actor does not hold are left out. */
export async function presentStudies(
  services: Services,
  actor: Actor,
  rows: readonly StudyRow[],
  options: PresentOptions,
): Promise<StudyRecord[]> {
  if (rows.length === 0) return []
  const all = await related(services, actor, rows, options)
  const engine_fqdn = engineFqdn(services)
  const records = rows.flatMap((row) => {
    const access = all.access.get(row.uuid)
    return access ? [presentOne(services, actor, row, access, all, engine_fqdn, options)] : []
  })
  if (!options.full_hl7) return records
  return Promise.all(
    records.map(async (record) => ({
      ...record,
      hl7: await Promise.all(messagesIn(all, record).map((message) => presentMessage(message))),
    })),
  )
}

/** The messages behind the ids of a record. */
const messagesIn = (all: Related, { uuid, hl7 }: StudyRecord): Hl7Row[] =>
  (all.messages.get(uuid) ?? []).filter((message) => hl7.some((one) => one.uuid === message.uuid))

function permissionsOf(access: NamespaceAccess, all: Related): ReturnType<typeof studyPermissions> {
  if (access.frozen || access.masked) return studyPermissions(access)
  const known = all.permissions.get(access.uuid)
  if (known) return known
  const made = studyPermissions(access)
  all.permissions.set(access.uuid, made)
  return made
}

/** The reports that somebody has written of a study, as far as the reader sees them, and who writes at the moment. */
function writtenReports(
  actor: Actor,
  access: NamespaceAccess,
  rows: readonly RadreportRow[],
): Pick<StudyRecord, 'radreports' | 'radreport_locked_user_id'> {
  if (rows.length === 0 || !mayIn(actor, access, 'radreport_view')) return { radreports: [] }
  const locked = rows.find(({ locking, locked_user_id }) => locking && locked_user_id)?.locked_user_id
  return {
    radreports: rows
      .filter((row) => isRadreportSeen(actor, access, row))
      .map((row) => describeRadreport(actor, access, row)),
    ...(locked && !actor.guest ? { radreport_locked_user_id: locked } : {}),
  }
}

function presentOne(
  services: Services,
  actor: Actor,
  row: StudyRow,
  access: NamespaceAccess,
  all: Related,
  engine_fqdn: string,
  options: PresentOptions,
): StudyRecord {
  const account = access.account_id ? all.accounts.get(access.account_id) : undefined
  const settings = account?.settings ?? {}
  const fields = (access.account_id && all.fields.get(access.account_id)) || []
  const customfields = presentValues(
    fields,
    row.customfields,
    access.account_id ? all.names.get(access.account_id) : undefined,
  )
  const dicomFields = Object.entries(row.customfields).filter(([key]) => DICOM_KEY.test(key))
  const lockedByOther = row.locked_by !== null && row.locked_by !== actor.user_id
  const tags = all.tags.get(row.uuid)
  const comments = mayIn(actor, access, 'study_comment_view') ? (all.comments.get(row.uuid) ?? []) : undefined
  const stat = customfields.find((field) => field.name === 'stat_filter')
  const context = studyContext({
    study: row,
    values: row.customfields,
    fields,
    role: { name: access.role_name, id: access.role_id },
  })
  const statuses =
    mayIn(actor, access, 'study_status_edit') && !lockedByOther
      ? availableStatuses(settings, {
          study_status: row.study_status,
          role_id: access.role_id,
          ignoresRules: mayIn(actor, access, 'study_status_tags_ignore_rules'),
          context,
        })
      : undefined
  const record: StudyRecord = {
    uuid: row.uuid,
    star: asFlag(all.stars.has(row.uuid)),
    study_uid: row.study_uid,
    phi_namespace: row.phi_namespace,
    phi_namespace_name: access.name,
    storage_namespace: row.storage_namespace,
    engine_fqdn,
    source: row.source,
    source_ae_title: row.source_ae_title,
    destination_ae_title: row.destination_ae_title,
    must_approve: asFlag(row.must_approve),
    ...(row.share_message === null ? {} : { share_message: row.share_message }),
    phantom: asFlag(row.phantom),
    thin: asFlag(row.thin),
    patient_name: row.patient_name,
    patientid: row.patientid,
    patient_sex: row.patient_sex,
    patient_birth_date: row.patient_birth_date,
    patient_birth_time: row.patient_birth_time,
    patient_age: row.patient_age,
    patient_weight: row.patient_weight,
    patient_address: row.patient_address,
    patient_size: row.patient_size,
    patientid_other: row.patientid_other,
    patient_name_other: row.patient_name_other,
    patient_phone: row.patient_phone,
    patient_additional_history: row.patient_additional_history,
    study_description: row.study_description,
    accession_number: row.accession_number,
    patient_birthname: row.patient_birthname,
    patient_mother_birthname: row.patient_mother_birthname,
    medical_record_locator: row.medical_record_locator,
    patient_religious_preference: row.patient_religious_preference,
    patient_comments: row.patient_comments,
    patient_current_location: row.patient_current_location,
    patient_institution_residence: row.patient_institution_residence,
    patient_ethnic_group: row.patient_ethnic_group,
    patient_occupation: row.patient_occupation,
    study_date: row.study_date,
    study_time: row.study_time,
    modality: row.modality,
    referring_physician: row.referring_physician,
    transfer_syntax_uid: row.transfer_syntax_uid,
    image_count: row.image_count,
    attachment_count: row.attachment_count,
    size: row.size,
    compressed_size: row.compressed_size,
    integration_key: row.integration_key,
    permissions: options.permissions_diff ? { role_id: access.role_id } : permissionsOf(access, all),
    created: row.created,
    updated: row.updated,
    study_status: row.study_status,
    ...(statuses ? { study_status_tags: statuses } : {}),
    study_status_tags_default: defaultStatus(settings),
    is_dicom_wrapped: asFlag(row.is_dicom_wrapped),
    is_locked: asFlag(lockedByOther),
    is_frozen: asFlag(row.is_frozen),
    is_being_retrieved: asFlag(all.retrieving.has(studyKey(row))),
    ...all.links.get(row.uuid),
    has_external_viewer: asFlag(externalViewers(settings.external_viewer).some(isUsable)),
    ...(stat ? { stat_filter: asFlag(stat.value === '1' || stat.value === true) } : {}),
    seconds_to_ingest: row.seconds_to_ingest,
    viewer_link: `${services.configuration.public_url}/studies/${row.uuid}/view`,
    // A message says whom it is about.
    hl7:
      mayWithReports(actor, access, 'hl7', row) && !row.anonymization
        ? (all.messages.get(row.uuid) ?? [])
            .filter(({ created }) => isReportOut(access, created))
            .map(({ uuid }) => ({ uuid }))
        : [],
    ...(tags ? { tags } : {}),
    ...(customfields.length > 0 ? { customfields } : {}),
    ...(dicomFields.length > 0
      ? { customfields_DICOM: dicomFields.map(([tag, value]) => ({ tag, value: String(value) })) }
      : {}),
    ...writtenReports(actor, access, all.radreports.get(row.uuid) ?? []),
    ...(comments
      ? { comments: comments.map((one) => ({ ...one, is_mine: asFlag(one.user_id === actor.user_id) })) }
      : {}),
    ...(options.extra ? extra(row, all, account?.name ?? null) : {}),
    ...(options.customfield_h
      ? { customfield_h: Object.fromEntries(customfields.map((field) => [field.uuid, field.value])) }
      : {}),
  }
  return withoutHidden(record, access, settings)
}
