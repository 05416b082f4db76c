import { z } from 'zod'
import { csvLine } from '../report/cell.ts'
import {
  acquiredStudies,
  SERIES_REPORT_FIELDS,
  seriesLines,
  seriesReportParameters,
} from '../report/series.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

const BATCH = 200

/** What a namespace has acquired lately, series by series, as a zipped CSV file that is mailed as well. */
export const seriesReport = job(
  'series_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const parameters = seriesReportParameters.parse(report.parameters)
    const ids = (await acquiredStudies(db, parameters)).slice(0, parameters.limit)
    async function* csv(): AsyncGenerator<string> {
      yield csvLine(SERIES_REPORT_FIELDS)
      for (let at = 0; at < ids.length; at += BATCH)
        for (const line of await seriesLines(db, ids.slice(at, at + BATCH))) yield csvLine(line)
    }
    await saveReport(services, report_id, 'series.csv', csv(), {
      to: parameters.email,
      account_id: parameters.account_id,
      by: report.user_id,
    })
  },
)
