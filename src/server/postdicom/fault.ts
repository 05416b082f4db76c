import { Refusal } from '../refusal.ts'

/** An answer of PostDICOM's interfaces that is no success, in words for the developer who reads it. */
export class PostDicomFault extends Error {
  /** As HTTP says it, for the endpoints that answer by status. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const NAMES: Readonly<Record<string, string>> = {
  study_id: 'order',
  order_id: 'order',
  parent_id: 'parent folder',
  folder_id: 'folder',
  user_id: 'user',
  group_id: 'user group',
  flag_id: 'flag',
  set_id: 'order group',
  namespace: 'institution',
}

const TEXTS: Readonly<Record<string, string>> = {
  NOT_PERMITTED: 'The user may not do this',
  INVALID_NAME: 'FolderName is empty or longer than 200 characters',
  INVALID_PARENT: 'The folder cannot go there',
  TOO_DEEP: 'Folders go twenty levels deep',
  TOO_MANY: 'At most 100 orders at once',
  INVALID_DATE: 'The date is not of the form YYYY-MM-DD',
  ALREADY_EXISTS: 'The institution has this study already',
  ARCHIVED: 'The images are in the archive',
  PENDING_RESTORE: 'The images are on their way from the archive',
}

const STATUSES: Readonly<Record<string, number>> = { NOT_PERMITTED: 403, ARCHIVED: 503, PENDING_RESTORE: 503 }

/** A refusal of our own services as PostDICOM's interfaces say it; anything else as it is. */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  const token = String(error.error_type)
  if (token === 'NOT_FOUND') {
    const what = typeof error.error_subtype === 'string' ? NAMES[error.error_subtype] : undefined
    return new PostDicomFault(404, `There is no such ${what ?? 'object'}`)
  }
  return new PostDicomFault(STATUSES[token] ?? 400, TEXTS[token] ?? token)
}
