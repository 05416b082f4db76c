import { Logger, makeWorkerUtils, type Runner, run, type TaskList } from 'graphile-worker'
import type pg from 'pg'
import type { Services } from '../services.ts'
import { aiQuestion } from './ai_question.ts'
import { aiResume } from './ai_resume.ts'
import { archive } from './archive.ts'
import { auditCheck } from './audit_check.ts'
import { auditReport } from './audit_report.ts'
import { auditSeal } from './audit_seal.ts'
import { expire } from './expire.ts'
import { faxSend } from './fax_send.ts'
import { garbage } from './garbage.ts'
import { loginReport } from './login_report.ts'
import { mailSend } from './mail_send.ts'
import { nodeMonitor } from './node_monitor.ts'
import { notify } from './notify.ts'
import type { Job } from './queue.ts'
import { removedUserReport } from './removed_user_report.ts'
import { roleReport } from './role_report.ts'
import { seriesReport } from './series_report.ts'
import { smsSend } from './sms_send.ts'
import { studyApprove } from './study_approve.ts'
import { studyCopy } from './study_copy.ts'
import { studyCoverpage } from './study_coverpage.ts'
import { studyNotify } from './study_notify.ts'
import { studyProgressive } from './study_progressive.ts'
import { studyPurge } from './study_purge.ts'
import { studyReport } from './study_report.ts'
import { studyRetrieve } from './study_retrieve.ts'

const JOBS: readonly Job[] = [
  aiQuestion,
  aiResume,
  archive,
  auditCheck,
  auditReport,
  auditSeal,
  expire,
  faxSend,
  garbage,
  loginReport,
  mailSend,
  nodeMonitor,
  notify,
  removedUserReport,
  roleReport,
  smsSend,
  studyApprove,
  studyCopy,
  studyCoverpage,
  studyNotify,
  studyProgressive,
  studyPurge,
  seriesReport,
  studyReport,
  studyRetrieve,
]

const quiet = new Logger(() => () => undefined)

/** Makes the queue's tables. */
export async function migrateQueue(pgPool: pg.Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool, logger: quiet })
  await utils.migrate()
  await utils.release()
}

/** Starts working; `stop()` of the answer waits for what is running. */
export async function startWorker(services: Services): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    JOBS.map((job) => [
      job.name,
      async (payload: unknown) => {
        try {
          await job.run(services, job.payload.parse(payload))
        } catch (error) {
          services.log.error({ job: job.name, err: error }, 'job failed')
          throw error
        }
      },
    ]),
  )
  return run({
    pgPool: services.pool,
    concurrency: 4,
    pollInterval: 2000,
    noHandleSignals: true,
    logger: quiet,
    taskList,
    crontab:
      '* * * * * expire\n* * * * * archive\n* * * * * ai_resume\n* * * * * audit_seal\n* * * * * node_monitor\n17 * * * * garbage\n41 3 * * * audit_check\n',
  })
}
