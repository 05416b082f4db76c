/**
 * The server understood the call and refused it (v3 README, "Responses and HTTP codes"). `error_type` is a token of
 * the command's contract; where the server answers a list of tokens the first one counts.
 */
export class CommandError extends Error {
  readonly path: string
  readonly http: number
  readonly error_type: string
  readonly error_subtype: unknown
  readonly error_data: unknown

  constructor(
    path: string,
    http: number,
    answer: { error_type: string; error_subtype?: unknown; error_data?: unknown },
  ) {
    super(`${path}: ${answer.error_type}`)
    this.name = 'CommandError'
    this.path = path
    this.http = http
    this.error_type = answer.error_type
    this.error_subtype = answer.error_subtype
    this.error_data = answer.error_data
  }
}

/** No answer, or one that is not the envelope: the network, a proxy or the server itself failed. Worth repeating. */
export class ConnectionError extends Error {
  readonly http: number | undefined

  constructor(path: string, http?: number, options?: ErrorOptions) {
    super(http === undefined ? `${path}: no answer` : `${path}: HTTP ${http}`, options)
    this.name = 'ConnectionError'
    this.http = http
  }
}

/** The session ended and nobody signed in again. */
export class SessionEndedError extends Error {
  constructor() {
    super('The session has ended')
    this.name = 'SessionEndedError'
  }
}

/** The token of a refusal, or undefined for every other failure. */
export const errorTypeOf = (error: unknown): string | undefined =>
  error instanceof CommandError ? error.error_type : undefined
