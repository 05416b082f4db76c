import {
  accountRadreportEmailAuthorize,
  accountRadreportEmailGet,
  radreportEmail,
  radreportFax,
} from '#contract/radreport.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { type FoundRadreport, findRadreport } from '../../access/radreport.ts'
import { recordAudit } from '../../audit/record.ts'
import { captchaGateway } from '../../captcha.ts'
import { handle } from '../../command.ts'
import type { Configuration } from '../../configuration.ts'
import { faxGateway } from '../../fax.ts'
import { enqueue } from '../../jobs/queue.ts'
import { sendMail } from '../../mail/outbox.ts'
import { auditOfReport } from '../../radreport/audit.ts'
import { Refusal } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { isPhone } from '../../tenancy/phone.ts'
import { isEmail } from '../../tenancy/user.ts'

interface Document {
  hash: string
  filename: string
  mime_type: string
}

/** The document of a report that may leave the account. NO_ATTACHMENT, PDF_FAILED, NOT_ENABLED. */
async function outgoing(
  services: Services,
  actor: Actor,
  uuid: string,
): Promise<FoundRadreport & { document: Document }> {
  const found = await findRadreport(services.db, actor, uuid, 'radreport_view')
  const account = await services.db
    .selectFrom('account')
    .select(['radreport_mail_out_authorized', 'settings'])
    .where('uuid', '=', found.report.account_id)
    .executeTakeFirstOrThrow()
  if (!account.radreport_mail_out_authorized) throw new Refusal('NOT_ENABLED')
  const { attachment, signed } = found.report
  const { version, filename, mime_type } = attachment ?? {}
  // Where reports are to be signed, nothing else is sent for one.
  const unsigned = signed === null && account.settings.enable_radreport_attestation === 1
  if (typeof version !== 'string' || typeof filename !== 'string' || unsigned)
    throw new Refusal('NO_ATTACHMENT')
  if (mime_type !== 'application/pdf' || !(await services.objects.has(version)))
    throw new Refusal('PDF_FAILED')
  return { ...found, document: { hash: version, filename, mime_type } }
}

export const email = handle(radreportEmail, async ({ params, actor, services, refuse }) => {
  if (params.email.length === 0 || !params.email.every(isEmail)) throw refuse('INVALID_EMAIL')
  const { report, study, document } = await outgoing(services, actor, params.uuid)
  await services.db.transaction().execute(async (tx) => {
    await sendMail(tx, {
      to: params.email,
      wording: 'studyReport',
      values: { sender: actor.name },
      attachments: [document],
      account_id: report.account_id,
      by: actor.user_id,
    })
    await recordAudit(tx, actor, {
      ...auditOfReport(study, report),
      action: 'EMAIL',
      with: params.email.join(', '),
    })
  })
  return {}
})

export const fax = handle(radreportFax, async ({ params, actor, services, refuse }) => {
  const { report, study, document } = await outgoing(services, actor, params.uuid)
  if (!faxGateway(services.configuration)) throw refuse('NOT_ENABLED')
  if (!isPhone(params.number) || !params.number.trim().startsWith('+')) throw refuse('INVALID_PHONE')
  const number = `+${params.number.replaceAll(/\D/g, '')}`
  await services.db.transaction().execute(async (tx) => {
    await enqueue(tx, 'fax_send', { number, hash: document.hash, filename: document.filename })
    await recordAudit(tx, actor, { ...auditOfReport(study, report), action: 'FAX', with: number })
  })
  return {}
})

const sends = ({ smtp_url, fax_url }: Configuration): boolean =>
  smtp_url !== undefined || fax_url !== undefined

export const authorized = handle(accountRadreportEmailGet, async ({ params, actor, services }) => {
  const { db, configuration } = services
  await requireAccount(db, actor, params.uuid, ['account_edit'])
  const account = await db
    .selectFrom('account')
    .select('radreport_mail_out_authorized')
    .where('uuid', '=', params.uuid)
    .executeTakeFirstOrThrow()
  return {
    enabled: asFlag(sends(configuration)),
    authorized: asFlag(account.radreport_mail_out_authorized),
    captcha: captchaGateway(configuration)?.widget ?? null,
  }
})

export const authorize = handle(
  accountRadreportEmailAuthorize,
  async ({ params, actor, services, refuse }) => {
    const { db, configuration } = services
    const { uuid } = params
    await requireAccount(db, actor, uuid, ['account_edit'])
    if (!sends(configuration)) throw refuse('NOT_ENABLED')
    const captcha = captchaGateway(configuration)
    const human = await captcha?.isSolved(params.captcha_response, actor.client_address)
    if (!human) throw refuse('CAPTCHA_FAILED')
    await db.transaction().execute(async (tx) => {
      const account = await tx
        .updateTable('account')
        .set({ radreport_mail_out_authorized: true })
        .where('uuid', '=', uuid)
        .returning('name')
        .executeTakeFirstOrThrow()
      await recordAudit(tx, actor, {
        uuid,
        type: 'Account',
        action: 'RADREPORT_EMAIL_AUTHORIZE',
        what: account.name,
        account_id: uuid,
      })
    })
    return {}
  },
)
