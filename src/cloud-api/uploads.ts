import { type Check, firstFault, guid, maybeGuid } from './check.ts'
import { readHead, textOf } from './dicom.ts'
import { INSTANCE_UID, isDirectory, readDicomFiles, STUDY_UID } from './read.ts'
import { replaceAttributes } from './replace.ts'
import { type Callback, type PatientOrder, Session } from './session.ts'
import type { Replacement } from './tags.ts'

const COMPLETED = 'File Upload Completed'

interface Target {
  UserUuid: string
  InstitutionUuid: string
  FolderUuid?: string
}

/** What one upload knows of its way. */
interface Sending {
  target: Target
  replacements: readonly Replacement[]
  callback: Callback
  total: number
  acknowledged: number
  orders: Map<string, PatientOrder>
  /** Studies of which an image was found to be new: the rest is sent without asking. */
  fresh: Set<string>
}

/** Reading files, and sending them. */
export class Uploads extends Session {
  ReadDicomFiles(selectedFiles: ArrayLike<File>, callback: Callback): void {
    void readDicomFiles(Array.from(selectedFiles ?? []), (result) => this.answer(callback, result))
  }

  UploadDicomFiles(
    userUuid: string,
    institutionUuid: string,
    selectedFiles: ArrayLike<File>,
    callback: Callback,
  ): void {
    this.#upload({ UserUuid: userUuid, InstitutionUuid: institutionUuid }, selectedFiles, [], callback)
  }

  UploadDicomFilesIntoFolder(
    userUuid: string,
    institutionUuid: string,
    folderUuid: string,
    selectedFiles: ArrayLike<File>,
    callback: Callback,
  ): void {
    const target = { UserUuid: userUuid, InstitutionUuid: institutionUuid, FolderUuid: folderUuid }
    this.#upload(target, selectedFiles, [], callback)
  }

  UploadDicomFilesWithAnonymization(
    userUuid: string,
    institutionUuid: string,
    selectedFiles: ArrayLike<File>,
    anonymizedData: readonly Replacement[],
    callback: Callback,
  ): void {
    const target = { UserUuid: userUuid, InstitutionUuid: institutionUuid }
    this.#upload(target, selectedFiles, anonymizedData, callback)
  }

  UploadDicomFilesIntoFolderWithAnonymization(
    userUuid: string,
    institutionUuid: string,
    folderUuid: string,
    selectedFiles: ArrayLike<File>,
    anonymizedData: readonly Replacement[],
    callback: Callback,
  ): void {
    const target = { UserUuid: userUuid, InstitutionUuid: institutionUuid, FolderUuid: folderUuid }
    this.#upload(target, selectedFiles, anonymizedData, callback)
  }

  UploadDocumentFiles(
    userUuid: string,
    institutionUuid: string,
    patientOrderUuid: string,
    selectedFiles: ArrayLike<File>,
    callback: Callback,
  ): void {
    const checks = {
      userUuid: [guid, userUuid],
      institutionUuid: [guid, institutionUuid],
      patientOrderUuid: [guid, patientOrderUuid],
    } as const
    if (!this.#begins('UploadDocumentFiles', checks, callback)) return
    const order = {
      UserUuid: userUuid,
      InstitutionUuid: institutionUuid,
      PatientOrderUuid: patientOrderUuid,
    }
    void this.#sendDocuments(order, Array.from(selectedFiles ?? []), callback)
  }

  #begins(
    method: string,
    checks: Readonly<Record<string, readonly [Check, unknown]>>,
    callback: Callback,
  ): boolean {
    if (!this.isReady(method)) return false
    const wrong = firstFault(checks)
    if (wrong !== undefined) this.answer(callback, { Success: false, Message: wrong })
    return wrong === undefined
  }

  #upload(
    target: Target,
    selectedFiles: ArrayLike<File>,
    replacements: readonly Replacement[],
    callback: Callback,
  ): void {
    const checks = {
      userUuid: [guid, target.UserUuid],
      institutionUuid: [guid, target.InstitutionUuid],
      folderUuid: [maybeGuid, target.FolderUuid],
    } as const
    if (!this.#begins('UploadDicomFiles', checks, callback)) return
    void this.#sendAll(target, Array.from(selectedFiles ?? []), replacements ?? [], callback)
  }

  async #sendAll(
    target: Target,
    files: readonly File[],
    replacements: readonly Replacement[],
    callback: Callback,
  ): Promise<void> {
    const begun = await this.request('BeginUpload', { ...target })
    if (begun.ResponseCode !== 1) {
      this.answer(callback, { ...begun })
      return
    }
    const sending: Sending = {
      target,
      replacements,
      callback,
      total: files.reduce((sum, { size }) => sum + size, 0),
      acknowledged: 0,
      orders: new Map(),
      fresh: new Set(),
    }
    let next = 0
    let read = 0
    const connection = async () => {
      for (let file = files[next++]; file; file = files[next++]) {
        await this.#sendFile(sending, file, () => {
          read += 1
          this.answer(callback, { State: 'Reading', Progress: (100 * read) / files.length })
        })
      }
    }
    const connections = Math.max(1, Math.min(8, Math.floor(Number(this.UploaderThreadCount)) || 1))
    await Promise.all(Array.from({ length: connections }, connection))
    this.answer(callback, { State: COMPLETED, PatientOrderList: [...sending.orders.values()] })
  }

  async #sendFile(sending: Sending, file: File, wasRead: () => void): Promise<void> {
    const head = await readHead(file).catch(() => undefined)
    wasRead()
    if (!head) {
      this.answer(sending.callback, { State: 'Error', Message: `${file.name} is not a DICOM file` })
      this.#acknowledge(sending, file)
      return
    }
    if (isDirectory(head)) {
      this.#acknowledge(sending, file)
      return
    }
    const study = textOf(head, STUDY_UID) ?? ''
    if (!sending.fresh.has(study) && (await this.#isThere(sending, study, textOf(head, INSTANCE_UID), file)))
      return
    const body = await replaceAttributes(file, head, sending.replacements)
    const { ResponseCode, ResponseMessage } = await this.request(
      'UploadDicomFile',
      { ...sending.target },
      body,
    )
    if (ResponseCode !== 1) this.answer(sending.callback, { State: ResponseMessage.Message })
    this.#acknowledge(sending, file, ResponseMessage.PatientOrder)
  }

  /** Has the service this image? Then it is told, and not sent again. */
  async #isThere(
    sending: Sending,
    StudyInstanceUid: string,
    SopInstanceUid: string | undefined,
    file: File,
  ): Promise<boolean> {
    const asked = { ...sending.target, StudyInstanceUid, SopInstanceUid }
    const { ResponseCode, ResponseMessage } = await this.request('CheckDicomFile', asked)
    if (ResponseCode !== 1 || ResponseMessage.FileIfExist !== true) {
      sending.fresh.add(StudyInstanceUid)
      return false
    }
    const { PatientOrder } = ResponseMessage
    this.answer(sending.callback, {
      State: 'Checking',
      PatientOrder,
      Message: `${file.name} is there already`,
    })
    this.#acknowledge(sending, file, PatientOrder)
    return true
  }

  #acknowledge(sending: Sending, { size }: File, order?: PatientOrder | null): void {
    sending.acknowledged += size
    if (order?.PatientOrderUuid) sending.orders.set(order.PatientOrderUuid, order)
    this.answer(sending.callback, {
      State: 'Sending',
      PatientOrderList: [...sending.orders.values()],
      Progress: sending.total === 0 ? 100 : (100 * sending.acknowledged) / sending.total,
    })
  }

  async #sendDocuments(
    order: Readonly<Record<string, string>>,
    files: readonly File[],
    callback: Callback,
  ): Promise<void> {
    for (const [FileIndex, file] of files.entries()) {
      this.answer(callback, { State: 'Reading', FileIndex, Progress: 100 })
      const { ResponseCode, ResponseMessage } = await this.request(
        'UploadDocumentFile',
        { ...order, FileName: file.name },
        file,
      )
      if (ResponseCode !== 1) {
        this.answer(callback, { State: ResponseMessage.Message, FileIndex })
        return
      }
      this.answer(callback, { State: 'Sending', FileIndex, Progress: 100 })
      const { PatientOrder } = ResponseMessage
      this.answer(callback, { State: COMPLETED, Progress: 100, FileIndex, PatientOrder })
    }
  }
}
