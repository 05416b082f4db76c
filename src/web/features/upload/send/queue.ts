import { ConnectionError } from '#web/api/refusal.ts'
import type { PlannedStudy } from '../plan.ts'

/** Files sent at the same time. */
export const AT_ONCE = 4
const MOST_TRIES = 6
const FIRST_WAIT_MS = 1000
const TELL_MS = 150

export type FileState = 'waiting' | 'sending' | 'sent' | 'skipped' | 'failed'

export interface QueuedFile {
  path: string
  file: File
  SOPInstanceUID: string
  state: FileState
  /** Bytes of it that are on the wire. */
  progress: number
  tries: number
  /** Not before this moment (ms): a failure is being waited out. */
  notBefore: number
  /** Why it failed, in the server's words; empty when the connection failed. */
  reason: string | undefined
}

interface StudyJob {
  StudyInstanceUID: string
  files: readonly QueuedFile[]
  added: Promise<void> | undefined
  synced: boolean
  /** Files before this place are over. */
  next: number
}

export interface Upload {
  id: string
  namespace: string
  namespaceName: string
  PatientName: string
  StudyDescription: string
  jobs: readonly StudyJob[]
  /** Files that were set apart when it was planned. */
  apart: number
  paused: boolean
  started: number
  abort: AbortController
}

/** What an upload looks like from outside, made anew whenever something changed. */
export interface UploadSummary {
  id: string
  namespaceName: string
  PatientName: string
  StudyDescription: string
  studies: number
  total: number
  sent: number
  failed: number
  apart: number
  /** Bytes. */
  size: number
  sentSize: number
  state: 'running' | 'paused' | 'done'
  /** ms left at the speed so far; undefined while that is not known. */
  left: number | undefined
}

/** What the queue needs of the world around it. */
export interface Transport {
  addStudy: (namespace: string, StudyInstanceUID: string) => Promise<void>
  send: (
    namespace: string,
    file: File,
    signal: AbortSignal,
    onProgress: (sent: number) => void,
  ) => Promise<void>
  syncStudy: (namespace: string, StudyInstanceUID: string, images: number) => Promise<void>
  /** The server has acknowledged this file. */
  onSent: (upload: Upload, file: QueuedFile) => void
  /** Every file has been sent or skipped. */
  onComplete: (upload: Upload) => void
  /** Words for a failure that trying again does not mend. */
  reasonOf: (error: unknown) => string
}

const isOver = ({ state }: QueuedFile) => state === 'sent' || state === 'skipped' || state === 'failed'
const isOverAt = ({ files }: StudyJob, at: number) => {
  const file = files[at]
  return file === undefined || isOver(file)
}
const isThere = ({ state }: QueuedFile) => state === 'sent' || state === 'skipped'
const filesOf = (upload: Pick<Upload, 'jobs'>) => upload.jobs.flatMap(({ files }) => files)

function summaryOf(upload: Upload): UploadSummary {
  const files = filesOf(upload)
  const size = files.reduce((sum, { file }) => sum + file.size, 0)
  const moved = files.reduce((sum, one) => sum + (one.state === 'sent' ? one.file.size : one.progress), 0)
  const skipped = files.reduce((sum, { state, file }) => sum + (state === 'skipped' ? file.size : 0), 0)
  const spent = Date.now() - upload.started
  return {
    id: upload.id,
    namespaceName: upload.namespaceName,
    PatientName: upload.PatientName,
    StudyDescription: upload.StudyDescription,
    studies: upload.jobs.length,
    total: files.length,
    sent: files.filter(isThere).length,
    failed: files.filter(({ state }) => state === 'failed').length,
    apart: upload.apart,
    size,
    sentSize: moved + skipped,
    state: files.every(isOver) ? 'done' : upload.paused ? 'paused' : 'running',
    left: moved > 0 && spent > 2000 ? ((size - skipped - moved) / moved) * spent : undefined,
  }
}

/** Sends files a few at a time, waits out lost connections, and goes on whatever page is shown. */
export function createUploadQueue(transport: Transport) {
  const listeners = new Set<() => void>()
  let uploads: readonly Upload[] = []
  let summaries: readonly UploadSummary[] = []
  let active = 0
  let telling: ReturnType<typeof setTimeout> | undefined
  let waking: ReturnType<typeof setTimeout> | undefined

  const tellNow = () => {
    clearTimeout(telling)
    telling = undefined
    summaries = uploads.map(summaryOf)
    for (const listener of listeners) listener()
  }
  const tell = () => {
    telling ??= setTimeout(tellNow, TELL_MS)
  }

  async function finishStudy(upload: Upload, job: StudyJob): Promise<void> {
    if (job.synced || !job.files.every(isOver)) return
    const there = job.files.filter(isThere).length
    if (there === 0) return
    job.synced = true
    await transport.syncStudy(upload.namespace, job.StudyInstanceUID, there).catch(() => undefined)
    if (filesOf(upload).every(isThere)) transport.onComplete(upload)
  }

  async function sendFile(upload: Upload, job: StudyJob, file: QueuedFile): Promise<void> {
    file.state = 'sending'
    const { signal } = upload.abort
    try {
      job.added ??= transport.addStudy(upload.namespace, job.StudyInstanceUID).catch((error: unknown) => {
        job.added = undefined
        throw error
      })
      await job.added
      await transport.send(upload.namespace, file.file, signal, (sent) => {
        file.progress = Math.min(sent, file.file.size)
        tell()
      })
      file.state = 'sent'
      file.progress = file.file.size
      transport.onSent(upload, file)
    } catch (error) {
      file.progress = 0
      if (signal.aborted) file.state = 'waiting'
      else if (error instanceof ConnectionError && file.tries + 1 < MOST_TRIES) {
        file.tries += 1
        file.notBefore = Date.now() + FIRST_WAIT_MS * 2 ** (file.tries - 1)
        file.state = 'waiting'
      } else {
        file.state = 'failed'
        file.reason = error instanceof ConnectionError ? '' : transport.reasonOf(error)
      }
    }
    await finishStudy(upload, job)
  }

  function nextFile(): { upload: Upload; job: StudyJob; file: QueuedFile } | undefined {
    const now = Date.now()
    let soonest = Number.POSITIVE_INFINITY
    for (const upload of uploads) {
      if (upload.paused) continue
      for (const job of upload.jobs) {
        while (job.next < job.files.length && isOverAt(job, job.next)) job.next += 1
        for (let at = job.next; at < job.files.length; at += 1) {
          const file = job.files[at]
          if (file?.state !== 'waiting') continue
          if (file.notBefore <= now) return { upload, job, file }
          soonest = Math.min(soonest, file.notBefore)
        }
      }
    }
    if (Number.isFinite(soonest)) {
      clearTimeout(waking)
      waking = setTimeout(pump, soonest - now)
    }
    return undefined
  }

  function pump(): void {
    while (active < AT_ONCE) {
      const next = nextFile()
      if (!next) break
      active += 1
      void sendFile(next.upload, next.job, next.file).finally(() => {
        active -= 1
        tell()
        pump()
      })
    }
    tell()
  }

  const find = (id: string) => uploads.find((upload) => upload.id === id)

  return {
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** The same list until something changes. */
    summaries: () => summaries,
    /** True while leaving the page would interrupt something. */
    isBusy: () => summaries.some(({ state }) => state !== 'done'),
    files: (id: string): readonly QueuedFile[] => filesOf(find(id) ?? NOTHING),
    /** Begins to send; files that `isSent` knows are passed over. */
    start(
      upload: Pick<Upload, 'id' | 'namespace' | 'namespaceName' | 'apart'>,
      studies: readonly PlannedStudy[],
      isSent: (SOPInstanceUID: string, size: number) => boolean,
    ) {
      const [first] = studies
      const jobs = studies.map(({ StudyInstanceUID, files }) => ({
        StudyInstanceUID,
        added: undefined,
        synced: false,
        next: 0,
        files: files.map(({ path, file, header: { SOPInstanceUID } }): QueuedFile => {
          const state = isSent(SOPInstanceUID, file.size) ? 'skipped' : 'waiting'
          return { path, file, SOPInstanceUID, state, progress: 0, tries: 0, notBefore: 0, reason: undefined }
        }),
      }))
      const started: Upload = {
        ...upload,
        PatientName: first?.header.PatientName ?? '',
        StudyDescription: first?.header.StudyDescription ?? '',
        jobs,
        paused: false,
        started: Date.now(),
        abort: new AbortController(),
      }
      uploads = [...uploads, started]
      tellNow()
      for (const job of jobs) void finishStudy(started, job)
      pump()
    },
    pause(id: string) {
      const upload = find(id)
      if (!upload) return
      upload.paused = true
      upload.abort.abort(new DOMException('Paused', 'AbortError'))
      tellNow()
    },
    resume(id: string) {
      const upload = find(id)
      if (!upload) return
      upload.paused = false
      upload.abort = new AbortController()
      pump()
      tellNow()
    },
    /** Tries failed files again. */
    retry(id: string) {
      const upload = find(id)
      if (!upload) return
      for (const job of upload.jobs) {
        job.next = 0
        for (const file of job.files) {
          if (file.state !== 'failed') continue
          Object.assign(file, { state: 'waiting', tries: 0, notBefore: 0, reason: undefined })
          job.synced = false
        }
      }
      pump()
      tellNow()
    },
    /** Stops it and takes it off the list; what was sent stays sent. */
    remove(id: string) {
      find(id)?.abort.abort(new DOMException('Cancelled', 'AbortError'))
      uploads = uploads.filter((upload) => upload.id !== id)
      tellNow()
    },
    /** The connection is back: nothing more needs to be waited out. */
    wake() {
      for (const upload of uploads) for (const file of filesOf(upload)) file.notBefore = 0
      pump()
    },
  }
}

const NOTHING: Pick<Upload, 'jobs'> = { jobs: [] }
