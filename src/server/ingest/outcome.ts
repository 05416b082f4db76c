import type { Instance } from '../dicom/instance.ts'
import type { DicomReason } from '../dicom/refusal.ts'

/** Why an image is not stored, whichever door it came through. */
export type IngestReason =
  | DicomReason
  | 'PATIENT_MISMATCH'
  | 'FROZEN'
  | 'WRONG_STUDY'
  | 'NOT_ACCEPTED'
  | 'STORE_FAILED'

export interface Stored {
  state: 'stored' | 'duplicate' | 'replaced'
  StudyInstanceUID: string
  SeriesInstanceUID: string
  SOPInstanceUID: string
  SOPClassUID: string
  /** SHA-256 in hexadecimal: the version of the image. */
  hash: string
  size: number
  instance: Instance
}

export interface Refused {
  state: 'refused'
  reason: IngestReason
  message: string
  SOPInstanceUID?: string
  SOPClassUID?: string
  StudyInstanceUID?: string
}

export type Outcome = Stored | Refused
