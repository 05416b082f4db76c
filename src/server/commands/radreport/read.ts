import { sql } from 'kysely'
import {
  radreportGet,
  radreportGetDescription,
  radreportPdf,
  radreportUserList,
} from '#contract/radreport.ts'
import { type Actor, standsAboveRoles } from '../../access/actor.ts'
import { namespacesOf } from '../../access/namespaces.ts'
import {
  type FoundRadreport,
  findRadreport,
  RADREPORT,
  RADREPORT_FROM,
  type RadreportRow,
  seesOnlyOwnRadreports,
} from '../../access/radreport.ts'
import { inScope, studyScope } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle, handleRaw } from '../../command.ts'
import { type ColumnMap, column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import { auditOfReport } from '../../radreport/audit.ts'
import { Unprintable } from '../../radreport/pdf.ts'
import { describeRadreport, presentRadreport } from '../../radreport/present.ts'
import { producePdf } from '../../radreport/produce.ts'
import { Refusal } from '../../refusal.ts'
import type { Services } from '../../services.ts'

export const get = handle(radreportGet, async ({ params, actor, services: { db } }) => {
  const { report } = await findRadreport(db, actor, params.uuid, 'radreport_view')
  return presentRadreport(actor, report)
})

export const description = handle(radreportGetDescription, async ({ params, actor, services: { db } }) => {
  const { report, access } = await findRadreport(db, actor, params.uuid, 'radreport_view')
  return describeRadreport(actor, access, report)
})

const CREATED = column('datetime', 'r.created', 'desc')
const MAP: ColumnMap = {
  columns: {
    created: CREATED,
    ...columns('datetime', 'r', ['updated', 'signed']),
    ...columns('uuid', 'r', ['uuid', 'user_id', 'study_id', 'addendum_to', 'created_by', 'updated_by']),
    ...columns('text', 'r', ['type']),
    fields: column('text', 'r.fields::text'),
    attachment: column('text', 'r.attachment::text'),
    locked_user_id: column('uuid', 'l.user_id'),
  },
}

/** Somebody whom the actor may know of: themselves, or who shares an account with them. */
async function requireUser(db: Services['db'], actor: Actor, user_id: string): Promise<void> {
  const { rows } = await sql`
    select from "user" u where u.uuid = ${user_id} and u.deleted is null
      and (u.uuid = ${actor.user_id} or ${standsAboveRoles(actor)} or exists (
        select from user_account mine join user_account theirs on theirs.account_id = mine.account_id
        where mine.user_id = ${actor.user_id} and theirs.user_id = u.uuid))`.execute(db)
  if (rows.length === 0) throw new Refusal('NOT_FOUND')
}

export const userList = handle(radreportUserList, async ({ params, raw, actor, services: { db } }) => {
  const { user_id } = params
  await requireUser(db, actor, user_id)
  const scope = await studyScope(db, actor, 'radreport_view')
  const ownOnly =
    user_id === actor.user_id
      ? []
      : (await namespacesOf(db, actor))
          .filter((access) => seesOnlyOwnRadreports(actor, access))
          .map(({ uuid }) => uuid)
  const { rows, page } = await listRows<RadreportRow>({
    db,
    actor,
    raw,
    map: MAP,
    select: RADREPORT,
    from: sql`${RADREPORT_FROM} join study o on o.uuid = r.study_id and o.account_id = r.account_id
      and (o.anonymization is null or o.phi_namespace = r.phi_namespace)`,
    where: sql`r.user_id = ${user_id} and r.deleted is null and ${inScope(scope, 'o')}
      and o.phi_namespace <> all(${ownOnly}::uuid[])`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  return { radreports: rows.map((row) => presentRadreport(actor, row)), page }
})

const PDF = 'application/pdf'

/** The document that belongs to the report; one that is signed with none, or a draft, is set now. */
async function documentOf(services: Services, { report, study }: FoundRadreport) {
  const { attachment } = report
  if (attachment?.mime_type === PDF && typeof attachment.version === 'string') {
    if (await services.objects.has(attachment.version)) return services.objects.stream(attachment.version)
  }
  return producePdf(services, study, report)
}

async function sendPdf({ params, actor, services, reply }: Call<typeof radreportPdf>): Promise<void> {
  const found = await findRadreport(services.db, actor, params.uuid, 'radreport_view')
  const document = await documentOf(services, found)
  await recordAudit(services.db, actor, {
    ...auditOfReport(found.study, found.report),
    action: 'REPORT_VIEW',
  })
  await reply
    .type(PDF)
    .header('content-disposition', 'inline; filename="report.pdf"')
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .send(document)
}

/** 404 for whoever does not see it, and for what cannot be set in the fonts of this installation. */
export const pdf = handleRaw(radreportPdf, async (call) => {
  try {
    await sendPdf(call)
  } catch (error) {
    const unprintable = error instanceof Unprintable
    if (!unprintable && !(error instanceof Refusal && error.error_type === 'NOT_FOUND')) throw error
    await call.reply.code(404).send({
      status: 'ERROR',
      error_type: 'NOT_FOUND',
      ...(unprintable ? { error_subtype: 'PDF_FAILED' } : {}),
    })
  }
})
