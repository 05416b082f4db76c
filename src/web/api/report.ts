import { reportStatus } from '#contract/report.ts'
import { call } from './call.ts'

const ASK_MS = 700

/** Waits until a report is built, and hands its zip to the browser. Rejects where it fails. */
export async function downloadReport(report_id: string): Promise<void> {
  for (;;) {
    const { percent } = await call(reportStatus, { report_id })
    if (percent === 100) break
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
  const link = document.createElement('a')
  link.href = `/api/v3/report/zip?report_id=${report_id}`
  link.download = ''
  link.click()
}
