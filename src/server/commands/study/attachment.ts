import { studyAttachCustomfields, studyAttachmentEmail } from '#contract/study/report.ts'
import { mayIn } from '../../access/namespaces.ts'
import { fieldFlag } from '../../access/permission.ts'
import { mayWithReports, seesOnlyOwnReports } from '../../access/report.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { enqueue } from '../../jobs/queue.ts'
import { sendMail } from '../../mail/outbox.ts'
import { addAttachment, attachmentPlaces } from '../../study/attachment.ts'
import { auditOf } from '../../study/change.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { presentValues } from '../../tenancy/customfield/value.ts'
import { isEmail } from '../../tenancy/user.ts'

/** A mail with the reports in it. Only PDF files go: nothing else is made into one. */
export const email = handle(studyAttachmentEmail, async ({ params, actor, services, refuse }) => {
  const { db, objects } = services
  const { study, access } = await findStudy(db, actor, { uuid: params.uuid }, 'study_report_view')
  if (!mayWithReports(actor, access, 'view', study) || !mayIn(actor, access, 'study_report_share_email'))
    throw refuse('NOT_PERMITTED')
  if (params.email.length === 0 || !params.email.every(isEmail)) throw refuse('INVALID_EMAIL')
  const wanted = [...new Set(params.attachment_guid.map(String))]
  const found = await db
    .selectFrom('attachment')
    .select(['id', 'version', 'filename', 'mime_type'])
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('phi_namespace', 'in', attachmentPlaces(study))
    .$if(seesOnlyOwnReports(actor, access), (query) => query.where('created_by', '=', actor.user_id))
    .execute()
  const chosen = wanted.map((id) => found.find((one) => one.id === id.toLowerCase()))
  const files = chosen.flatMap((one) => one ?? [])
  if (files.length === 0 || files.length < chosen.length) throw refuse('NOT_FOUND', 'attachment_guid')
  if (!study.account_id) throw refuse('NOT_ENABLED')
  if (study.phantom) throw refuse('NOT_READY')
  for (const { version, mime_type } of files)
    if (mime_type !== 'application/pdf' || !(await objects.has(version))) throw refuse('PDF_FAILED')
  await db.transaction().execute(async (tx) => {
    await sendMail(tx, {
      to: params.email,
      wording: 'studyReport',
      values: { sender: actor.name },
      attachments: files.map(({ version: hash, filename, mime_type }) => ({ hash, filename, mime_type })),
      account_id: study.account_id,
      by: actor.user_id,
    })
    await recordAudit(tx, actor, {
      ...auditOf(study),
      action: 'ATTACHMENT_EMAIL',
      with: params.email.join(', '),
      detail: { attachments: files.map(({ filename }) => filename) },
    })
  })
  return {}
})

const DEFAULT_NAME = 'customfields.txt'

/** The custom fields that the caller may see, `Name: value` a line, as a file of the study. */
export const customfields = handle(studyAttachCustomfields, async ({ params, actor, services, refuse }) => {
  const { db, objects } = services
  const { study, access } = await findStudy(db, actor, { uuid: params.uuid }, 'study_report_upload')
  if (!mayWithReports(actor, access, 'upload', study)) throw refuse('NOT_PERMITTED')
  if (study.phantom) throw refuse('NOT_AVAILABLE')
  const fields = study.account_id ? await customfieldsOf(db, [study.account_id], 'Study') : []
  const lines = presentValues(fields, study.customfields)
    .filter(({ uuid }) => fieldFlag(access.permissions, `customfield_${uuid}`) !== 'H')
    .map(({ name, value }) => `${name}: ${value ?? ''}\r\n`)
  const { hash, size } = await objects.put([Buffer.from(lines.join(''), 'utf8')])
  const { storage_namespace, study_uid } = study
  await db.transaction().execute(async (tx) => {
    await addAttachment(
      tx,
      actor,
      { ...study, record: study },
      { filename: params.report_name || DEFAULT_NAME, mimeType: 'text/plain', version: hash, size },
    )
    const key = `study_notify:${storage_namespace}:${study_uid}`
    await enqueue(tx, 'study_notify', { storage_namespace, study_uid }, { key })
  })
  return {}
})
