import type { FileHeader, NotDicom } from './scan/header.ts'
import type { Scanned } from './scan/message.ts'

/** A file to send. */
export interface PlannedFile {
  path: string
  file: File
  header: FileHeader
}

export interface PlannedStudy {
  StudyInstanceUID: string
  /** The header of the study's first file. */
  header: FileHeader
  modalities: readonly string[]
  series: number
  /** Bytes. */
  size: number
  files: readonly PlannedFile[]
}

export interface UploadPlan {
  studies: readonly PlannedStudy[]
  /** Distinct patients, by id and name. */
  patients: number
  /** Files that are not sent, with the reason. */
  apart: readonly { path: string; reason: NotDicom }[]
  /** Files that are the same instance again. */
  repeated: number
}

const patientOf = ({ PatientID, PatientName }: FileHeader) =>
  `${PatientID.trim()}\n${PatientName.replaceAll('^', ' ').trim().toLowerCase()}`

/** Groups what was scanned into studies. The same instance twice (a copied folder) is sent once. */
export function planUpload(scanned: readonly Scanned[]): UploadPlan {
  const studies = new Map<
    string,
    { files: Map<string, PlannedFile>; series: Set<string>; modalities: Set<string>; size: number }
  >()
  const patients = new Set<string>()
  const apart: { path: string; reason: NotDicom }[] = []
  let repeated = 0
  for (const one of scanned) {
    if (!('header' in one)) {
      apart.push({ path: one.path, reason: one.reason })
      continue
    }
    const { header, path, file } = one
    const study = studies.get(header.StudyInstanceUID) ?? {
      files: new Map<string, PlannedFile>(),
      series: new Set<string>(),
      modalities: new Set<string>(),
      size: 0,
    }
    studies.set(header.StudyInstanceUID, study)
    const known = study.files.get(header.SOPInstanceUID)
    if (known && known.file.size === file.size) {
      repeated += 1
      continue
    }
    // Two different files under one UID are both sent: the server keeps them as versions.
    study.files.set(known ? `${header.SOPInstanceUID} ${path}` : header.SOPInstanceUID, {
      path,
      file,
      header,
    })
    study.series.add(header.SeriesInstanceUID)
    if (header.Modality !== '') study.modalities.add(header.Modality)
    study.size += file.size
    patients.add(patientOf(header))
  }
  return {
    studies: [...studies].flatMap(([StudyInstanceUID, { files, series, modalities, size }]) => {
      const [first] = files.values()
      return first
        ? [
            {
              StudyInstanceUID,
              header: first.header,
              modalities: [...modalities].sort(),
              series: series.size,
              size,
              files: [...files.values()],
            },
          ]
        : []
    }),
    patients: patients.size,
    apart,
    repeated,
  }
}
