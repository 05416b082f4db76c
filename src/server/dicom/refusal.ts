/** Why a file cannot be stored or a frame cannot be shown; stable, so that a page can translate it. */
export type DicomReason =
  | 'NOT_DICOM'
  | 'TRUNCATED'
  | 'MALFORMED'
  | 'NESTED_TOO_DEEP'
  | 'UNKNOWN_TRANSFER_SYNTAX'
  | 'MISSING_UID'
  | 'INVALID_UID'
  | 'INVALID_PIXEL_DESCRIPTION'
  | 'NO_IMAGE'
  | 'NO_SUCH_FRAME'
  | 'UNDECODABLE'
  | 'TOO_LARGE'

/** The input is at fault. The message says what is wrong, in English and without patient data. */
export class DicomRefusal extends Error {
  readonly reason: DicomReason

  constructor(reason: DicomReason, message: string) {
    super(message)
    this.name = 'DicomRefusal'
    this.reason = reason
  }
}

/** A parser was given the beginning of a file and has to see it up to `needed` bytes. */
export class NeedMoreBytes extends Error {
  readonly needed: number

  constructor(needed: number) {
    super('more bytes are needed')
    this.name = 'NeedMoreBytes'
    this.needed = needed
  }
}
