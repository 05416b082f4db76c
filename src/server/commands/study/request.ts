import { sql } from 'kysely'
import {
  studyRequestAdd,
  studyRequestClose,
  studyRequestGet,
  studyRequestMatch,
} from '#contract/study/request.ts'
import { mayIn, requireNamespace } from '../../access/namespaces.ts'
import { findRequest, isOpen, lockOpenRequest, type StudyRequestRow } from '../../access/study_request.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { auditOfRequest, matchingStudies, tellOfRequest } from '../../share/study_request.ts'
import { presentStudies } from '../../study/present.ts'
import { notifyNamespace } from '../../tenancy/notify.ts'
import { requestableAccounts } from '../../tenancy/requestable.ts'

/** `YYYY-MM-DD` or the form of DICOM, as DICOM writes it; nothing for what is no date. */
function dicomDate(value: string | undefined): string | null {
  const digits = (value ?? '').replaceAll('-', '').trim()
  return /^\d{8}$/.test(digits) ? digits : null
}

const given = (value: string | undefined): string | null => value?.trim() || null

export const add = handle(studyRequestAdd, async ({ params, actor, services: { db }, refuse }) => {
  const birth = dicomDate(params.patient_birth_date)
  if (birth === null) throw refuse('INVALID_FIELD', 'patient_birth_date')
  for (const name of ['study_date_start', 'study_date_end'] as const)
    if (params[name] && dicomDate(params[name]) === null) throw refuse('INVALID_FIELD', name)
  const place = await requireNamespace(db, actor, params.namespace_id, 'study_request_edit')
  const accounts = place.account_id ? await requestableAccounts(db, place.account_id) : []
  const account = accounts.find(({ uuid }) => uuid === params.account_id)
  if (!account || !place.account_id) throw refuse('NOT_FOUND', 'account_id')
  const requesting_account_id = place.account_id
  const asked = {
    account_id: account.uuid,
    requesting_account_id,
    namespace_id: place.uuid,
    patientid: given(params.patientid),
    patient_first_name: params.patient_first_name.trim(),
    patient_last_name: params.patient_last_name.trim(),
    patient_sex: given(params.patient_sex),
    patient_birth_date: birth,
    modality: given(params.modality),
    study_date_start: dicomDate(params.study_date_start),
    study_date_end: dicomDate(params.study_date_end),
    study_description: given(params.study_description),
  }
  return db.transaction().execute(async (tx) => {
    // Two who ask at once: the second waits for the first.
    await sql`select from namespace where uuid = ${place.uuid} for update`.execute(tx)
    const conditions = Object.entries(asked).map(
      ([name, value]) => sql`${sql.ref(name)} is not distinct from ${value}`,
    )
    const { rows } = await sql`select from study_request where status in ('N', 'I')
      and ${sql.join(conditions, sql` and `)} limit 1`.execute(tx)
    if (rows.length > 0) throw refuse('ALREADY')
    const request = await tx
      .insertInto('study_request')
      .values({ ...asked, comments: params.comments, created_by: actor.user_id, updated_by: actor.user_id })
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, { ...auditOfRequest(request), action: 'ADD', with: account.name })
    const asking = await tx
      .selectFrom('account')
      .select('name')
      .where('uuid', '=', requesting_account_id)
      .executeTakeFirstOrThrow()
    await tellOfRequest(tx, actor, request, asking.name, account.namespace_id)
    return { uuid: request.uuid }
  })
})

const criteriaOf = (request: StudyRequestRow) => ({
  patientid: request.patientid,
  patient_first_name: request.patient_first_name,
  patient_last_name: request.patient_last_name,
  patient_sex: request.patient_sex,
  patient_birth_date: request.patient_birth_date,
  modality: request.modality,
  study_date_start: request.study_date_start,
  study_date_end: request.study_date_end,
  study_description: request.study_description,
})

export const get = handle(studyRequestGet, async ({ params, actor, services: { db } }) => {
  const { request, asking, asked } = await findRequest(db, actor, params.uuid)
  const reads = [asking, asked].some((access) => access && mayIn(actor, access, 'message_view'))
  const { rows } = await sql<{ name: string; messages: number }>`
    select a.name, (select count(*)::int from message m where m.study_request_id = ${request.uuid}
      and m.deleted is null) as messages
    from account a where a.uuid = ${request.requesting_account_id}`.execute(db)
  return {
    uuid: request.uuid,
    comments: request.comments,
    study_request_status: request.status,
    ...criteriaOf(request),
    ...(reads ? { message_count: rows[0]?.messages ?? 0 } : {}),
    ...(asking ? { requested_account_id: request.account_id, namespace_id: request.namespace_id } : {}),
    ...(asked
      ? {
          requesting_account_id: request.requesting_account_id,
          requesting_account_name: rows[0]?.name ?? '',
          searches: [],
          found: [],
        }
      : {}),
  }
})

export const match = handle(studyRequestMatch, async ({ params, actor, services, refuse }) => {
  const { request, asked } = await findRequest(services.db, actor, params.study_request_id)
  if (!asked) throw refuse('NOT_PERMITTED')
  if (!isOpen(request)) throw refuse('REQUEST_CLOSED')
  const studies = await matchingStudies(services.db, actor, request)
  return {
    studies: await presentStudies(services, actor, studies, {
      extra: false,
      customfield_h: false,
      permissions_diff: false,
    }),
  }
})

export const close = handle(studyRequestClose, async ({ params, actor, services: { db }, refuse }) => {
  const { request, asking, asked } = await findRequest(db, actor, params.uuid)
  const answers =
    asked &&
    (['study_share_request', 'study_duplicate_request'] as const).some((permission) =>
      mayIn(actor, asked, permission),
    )
  const takesBack = params.status === 'C' && asking && mayIn(actor, asking, 'study_request_edit')
  if (!answers && !takesBack) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    const open = await lockOpenRequest(tx, request.uuid)
    await tx
      .updateTable('study_request')
      .set({ status: params.status, updated: sql<string>`now()`, updated_by: actor.user_id })
      .where('uuid', '=', open.uuid)
      .execute()
    await recordAudit(tx, actor, {
      ...auditOfRequest(open),
      action: params.status === 'R' ? 'REJECT' : 'CLOSE',
      detail: { message: params.message ?? null },
    })
    const other = await tx
      .selectFrom('account')
      .select(['namespace_id', 'uuid'])
      .where('uuid', '=', answers ? open.requesting_account_id : open.account_id)
      .executeTakeFirstOrThrow()
    const namespace_id = answers ? open.namespace_id : other.namespace_id
    if (params.message)
      await tx
        .insertInto('message')
        .values({
          account_id: other.uuid,
          namespace_id,
          study_id: null,
          study_request_id: open.uuid,
          user_id: actor.user_id,
          parent_id: null,
          subject: null,
          body: params.message,
        })
        .execute()
    await notifyNamespace(tx, {
      namespace_id,
      kind: 'event_message',
      wording: params.status === 'R' ? 'requestRejected' : 'requestClosed',
      values: { sender: actor.name },
      path: `/inbox?request=${open.uuid}`,
      by: actor.user_id,
    })
  })
  return {}
})
