import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, type NamespaceAccess, namespacesOf } from '../access/namespaces.ts'
import { inScope, type StudyRow, studyScope } from '../access/study.ts'
import { findRequest, lockOpenRequest, type StudyRequestRow } from '../access/study_request.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { settingList } from '../tenancy/account_setting.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import { dedupValue } from './take.ts'
import { type ShareTarget, targetOfNamespace } from './target.ts'

/** Requests for studies: what matches one, and what answering it does. */

const MOST_MATCHES = 100

/** Does the study, under alias `s`, say what the request asks for? Text is compared without case. */
function matches(request: StudyRequestRow): RawBuilder<boolean> {
  const same = (name: string, value: string | null) =>
    value ? [sql<boolean>`lower(${sql.ref(`s.${name}`)}) = lower(${value})`] : []
  // The alphabetic group of a DICOM person name, component by component.
  const component = (place: number) =>
    sql`lower(split_part(split_part(s.patient_name, '=', 1), '^', ${sql.lit(place)}))`
  return sql<boolean>`${sql.join(
    [
      ...same('patient_birth_date', request.patient_birth_date),
      sql`${component(1)} = lower(${request.patient_last_name})`,
      sql`${component(2)} = lower(${request.patient_first_name})`,
      ...same('patientid', request.patientid),
      ...same('patient_sex', request.patient_sex),
      ...(request.modality
        ? [sql`string_to_array(lower(s.modality), '\\') @> array[lower(${request.modality})]`]
        : []),
      ...(request.study_date_start ? [sql`s.study_date >= ${request.study_date_start}`] : []),
      ...(request.study_date_end ? [sql`s.study_date <= ${request.study_date_end}`] : []),
      ...(request.study_description
        ? [sql`position(lower(${request.study_description}) in lower(s.study_description)) > 0`]
        : []),
    ],
    sql` and `,
  )}`
}

/** The namespaces of the asked account out of which a request may be answered (`study_requestable_namespaces`). */
async function requestable(
  db: Kysely<Database>,
  actor: Actor,
  request: StudyRequestRow,
  permissions: readonly Permission[],
): Promise<string[]> {
  const account = await db
    .selectFrom('account')
    .select('namespace_id')
    .where('uuid', '=', request.account_id)
    .executeTakeFirstOrThrow()
  const setting = await namespaceSettings(db, account.namespace_id)
  const listed = settingList(setting('study_requestable_namespaces')).map((uuid) => uuid.toLowerCase())
  const answers = (access: NamespaceAccess) =>
    mayIn(actor, access, 'study_view') && permissions.some((permission) => mayIn(actor, access, permission))
  return (await namespacesOf(db, actor))
    .filter(({ account_id }) => account_id === request.account_id)
    .filter(({ uuid }) => listed.length === 0 || listed.includes(uuid))
    .filter(answers)
    .map(({ uuid }) => uuid)
}

/** The studies that answer a request and are not there yet, the latest first. */
export async function matchingStudies(
  db: Kysely<Database>,
  actor: Actor,
  request: StudyRequestRow,
): Promise<StudyRow[]> {
  const namespaces = await requestable(db, actor, request, ['study_share_request', 'study_duplicate_request'])
  const setting = await namespaceSettings(db, request.namespace_id)
  const field = setting('take_study_dedup_by_field')
  const value = (alias: string) => dedupValue(typeof field === 'string' ? field : '', alias)
  const seen = { ...(await studyScope(db, actor, 'study_view', namespaces)), namespaces }
  const { rows } = await sql<StudyRow>`
    select s.* from study s where ${inScope(seen, 's')} and s.deleted is null and not s.phantom
      and not s.must_approve and ${matches(request)}
      and not exists (select from study t where t.phi_namespace = ${request.namespace_id} and t.deleted is null
        and ${value('t')} = ${value('s')})
    order by s.study_date desc nulls last, s.uuid limit ${MOST_MATCHES}`.execute(db)
  return rows
}

/**
 * The request as it is answered with a study, locked, and the place that it asks to fill. NOT_FOUND with the parameter's
 * name, REQUEST_CLOSED, NOT_MATCHED where the study says something else or is no study that the account may answer with.
 */
export async function openRequest(
  tx: Kysely<Database>,
  actor: Actor,
  uuid: string,
  study: StudyRow,
  permission: Permission,
): Promise<{ request: StudyRequestRow; target: ShareTarget }> {
  const { asked } = await findRequest(tx, actor, uuid).catch((error: unknown) => {
    throw error instanceof Refusal && error.error_type === 'NOT_FOUND'
      ? new Refusal('NOT_FOUND', 'study_request_id')
      : error
  })
  if (!asked) throw new Refusal('NOT_PERMITTED', 'study_request_id')
  const request = await lockOpenRequest(tx, uuid)
  const namespaces = await requestable(tx, actor, request, [permission])
  const { rows } = await sql`select from study s where s.uuid = ${study.uuid}
    and s.phi_namespace = any(${namespaces}::uuid[]) and ${matches(request)}`.execute(tx)
  if (rows.length === 0) throw new Refusal('NOT_MATCHED')
  return { request, target: await targetOfNamespace(tx, request.namespace_id) }
}

/** A request that has had an answer is in progress. Whoever asked is told. */
export async function noteAnswer(
  tx: Kysely<Database>,
  actor: Actor,
  request: StudyRequestRow,
  target: ShareTarget,
): Promise<void> {
  await tx
    .updateTable('study_request')
    .set({ status: 'I', updated: sql<string>`now()`, updated_by: actor.user_id })
    .where('uuid', '=', request.uuid)
    .execute()
  await recordAudit(tx, actor, { ...auditOfRequest(request), action: 'ANSWER', with: target.name })
}

export const auditOfRequest = (request: StudyRequestRow) => ({
  uuid: request.uuid,
  type: 'StudyRequest',
  what: `${request.patient_last_name}^${request.patient_first_name}`,
  account_id: request.requesting_account_id,
  namespace_id: request.namespace_id,
})

/** Tells the asked account. */
export async function tellOfRequest(
  tx: Kysely<Database>,
  actor: Actor,
  request: StudyRequestRow,
  asking: string,
  namespace_id: string,
): Promise<void> {
  await notifyNamespace(tx, {
    namespace_id,
    kind: 'event_incoming_study_request',
    wording: 'requested',
    values: { sender: actor.name, account: asking },
    path: `/inbox?request=${request.uuid}`,
    by: actor.user_id,
  })
}
