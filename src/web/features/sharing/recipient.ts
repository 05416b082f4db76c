import type { StudyRecord } from '#contract/study/record.ts'

/** Whom a study may be shared with in this application. */
export type RecipientKind = 'user_id' | 'group_id' | 'location_id' | 'account_id' | 'email' | 'share_code'

export interface Recipient {
  kind: RecipientKind
  /** A uuid, an address or a code. */
  value: string
  label: string
}

/** The kinds that `/study/share/who` lists, with its name for each and the right that each needs. */
export const NAMED = [
  { kind: 'user_id', who: 'user', permission: 'study_share_user' },
  { kind: 'group_id', who: 'group', permission: 'study_share_group' },
  { kind: 'location_id', who: 'location', permission: 'study_share_location' },
  { kind: 'account_id', who: 'account', permission: 'study_share_account' },
] as const

type Permissions = Pick<StudyRecord, 'permissions'>

/** Does the reader's role let them do this with every one of the studies? The server has the last word. */
export const allows = (studies: readonly Permissions[], permission: string): boolean =>
  studies.every(({ permissions }) => permissions[permission] !== 0)

const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/

/** What typed text may name that no list holds: an address, else a share code. */
export function typedRecipient(text: string, studies: readonly Permissions[]): Recipient | undefined {
  const value = text.trim()
  if (value === '') return undefined
  if (EMAIL.test(value))
    return allows(studies, 'study_share_email') ? { kind: 'email', value, label: value } : undefined
  if (value.includes('@') || !allows(studies, 'study_share_share_code')) return undefined
  return { kind: 'share_code', value, label: value }
}

export const keyOfRecipient = ({ kind, value }: Recipient): string => `${kind} ${value}`
