import { type Kysely, sql } from 'kysely'
import { RADREPORT, RADREPORT_FROM, type RadreportRow } from '../access/radreport.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'
import { reportDocument } from './document.ts'
import { documentFonts } from './fonts.ts'
import { reportPdf } from './pdf.ts'
import { picturesOf } from './pictures.ts'

/** The signed addenda of a report, the oldest first. */
export async function addendaOf(db: Kysely<Database>, uuid: string): Promise<RadreportRow[]> {
  const { rows } = await sql<RadreportRow>`
    select ${RADREPORT} from ${RADREPORT_FROM}
    where r.addendum_to = ${uuid} and r.signed is not null and r.deleted is null order by r.signed, r.uuid`.execute(
    db,
  )
  return rows
}

/** The report itself, or for an addendum the one that it adds to. */
export async function wholeOf(db: Kysely<Database>, report: RadreportRow): Promise<RadreportRow> {
  if (report.addendum_to === null) return report
  const { rows } = await sql<RadreportRow>`
    select ${RADREPORT} from ${RADREPORT_FROM} where r.uuid = ${report.addendum_to}`.execute(db)
  return rows[0] ?? report
}

/**
 * A report as PDF: with the addenda that were signed, and where it is one, the report that it adds to. Rejects with
 * Unprintable.
 */
export async function producePdf(services: Services, study: StudyRow, report: RadreportRow): Promise<Buffer> {
  const { db } = services
  const whole = await wholeOf(db, report)
  const signed = (await addendaOf(db, whole.uuid)).filter(({ uuid }) => uuid !== report.uuid)
  const addenda = whole === report ? signed : [...signed, report]
  const pictures = (
    await Promise.all([whole, ...addenda].map((one) => picturesOf(services, study, one)))
  ).flat()
  const fonts = documentFonts(services.configuration)
  return reportPdf(await reportDocument(db, study, whole, addenda, pictures, fonts), fonts)
}
