/**
 * What the server answers a client's mistake with. The v3 envelope makes it HTTP 412 with `error_type`,
 * `error_subtype` and `error_data`; other doors (storage, DICOMweb) translate the token to their own form.
 */
export class Refusal extends Error {
  readonly error_type: string | readonly string[]
  readonly error_subtype: unknown
  readonly error_data: unknown

  constructor(error_type: string | readonly string[], error_subtype?: unknown, error_data?: unknown) {
    super(typeof error_type === 'string' ? error_type : error_type.join(' '))
    this.error_type = error_type
    this.error_subtype = error_subtype
    this.error_data = error_data
  }
}

/** No valid session: HTTP 401 at every door. */
export class Unauthenticated extends Error {
  constructor() {
    super('AUTHENTICATION_REQUIRED')
  }
}
