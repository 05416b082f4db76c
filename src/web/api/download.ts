import type { StudyRecord } from '#contract/study/record.ts'

/** The zip of a study's DICOM files from the storage API. */
export const downloadUrl = ({ storage_namespace, study_uid, phi_namespace }: StudyRecord): string =>
  `/api/v3/storage/study/${storage_namespace}/${study_uid}/download?bundle=dicom&phi_namespace=${phi_namespace}`

const BETWEEN_MS = 400

/** Hands the zips to the browser one after another; it streams them to disk and shows their progress. */
export async function downloadStudies(studies: readonly StudyRecord[]): Promise<void> {
  for (const study of studies) {
    const link = document.createElement('a')
    link.href = downloadUrl(study)
    link.download = ''
    link.click()
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
  }
}
