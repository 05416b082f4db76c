import { sql } from 'kysely'
import { hl7Add, hl7Delete, hl7Get, hl7List, hl7StudyReport } from '#contract/hl7.ts'
import { accountAccess, requireAccount } from '../../access/account.ts'
import { mayIn } from '../../access/namespaces.ts'
import { isReportOut, mayWithReports } from '../../access/report.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { type ColumnMap, column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import {
  acknowledgement,
  NoMessage,
  type ParsedMessage,
  parseMessage,
  reportText,
} from '../../hl7/message.ts'
import type { Services } from '../../services.ts'
import {
  type Hl7Row,
  messageOfStudy,
  messageRow,
  messagesOf,
  presentMessage,
  seenStudiesOf,
} from '../../study/hl7.ts'
import { loadMessage } from '../../study/load_hl7.ts'

const CREATED = column('datetime', 'r.created', 'desc')

const MAP: ColumnMap = {
  columns: {
    created: CREATED,
    patient_name: column('citext', 'r.patient_name'),
    ...columns('uuid', 'r', ['uuid', 'account_id', 'node_id', 'created_by', 'updated_by']),
    ...columns('text', 'r', ['type', 'patientid', 'md5', 'message']),
    ...columns('datetime', 'r', ['updated']),
  },
  // `accession_number_h->'917364'`, which is 1 where the message has the number.
  family: (name) => {
    const number = /^accession_number_h->'([^']{1,64})'$/.exec(name)?.[1]
    if (number === undefined) return undefined
    return { kind: 'text', emptyLastIn: 'asc', sql: sql`r.accession_number_h ->> ${number}` }
  },
}

export const list = handle(hl7List, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['hl7_message_view'])
  const { rows, page } = await listRows<Hl7Row>({
    db,
    actor,
    raw,
    map: MAP,
    select: sql`r.uuid, r.created, r.type, r.accession_number_h, r.patientid, r.patient_name`,
    from: sql`hl7 r`,
    where: sql`r.account_id = ${params.account_id} and r.deleted is null`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  const messages = rows.map(({ accession_number_h, ...row }) => ({
    ...row,
    accession_numbers: Object.keys(accession_number_h),
  }))
  return { messages, page }
})

const FROM_PATIENT = '__DG_LOAD_FROM_MRN__'
/** More accession numbers of one patient than a message is about. */
const MOST_STUDIES = 1000

async function numbersOf(
  { db }: Pick<Services, 'db'>,
  account_id: string,
  { patientid, accession_numbers }: ParsedMessage,
  given: string | undefined,
): Promise<string[]> {
  if (!given) return accession_numbers
  if (given !== FROM_PATIENT || patientid === null) return [given]
  const studies = await db
    .selectFrom('study')
    .select('accession_number')
    .distinct()
    .where('account_id', '=', account_id)
    .where(sql<boolean>`lower(patientid) = lower(${patientid})`)
    .where('accession_number', 'is not', null)
    .where('deleted', 'is', null)
    .limit(MOST_STUDIES)
    .execute()
  return studies.flatMap(({ accession_number }) => accession_number ?? [])
}

async function parsedOf({ params, refuse }: Call<typeof hl7Add>): Promise<ParsedMessage> {
  try {
    return await parseMessage(params.message)
  } catch (error) {
    if (error instanceof NoMessage) throw refuse('INVALID_MESSAGE')
    throw error
  }
}

export const add = handle(hl7Add, async (call) => {
  const { params, actor, services, refuse } = call
  const { node } = actor
  if (!node) throw refuse('NOT_FOUND')
  const parsed = await parsedOf(call)
  const { account_id } = node
  const numbers = await numbersOf(services, account_id, parsed, params.accession_number)
  const { type, patientid, patient_name, message, md5 } = parsed
  const { uuid } = await services.db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('hl7')
      .values({
        account_id,
        node_id: node.uuid,
        md5,
        message,
        type,
        patientid,
        patient_name,
        accession_number_h: JSON.stringify(Object.fromEntries(numbers.map((number) => [number, 1]))),
        created_by: actor.user_id,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await loadMessage(tx, actor, row, parsed)
    return row
  })
  return { uuid, ack: await acknowledgement(message) }
})

/** By the study that is named; without one by the account's messages, or by a study of the message that the caller sees. */
async function findMessage(call: Call<typeof hl7Get>): Promise<Hl7Row> {
  const { params, actor, refuse, services } = call
  const { db } = services
  const { uuid, study_id, study_uid, storage_namespace, phi_namespace } = params
  if (study_id || study_uid)
    return messageOfStudy(db, actor, uuid, { study_id, study_uid, storage_namespace, phi_namespace })
  const message = await messageRow(db, uuid)
  if (!message) throw refuse('NOT_FOUND')
  if (actor.node) {
    if (actor.node.account_id !== message.account_id) throw refuse('NOT_FOUND')
    return message
  }
  const account = await accountAccess(db, actor, message.account_id)
  if (account && mayIn(actor, account, 'hl7_message_view')) return message
  const studies = await seenStudiesOf(db, actor, message)
  const shows = ({ study, access }: (typeof studies)[number]) =>
    mayWithReports(actor, access, 'hl7', study) && isReportOut(access, message.created)
  if (studies.some(shows)) return message
  throw refuse(account || studies.length > 0 ? 'NOT_PERMITTED' : 'NOT_FOUND')
}

export const get = handle(hl7Get, async (call) => {
  const message = await findMessage(call)
  const account = await call.services.db
    .selectFrom('account as a')
    .innerJoin('namespace as n', 'n.uuid', 'a.namespace_id')
    .select('n.hl7_template')
    .where('a.uuid', '=', message.account_id)
    .executeTakeFirst()
  return presentMessage(message, { ...account, raw: call.params.raw === 1 })
})

export const remove = handle(hl7Delete, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const message = await messageRow(tx, params.uuid)
    if (!message) throw refuse('NOT_FOUND')
    const account = await accountAccess(tx, actor, message.account_id)
    const studies = await seenStudiesOf(tx, actor, message)
    const may =
      (account && mayIn(actor, account, 'hl7_message_delete')) ||
      studies.some(({ study, access }) => mayWithReports(actor, access, 'delete', study))
    if (!may) throw refuse(account || studies.length > 0 ? 'NOT_PERMITTED' : 'NOT_FOUND')
    await tx
      .updateTable('hl7')
      .set({ deleted: sql<string>`now()`, updated_by: actor.user_id })
      .where('uuid', '=', message.uuid)
      .execute()
    await recordAudit(tx, actor, {
      uuid: message.uuid,
      type: 'Hl7',
      action: 'DELETED',
      what: message.type,
      account_id: message.account_id,
      detail: { accession_numbers: Object.keys(message.accession_number_h) },
    })
  })
  return {}
})

/** Of the newest message with a report in it. */
export const studyReport = handle(hl7StudyReport, async ({ params, actor, services: { db }, refuse }) => {
  const { study, access } = await findStudy(db, actor, { uuid: params.study_id }, 'study_report_hl7_view')
  if (!mayWithReports(actor, access, 'hl7', study)) throw refuse('NOT_PERMITTED')
  for (const { message, created } of (await messagesOf(db, [study])).get(study.uuid) ?? []) {
    if (!isReportOut(access, created)) continue
    const parsed = await parseMessage(message)
    if (parsed.report.length > 0) return { text: reportText(parsed) }
  }
  throw refuse('NOT_FOUND')
})
