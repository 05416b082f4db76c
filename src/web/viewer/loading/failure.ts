/** Why a picture is not there, as far as the reader can do something about it. */
export type FailureReason = 'missing' | 'archived' | 'denied' | 'unreachable' | 'undecodable' | 'cancelled'

export class ImageFailure extends Error {
  readonly reason: FailureReason
  readonly http: number | undefined

  constructor(reason: FailureReason, http?: number, options?: ErrorOptions) {
    super(`image ${reason}`, options)
    this.name = 'ImageFailure'
    this.reason = reason
    this.http = http
  }
}
