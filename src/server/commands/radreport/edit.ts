import { type Kysely, sql } from 'kysely'
import {
  RADREPORT_ACTIONS,
  radreportAdd,
  radreportAudit,
  radreportDelete,
  radreportSet,
} from '#contract/radreport.ts'
import { mayIn } from '../../access/namespaces.ts'
import { type FoundRadreport, findRadreport } from '../../access/radreport.ts'
import { findStudy, type StudyRow } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { addDraft } from '../../radreport/add.ts'
import { auditOfReport } from '../../radreport/audit.ts'
import { keptTexts } from '../../radreport/formatted.ts'
import { dropForDeletion, tellChanged, underLock } from '../../radreport/lock.ts'
import { signReport } from '../../radreport/sign.ts'
import { Refusal } from '../../refusal.ts'
import { attachmentPlaces } from '../../study/attachment.ts'
import { accountSettingsOf } from '../../study/change.ts'
import { notifyOfStudy } from '../../study/notify.ts'

const MOST_TYPE = 200

/** What is added to is a signed report of the same study, and no addendum itself. */
async function requireAdded(
  tx: Kysely<Database>,
  { params, actor, refuse }: Call<typeof radreportAdd>,
  study: StudyRow,
): Promise<void> {
  if (params.addendum_to === undefined) return
  const { report, study: of } = await findRadreport(tx, actor, params.addendum_to, 'radreport_view')
  if (of.uuid !== study.uuid || report.signed === null || report.addendum_to !== null)
    throw refuse('INVALID_ADDENDUM')
}

export const add = handle(radreportAdd, async (call) => {
  const { params, actor, services, refuse } = call
  return services.db.transaction().execute(async (tx) => {
    const { study, access } = await findStudy(tx, actor, params, 'radreport_edit')
    const { account_id } = study
    // A report is read and printed as its account wants it; nobody's own images have none.
    if (!account_id) throw refuse('NOT_PERMITTED')
    if (params.type.length > MOST_TYPE) throw refuse('TOO_LONG', 'type')
    await requireAdded(tx, call, study)
    const { fields, html } = keptTexts(params.fields ?? {}, {
      mayFormat: mayIn(actor, access, 'radreport_html_format'),
      wasHtml: false,
    })
    const row = await addDraft(tx, actor, study, account_id, { ...params, fields, html })
    const report = { ...row, account_id, study_id: study.uuid, type: params.type }
    const settings = await accountSettingsOf(tx, account_id)
    if (settings.enable_radreport_lock_reading === 1)
      await underLock(tx, actor, report, params.do_unlock === 1)
    await recordAudit(tx, actor, { ...auditOfReport(study, report), action: 'ADD' })
    await tellChanged(tx, actor, report)
    return row
  })
})

/** The attachment of the study that a hash names, as `id` (or `guid`) and where it says one `version`. */
async function attachmentIn(
  tx: Kysely<Database>,
  { study }: FoundRadreport,
  given: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  if (Object.keys(given).length === 0) return null
  const id = String(given.id ?? given.guid ?? '').toLowerCase()
  const { rows } = await sql<Record<string, unknown>>`
    select id, version, filename, mime_type, size, stored, phi_namespace from attachment
    where storage_namespace = ${study.storage_namespace} and study_uid = ${study.study_uid} and id::text = ${id}
      and phi_namespace = any(${attachmentPlaces(study)}::uuid[])
      ${typeof given.version === 'string' ? sql`and version = ${given.version}` : sql``}
    order by stored desc limit 1`.execute(tx)
  if (!rows[0]) throw new Refusal('NOT_FOUND', 'attachment')
  return JSON.stringify(rows[0])
}

export const set = handle(radreportSet, async ({ params, actor, services, refuse }) =>
  services.db.transaction().execute(async (tx) => {
    const found = await findRadreport(tx, actor, params.uuid, 'radreport_edit', true)
    const { report, study, access } = found
    if (params.updated !== undefined && params.updated !== report.updated) throw refuse('CHANGED')
    if (report.locking) await underLock(tx, actor, report, params.do_unlock === 1)
    if (params.fields === undefined && params.attachment === undefined) return { updated: report.updated }
    const texts =
      params.fields &&
      keptTexts(params.fields, {
        mayFormat: mayIn(actor, access, 'radreport_html_format'),
        wasHtml: report.html,
      })
    // What was signed stands as it was signed (`radreport_version`); what is changed since is a draft again.
    const reopened =
      report.signed !== null &&
      texts !== undefined &&
      JSON.stringify(texts.fields) !== JSON.stringify(report.fields)
    const changed = await tx
      .updateTable('radreport')
      .set({
        ...(texts ? { fields: JSON.stringify(texts.fields), html: texts.html } : {}),
        ...(params.attachment ? { attachment: await attachmentIn(tx, found, params.attachment) } : {}),
        ...(reopened ? { signed: null, signed_by: null } : {}),
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', report.uuid)
      .returning('updated')
      .executeTakeFirstOrThrow()
    const of = auditOfReport(study, report)
    await recordAudit(tx, actor, {
      ...of,
      action: 'EDIT',
      detail: {
        ...of.detail,
        changed: [...(texts ? ['fields'] : []), ...(params.attachment ? ['attachment'] : [])],
        ...(reopened ? { signed: [report.signed, null] } : {}),
      },
    })
    await tellChanged(tx, actor, report)
    return changed
  }),
)

export const audit = handle(radreportAudit, async ({ params, actor, services, refuse }) => {
  const action = RADREPORT_ACTIONS.find((known) => known === params.action)
  if (!action) throw refuse('INVALID_ACTION')
  if (action === 'SIGNED') {
    await signReport(services, actor, params)
    return {}
  }
  const { report, study } = await findRadreport(services.db, actor, params.uuid, 'radreport_edit')
  const of = auditOfReport(study, report)
  await recordAudit(services.db, actor, { ...of, action, detail: { ...of.detail, detail: params.detail } })
  return {}
})

/** The document goes with its report; what was attached by hand stays. */
async function removeDocument(tx: Kysely<Database>, { report, study }: FoundRadreport): Promise<boolean> {
  if (report.version === 0 || !report.attachment) return false
  const gone = await tx
    .deleteFrom('attachment')
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('id', '=', String(report.attachment.id))
    .where('version', '=', String(report.attachment.version))
    .returning('version')
    .executeTakeFirst()
  if (!gone) return false
  await tx
    .insertInto('object_garbage')
    .values({ hash: gone.version })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

export const remove = handle(radreportDelete, async ({ params, actor, services, refuse }) => {
  await services.db.transaction().execute(async (tx) => {
    const found = await findRadreport(tx, actor, params.uuid, 'radreport_edit', true)
    const { report, study } = found
    if (report.user_id !== actor.user_id) throw refuse('NOT_PERMITTED')
    // What others have added to it would hang in the air.
    const added = await tx
      .selectFrom('radreport')
      .select('uuid')
      .where('addendum_to', '=', report.uuid)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (added) throw refuse('NOT_PERMITTED', 'addendum_to')
    if (report.locking) await dropForDeletion(tx, actor, report)
    await tx
      .updateTable('radreport')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', report.uuid)
      .execute()
    const of = auditOfReport(study, report)
    await recordAudit(tx, actor, {
      ...of,
      action: 'DELETED',
      detail: { ...of.detail, signed: report.signed, version: report.version },
    })
    if (await removeDocument(tx, found)) await notifyOfStudy(tx, actor, study, 'event_report_remove')
    await tellChanged(tx, actor, report)
  })
  return {}
})
