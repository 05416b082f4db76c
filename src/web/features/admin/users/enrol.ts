import { accountUserAdd } from '#contract/account_user.ts'
import { userAdd, userInvite, userWelcome } from '#contract/user_account.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import type { NewPerson } from './people.ts'

/** Where and as what people come in. */
export interface Enrolment {
  account_id: string
  role_id: string | undefined
  /** In every group and location. */
  global: boolean
}

/** A mail with a link, by which they join when they want to. */
export async function invite(
  { email }: NewPerson,
  { account_id, role_id, global }: Enrolment,
): Promise<void> {
  await call(userInvite, {
    account_id,
    email,
    link: '/invite/',
    ...(role_id ? { role_id } : {}),
    global: global ? 1 : 0,
  })
}

/** Nobody knows it: the mail leads to where they choose their own. */
const unknownPassword = (): string =>
  `${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))}aA1!`

export class NameMissing extends Error {}

/** A member at once. Whoever is new to the system is made with their name, and mailed how to choose a password. */
export async function addAtOnce(person: NewPerson, enrolment: Enrolment): Promise<void> {
  const { account_id, role_id, global } = enrolment
  const { email, first, last } = person
  const membership = {
    uuid: account_id,
    email,
    ...(role_id ? { role_id } : {}),
    global: global ? (1 as const) : (0 as const),
  }
  try {
    await call(accountUserAdd, membership)
  } catch (error) {
    if (errorTypeOf(error) !== 'USER_NOT_FOUND') throw error
    if (first === '' && last === '') throw new NameMissing()
    await call(userAdd, { account_id, email, first, last, password: unknownPassword() })
    await call(accountUserAdd, membership)
  }
  await call(userWelcome, { account_id, email, link: '/password/reset' })
}
