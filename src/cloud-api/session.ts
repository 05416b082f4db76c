import { type Check, firstFault, guid } from './check.ts'
import { DicomTagsEnum } from './tags.ts'

/** What a callback gets: a reply of the service, or a step of an upload. */
export type Callback = (result: Result) => void
export interface Result {
  Success?: boolean
  Message?: string
  /** The step of an upload that is told of. */
  State?: string | undefined
  /** Per cent. */
  Progress?: number
  PatientOrder?: PatientOrder | null | undefined
  PatientOrderList?: readonly PatientOrder[]
  FileIfExist?: boolean
  [field: string]: unknown
}

/** One examination of one patient; what else it has is told on the reference page. */
export interface PatientOrder {
  PatientOrderUuid: string
  [field: string]: unknown
}

export interface Reply {
  ResponseCode: number
  ResponseMessage: Result
}

type Checks = Readonly<Record<string, readonly [Check, unknown]>>
type Fields = Readonly<Record<string, unknown>>

/** Where this script came from is where the service is, unless a page says otherwise. */
export const OWN_ADDRESS = (() => {
  if (typeof document === 'undefined') return ''
  const script = document.currentScript
  const from = script instanceof HTMLScriptElement && script.src ? script.src : import.meta.url
  return from?.startsWith('http') ? new URL(from).origin : location.origin
})()

/** The account that a pair of keys opens, and how its service is asked. */
export class Session {
  LogToBrowserConsole = true
  /** Connections at once of an upload. */
  UploaderThreadCount = 1
  readonly DicomTagsEnum = DicomTagsEnum
  /** Ours: the origin of the service, `https://host`. */
  ServiceAddress = OWN_ADDRESS

  readonly #apiKey: string
  readonly #accountKey: string
  #account: unknown

  constructor(apiKey: string, accountKey: string) {
    this.#apiKey = String(apiKey ?? '').trim()
    this.#accountKey = String(accountKey ?? '').trim()
  }

  /** Opens the account: `{ Success: true, Message, Account }`. Once is enough; again answers what is known. */
  Initialize(callback: Callback): void {
    if (this.#account) {
      this.answer(callback, { Success: true, Message: 'Initialized', Account: this.#account })
      return
    }
    const wrong = firstFault({ apiKey: [guid, this.#apiKey], accountKey: [guid, this.#accountKey] })
    if (wrong !== undefined) {
      this.answer(callback, { Success: false, Message: wrong })
      return
    }
    void this.request('Initialize', {}).then(({ ResponseMessage }) => {
      const { Success, Account, Message } = ResponseMessage
      if (Success === true) this.#account = Account
      this.answer(
        callback,
        Success === true
          ? { Success: true, Message: 'Initialized', Account }
          : { Success: false, Message: Message ?? 'The account was not opened' },
      )
    })
  }

  /** Checks arguments, asks the service and hands its reply on. Nothing comes back before `Initialize`. */
  protected ask(operation: string, checks: Checks, fields: Fields, callback: Callback): void {
    if (!this.isReady(operation)) return
    const wrong = firstFault(checks)
    if (wrong !== undefined) {
      this.answer(callback, { Success: false, Message: wrong })
      return
    }
    void this.request(operation, fields).then(({ ResponseMessage }) => this.answer(callback, ResponseMessage))
  }

  protected isReady(method: string): boolean {
    if (this.#account) return true
    this.log(`${method}: Initialize has not succeeded yet`)
    return false
  }

  protected answer(callback: Callback, result: Result): void {
    if (typeof callback === 'function') callback(result)
    else this.log('there is no callback for the result')
  }

  protected log(...words: unknown[]): void {
    if (this.LogToBrowserConsole) console.error('postDicomCloudApi:', ...words)
  }

  /** Asks the service. A lost connection is a reply too: no callback is left waiting. */
  protected async request(operation: string, fields: Fields, file?: Blob): Promise<Reply> {
    const all = { ...fields, ApiKey: this.#apiKey, AccountKey: this.#accountKey }
    const [headers, body] = file
      ? [
          {
            'content-type': 'application/octet-stream',
            'x-cloud-fields': encodeURIComponent(JSON.stringify(all)),
          },
          file,
        ]
      : [{ 'content-type': 'application/json' }, JSON.stringify(all)]
    try {
      const response = await fetch(`${this.ServiceAddress}/api/cloud/${operation}`, {
        method: 'POST',
        headers,
        body,
        credentials: 'omit',
      })
      return await response.json()
    } catch (error) {
      this.log(operation, error)
      const Message = `The service could not be reached (${error instanceof Error ? error.message : String(error)})`
      return { ResponseCode: 0, ResponseMessage: { Success: false, Message } }
    }
  }
}
