import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { type FoundRadreport, findRadreport, type RadreportRow } from '../access/radreport.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { addAttachment } from '../study/attachment.ts'
import { accountSettingsOf } from '../study/change.ts'
import { auditOfReport } from './audit.ts'
import { documentName } from './document.ts'
import { requireUnlocked, tellChanged } from './lock.ts'
import { Unprintable } from './pdf.ts'
import { producePdf, wholeOf } from './produce.ts'

interface Made {
  filename: string
  version: string
  size: number
}

/** The document of a report as it will be once it is signed; `undefined` where no font has its signs. */
async function make(
  services: Services,
  found: FoundRadreport,
  signed: RadreportRow,
): Promise<Made | undefined> {
  try {
    const { hash, size } = await services.objects.put([await producePdf(services, found.study, signed)])
    return { version: hash, size, filename: await documentName(services.db, signed) }
  } catch (error) {
    if (error instanceof Unprintable) return undefined
    throw error
  }
}

/** An addendum is signed after what it adds to. */
async function requireWhole(tx: Kysely<Database>, report: RadreportRow): Promise<void> {
  if (report.addendum_to !== null && (await wholeOf(tx, report)).signed === null)
    throw new Refusal('INVALID_ACTION', 'addendum_to')
}

/**
 * Ends a draft: what was signed is kept for good, and its document is attached to the study. ALREADY where it is signed,
 * CHANGED where somebody changed it since the caller read it (`updated`) or meanwhile, LOCKED where another session edits
 * a report of the study, SIGNATURE_REQUIRED where the account wants to have said what is attested.
 */
export async function signReport(
  services: Services,
  actor: Actor,
  { uuid, detail, updated }: { uuid: string; detail: string; updated?: string | undefined },
): Promise<void> {
  const { db } = services
  const read = await findRadreport(db, actor, uuid, 'radreport_edit')
  if (read.report.signed !== null) throw new Refusal('ALREADY')
  if (updated !== undefined && updated !== read.report.updated) throw new Refusal('CHANGED')
  const settings = await accountSettingsOf(db, read.report.account_id)
  if (settings.enable_radreport_attestation === 1 && detail.trim() === '')
    throw new Refusal('SIGNATURE_REQUIRED')
  const now = new Date().toISOString()
  const made = await make(services, read, {
    ...read.report,
    signed: now,
    signed_by: actor.user_id,
    signed_by_name: actor.name,
  })
  await db.transaction().execute(async (tx) => {
    const { report, study } = await findRadreport(tx, actor, uuid, 'radreport_edit', true)
    if (report.signed !== null) throw new Refusal('ALREADY')
    if (report.updated !== read.report.updated) throw new Refusal('CHANGED')
    if (report.locking) await requireUnlocked(tx, actor, report.study_id)
    await requireWhole(tx, report)
    const version = report.version + 1
    await tx
      .insertInto('radreport_version')
      .values({
        radreport_id: uuid,
        version,
        account_id: report.account_id,
        fields: JSON.stringify(report.fields),
        html: report.html,
        signed: now,
        signed_by: actor.user_id,
        detail,
      })
      .execute()
    const attachment =
      made &&
      (await addAttachment(tx, actor, { ...study, record: study }, { ...made, mimeType: 'application/pdf' }))
    await tx
      .updateTable('radreport')
      .set({
        signed: now,
        signed_by: actor.user_id,
        version,
        ...(attachment ? { attachment: JSON.stringify(attachment) } : {}),
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', uuid)
      .execute()
    const of = auditOfReport(study, report)
    await recordAudit(
      tx,
      actor,
      { ...of, action: 'SIGNED', detail: { ...of.detail, detail, version } },
      ...(attachment ? [{ ...of, action: 'REPORT_GENERATED', detail: { ...of.detail, version } }] : []),
    )
    await tellChanged(tx, actor, report)
    const { storage_namespace, study_uid } = study
    const key = `study_notify:${storage_namespace}:${study_uid}`
    await enqueue(tx, 'study_notify', { storage_namespace, study_uid }, { key })
  })
}
