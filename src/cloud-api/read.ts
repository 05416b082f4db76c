import { type Head, readHead, textOf } from './dicom.ts'
import type { Callback } from './session.ts'
import { DicomTagsEnum } from './tags.ts'

/** Files grouped into studies, series and images, before anything is sent. */

export interface PreviewImage {
  SopInstanceUid: string | undefined
}

export interface PreviewSeries {
  SeriesDate: string | undefined
  SeriesInstanceUid: string | undefined
  ImageList: PreviewImage[]
}

export interface PreviewStudy {
  PatientName: string | undefined
  OtherPatientName: string | undefined
  PatientId: string | undefined
  OtherPatientId: string | undefined
  AccessionNumber: string | undefined
  Modality: string | undefined
  StudyDate: string | undefined
  StudyInstanceUid: string | undefined
  StudyDescription: string | undefined
  ReferringPhysicianName: string | undefined
  InstitutionName: string | undefined
  InstitutionAddress: string | undefined
  TransferSyntaxUid: string | undefined
  SeriesList: PreviewSeries[]
  ImageList: PreviewImage[]
  FileList: File[]
}

export const STUDY_UID = 'x0020000d'
export const INSTANCE_UID = 'x00080018'

/** A directory of a medium is no image. */
export const isDirectory = (head: Head): boolean => textOf(head, 'x00020002') === '1.2.840.10008.1.3.10'

const studyOf = (head: Head): PreviewStudy => ({
  PatientName: textOf(head, DicomTagsEnum.PatientName),
  OtherPatientName: textOf(head, DicomTagsEnum.OtherPatientName),
  PatientId: textOf(head, DicomTagsEnum.PatientId),
  OtherPatientId: textOf(head, DicomTagsEnum.OtherPatientId),
  AccessionNumber: textOf(head, DicomTagsEnum.AccessionNumber),
  Modality: textOf(head, 'x00080060'),
  StudyDate: textOf(head, DicomTagsEnum.StudyDate),
  StudyInstanceUid: textOf(head, STUDY_UID),
  StudyDescription: textOf(head, DicomTagsEnum.StudyDescription),
  ReferringPhysicianName: textOf(head, DicomTagsEnum.ReferringPhysicianName),
  InstitutionName: textOf(head, DicomTagsEnum.InstitutionName),
  InstitutionAddress: textOf(head, DicomTagsEnum.InstitutionAddress),
  TransferSyntaxUid: head.TransferSyntaxUid,
  SeriesList: [],
  ImageList: [],
  FileList: [],
})

/** Calls back after every file with what is known so far; an extra time for what is no DICOM file, or known already. */
export async function readDicomFiles(selected: Iterable<File>, callback: Callback): Promise<void> {
  const files = [...selected]
  const StudyList: PreviewStudy[] = []
  const result = { Message: 'Reading...', Progress: 0, StudyList }
  const seen = new Set<string>()
  for (const [index, file] of files.entries()) {
    const head = await readHead(file).catch(() => undefined)
    if (!head) callback({ State: 'Error', Message: `${file.name} is not a DICOM file` })
    else if (!isDirectory(head)) {
      const uid = textOf(head, INSTANCE_UID)
      if (uid !== undefined && seen.has(uid)) {
        result.Message = `${file.name} holds an image that was read before`
        callback(result)
      } else {
        if (uid !== undefined) seen.add(uid)
        place(result.StudyList, head, file)
      }
    }
    const last = index === files.length - 1
    result.Message = last ? 'Completed' : 'Reading...'
    result.Progress = last ? 100 : (100 * (index + 1)) / files.length
    callback(result)
  }
}

function place(studies: PreviewStudy[], head: Head, file: File): void {
  const study_uid = textOf(head, STUDY_UID)
  let study = studies.find(({ StudyInstanceUid }) => StudyInstanceUid === study_uid)
  if (!study) {
    study = studyOf(head)
    studies.push(study)
  }
  const series_uid = textOf(head, 'x0020000e')
  let series = study.SeriesList.find(({ SeriesInstanceUid }) => SeriesInstanceUid === series_uid)
  if (!series) {
    series = { SeriesDate: textOf(head, 'x00080021'), SeriesInstanceUid: series_uid, ImageList: [] }
    study.SeriesList.push(series)
  }
  const image = { SopInstanceUid: textOf(head, INSTANCE_UID) }
  series.ImageList.push(image)
  study.ImageList.push(image)
  study.FileList.push(file)
}
