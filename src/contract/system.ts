import { z } from 'zod'
import { command } from './command.ts'
import { flag, flagOut, pageOut, text, uuid } from './value.ts'

/** Ours: what sysadmin and support users look after, across accounts. Everybody else: NOT_SYSADMIN_OR_SUPPORT. */

const count = z.number().int()
const errors = ['NOT_SYSADMIN_OR_SUPPORT'] as const

export const systemAccountRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  vanity: z.string().nullable(),
  disabled: flagOut,
  /** The account that keeps sites for it. */
  site_management_account_id: z.string().nullable(),
  /** Whether it keeps sites for others. */
  manages_sites: flagOut,
  created: z.string(),
  users: count,
  studies: count,
  /** Bytes of stored images. */
  storage: count,
})
export type SystemAccountRecord = z.output<typeof systemAccountRecord>

export const systemAccountList = command('/system/account/list', {
  /** Only those that are disabled, or are not. */
  params: z.object({ disabled: flag.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, accounts: z.array(systemAccountRecord) }),
  errors,
})

export const systemMailRecord = z.object({
  uuid: z.string(),
  recipient: z.string(),
  subject: z.string(),
  account_name: z.string().nullable(),
  created: z.string(),
  sent: z.string().nullable(),
  error: z.string().nullable(),
})
export type SystemMailRecord = z.output<typeof systemMailRecord>

/** The outbox. Without a mail server nothing leaves it. */
export const systemMailList = command('/system/mail/list', {
  params: z.object({ unsent: flag.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, mails: z.array(systemMailRecord) }),
  errors,
})

/**
 * A mail without what opens something: PINs, passwords, the ends of addresses; whole for a sysadmin where no mail leaves.
 * Who reads it is written down.
 */
export const systemMailGet = command('/system/mail/get', {
  params: z.object({ uuid }),
  returns: systemMailRecord.extend({ body_text: z.string() }),
  errors,
})

export const systemJobRecord = z.object({
  id: z.string(),
  task: z.string(),
  attempts: count,
  max_attempts: count,
  run_at: z.string(),
  created: z.string(),
  running: flagOut,
  last_error: z.string().nullable(),
})
export type SystemJobRecord = z.output<typeof systemJobRecord>

/** Jobs that wait, run or have failed; what is done is gone. Those that have failed first. */
export const systemJobList = command('/system/job/list', {
  params: z.object({}),
  list: ['page'],
  returns: z.object({ page: pageOut, jobs: z.array(systemJobRecord) }),
  errors,
})

/** Runs a job as soon as a worker is free, however often it has failed. LOCKED while it runs. */
export const systemJobRetry = command('/system/job/retry', {
  params: z.object({ id: text }),
  returns: z.object({}),
  errors: [...errors, 'LOCKED'],
})

/** Takes a job out of the queue. LOCKED while it runs. */
export const systemJobCancel = command('/system/job/cancel', {
  params: z.object({ id: text }),
  returns: z.object({}),
  errors: [...errors, 'LOCKED'],
})

export const systemHealth = command('/system/health', {
  params: z.object({}),
  returns: z.object({
    database: flagOut,
    database_version: z.string(),
    database_size: count,
    connections: count,
    storage: flagOut,
    storage_size: count,
    /** A mail server is configured. */
    mail: flagOut,
    mail_unsent: count,
    mail_failed: count,
    jobs_waiting: count,
    jobs_failed: count,
    /** Seconds that the job which is due the longest has waited. */
    jobs_late: count,
    node: z.string(),
    /** Seconds since this process started. */
    uptime: count,
    memory: count,
    sessions: count,
  }),
  errors,
})
