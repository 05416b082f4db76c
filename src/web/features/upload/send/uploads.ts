import { useSyncExternalStore } from 'react'
import { folderList, folderStudyAdd } from '#contract/folder.ts'
import { studyAdd, studySync } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { call, refusalOf } from '#web/api/call.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { StorageError, sendImage } from '#web/api/upload.ts'
import type { Root } from '../pick/walk.ts'
import type { UploadPlan } from '../plan.ts'
import {
  forgetUpload,
  type KeptUpload,
  keepSent,
  keepUpload,
  keptSent,
  keptUploads,
  sentKey,
} from './memory.ts'
import { createUploadQueue, type Upload } from './queue.ts'

/** The page's uploads: the queue joined to the server and to what survives a reload. */

const NOTE_MS = 400
const unnoted = new Map<string, string[]>()
let noting: ReturnType<typeof setTimeout> | undefined

/** Without IndexedDB nothing is kept, and nothing else changes. */
const ignore = () => undefined

function noteSent(upload: Upload, key: string): void {
  unnoted.set(upload.id, [...(unnoted.get(upload.id) ?? []), key])
  if (noting !== undefined) return
  noting = setTimeout(() => {
    noting = undefined
    for (const [id, keys] of unnoted) void keepSent(id, keys).catch(ignore)
    unnoted.clear()
  }, NOTE_MS)
}

/** What is replaced in images before they leave, by the namespace that they go to. */
const rulesOf = new Map<
  string,
  { rules: Readonly<Record<string, string>>; email: string; otherTags?: readonly string[] | undefined }
>()

/** The folder that studies are put into as well, by the namespace that they go to. */
const folderOf = new Map<string, string>()

/** What is asked for of studies, as parameters of `/study/add`, by the namespace that they go to. */
const fieldsOf = new Map<string, Readonly<Record<`customfield-${string}`, string>>>()

/** Where images go, and what is replaced in them on the way. */
export interface Destination {
  uuid: string
  name: string
  rules?: Readonly<Record<string, string>>
  email?: string
  /** What OTHER_INGRESS_TAGS stands for there, `(gggg,eeee)`. */
  otherTags?: readonly string[]
  /** The uuid of a folder that they are put into as well. */
  folder?: string
  /** What the place asks for of each study, as `/study/add` takes it. */
  customfields?: Readonly<Record<`customfield-${string}`, string>>
}

async function putIntoFolder(namespace: string, study_uid: string): Promise<void> {
  const uuid = folderOf.get(namespace)
  if (!uuid) return
  const { studies } = await call(studyList, {
    'filter.study_uid.equals': study_uid,
    'filter.phi_namespace.equals': namespace,
  })
  await call(folderStudyAdd, { uuid, study_id: studies.map((study) => study.uuid) })
  await queryClient.invalidateQueries({ queryKey: keyOf(folderList) })
}

const queue = createUploadQueue({
  // The record's attributes are left to the server, which reads them from the images as it stores them.
  async addStudy(namespace, study_uid) {
    let put = study_uid
    try {
      const added = await call(studyAdd, {
        study_uid,
        storage_namespace: namespace,
        phi_namespace: namespace,
        ...fieldsOf.get(namespace),
      })
      // Where the study was there already, it comes in as another one if the place has it so.
      put = added.study_uid ?? study_uid
    } catch (error) {
      if (refusalOf(studyAdd, error) !== 'ALREADY_EXISTS') throw error
    }
    await putIntoFolder(namespace, put)
  },
  async send(namespace, file, signal, onProgress) {
    const rules = rulesOf.get(namespace)
    const body = rules ? await (await import('../anonymize.ts')).anonymized(file, rules.rules, rules) : file
    await sendImage(namespace, body, signal, onProgress)
  },
  async syncStudy(namespace, study_uid, image_count) {
    await call(studySync, { study_uid, storage_namespace: namespace, phi_namespace: namespace, image_count })
    for (const read of [studyList, studyCount]) await queryClient.invalidateQueries({ queryKey: keyOf(read) })
  },
  onSent: (upload, { SOPInstanceUID, file }) =>
    noteSent(upload, sentKey(upload.namespace, SOPInstanceUID, file.size)),
  onComplete({ id }) {
    unnoted.delete(id)
    void forgetUpload(id).catch(ignore)
  },
  reasonOf: (error) =>
    error instanceof StorageError
      ? error.message
      : (errorTypeOf(error) ?? (error instanceof Error ? error.message : '')),
})

export const { pause, resume, retry } = queue
export const uploadedFiles = queue.files
export const useUploads = () => useSyncExternalStore(queue.subscribe, queue.summaries)

const lockOf = (id: string) => `collimate-upload ${id}`

/** An interrupted upload that the same files continue. */
async function sameUpload(namespace: string, uids: readonly string[]): Promise<string | undefined> {
  const kept = (await interruptedUploads()).find(
    (upload) => upload.namespace === namespace && upload.StudyInstanceUIDs.every((uid) => uids.includes(uid)),
  )
  return kept?.id
}

/** Begins an upload of the planned studies into a namespace, and keeps what a reload needs. */
export async function startUpload(
  { studies, apart }: Pick<UploadPlan, 'studies' | 'apart'>,
  namespace: Destination,
  roots: readonly Root[],
  continued?: string,
): Promise<void> {
  const [first] = studies
  if (!first) return
  const { rules, email = '', otherTags } = namespace
  if (rules && Object.keys(rules).length > 0) rulesOf.set(namespace.uuid, { rules, email, otherTags })
  else rulesOf.delete(namespace.uuid)
  if (namespace.folder) folderOf.set(namespace.uuid, namespace.folder)
  else folderOf.delete(namespace.uuid)
  if (namespace.customfields) fieldsOf.set(namespace.uuid, namespace.customfields)
  else fieldsOf.delete(namespace.uuid)
  const uids = studies.map(({ StudyInstanceUID }) => StudyInstanceUID)
  const id = continued ?? (await sameUpload(namespace.uuid, uids)) ?? crypto.randomUUID()
  const sent = await keptSent().catch(() => new Set<string>())
  await keepUpload({
    id,
    namespace: namespace.uuid,
    namespaceName: namespace.name,
    PatientName: first.header.PatientName,
    StudyDescription: first.header.StudyDescription,
    studies: studies.length,
    StudyInstanceUIDs: uids,
    total: studies.reduce((sum, { files }) => sum + files.length, 0),
    handles: roots.flatMap((root) => ('handle' in root ? [root.handle] : [])),
  }).catch(ignore)
  // Held as long as this page lives, so that another page does not take the upload for an interrupted one.
  void navigator.locks?.request(lockOf(id), () => new Promise(ignore))
  queue.start(
    { id, namespace: namespace.uuid, namespaceName: namespace.name, apart: apart.length },
    studies,
    (SOPInstanceUID, size) => sent.has(sentKey(namespace.uuid, SOPInstanceUID, size)),
  )
}

/** Stops an upload, or takes a finished one off the list. */
export function removeUpload(id: string): void {
  queue.remove(id)
  void forgetUpload(id).catch(ignore)
}

/** Uploads that a reload or a closed window interrupted, none of which another page is working on. */
export async function interruptedUploads(): Promise<KeptUpload[]> {
  try {
    const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name))
    return (await keptUploads()).filter(({ id }) => !held.has(lockOf(id)))
  } catch {
    return []
  }
}

window.addEventListener('online', queue.wake)
window.addEventListener('beforeunload', (event) => {
  if (queue.isBusy()) event.preventDefault()
})
