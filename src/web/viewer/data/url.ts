/** Addresses of the DICOMweb services for one study (PS3.18 §8). */

export interface StudyAddress {
  /** `/dicomweb` or `/dicomweb/namespaces/{uuid}`. */
  readonly root: string
  readonly StudyInstanceUID: string
}

/** The address of a study's images: by its namespace, so that the same UID elsewhere stays apart. */
export const addressOf = (study: { phi_namespace: string; study_uid: string }): StudyAddress => ({
  root: `/dicomweb/namespaces/${study.phi_namespace}`,
  StudyInstanceUID: study.study_uid,
})

export const seriesUrl = ({ root, StudyInstanceUID }: StudyAddress, SeriesInstanceUID: string): string =>
  `${root}/studies/${StudyInstanceUID}/series/${SeriesInstanceUID}`

export interface InstanceAddress {
  readonly StudyInstanceUID: string
  readonly SeriesInstanceUID: string
  readonly SOPInstanceUID: string
}

export const instanceUrl = (root: string, instance: InstanceAddress): string =>
  `${seriesUrl({ root, StudyInstanceUID: instance.StudyInstanceUID }, instance.SeriesInstanceUID)}/instances/${instance.SOPInstanceUID}`

/** Cornerstone names an image by loader and address. */
export const imageIdOf = (root: string, instance: InstanceAddress, frameNumber: number): string =>
  `wadors:${new URL(instanceUrl(root, instance), window.location.href).href}/frames/${frameNumber}`

/** The instance as a file, for saving: the bytes that were stored. */
export const fileUrl = (root: string, instance: InstanceAddress): string =>
  `${instanceUrl(root, instance)}?accept=${encodeURIComponent('application/dicom; transfer-syntax=*')}`

/** A film as players read it, in parts. */
export const filmUrl = (root: string, instance: InstanceAddress): string =>
  `${instanceUrl(root, instance)}/rendered?accept=${encodeURIComponent('video/*')}`
