import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { type AccountRecord, accountList } from '#contract/account.ts'
import { roleList } from '#contract/role.ts'
import { commandQuery } from '#web/api/query.ts'

export type Administered = AccountRecord

/** Whoever holds one of these administers something. */
const EDITS = ['account_edit', 'account_user_edit', 'role_edit', 'group_edit', 'location_edit'] as const

/** The accounts that the user looks after, by name. Empty for whoever administers nothing. */
export function useAdministered(): { accounts: readonly Administered[]; ready: boolean } {
  const { data } = useQuery(commandQuery(accountList, { permissions: 1, 'page.rows': 200 }))
  const accounts = (data?.accounts ?? []).filter((account) => EDITS.some((flag) => allows(account, flag)))
  return { accounts, ready: data !== undefined }
}

export const AccountContext = createContext<Administered | undefined>(undefined)

/** The account that the pages of the administration are about. */
export function useAccount(): Administered {
  const account = useContext(AccountContext)
  if (!account) throw new Error('no account is administered here')
  return account
}

export const allows = (account: Administered, permission: string): boolean =>
  account.permissions?.[permission] === 1

/** The roles of the account, for choosing one. */
export function useRoles() {
  const { uuid } = useAccount()
  return useQuery(commandQuery(roleList, { account_id: uuid, 'page.rows': 1000 })).data?.roles ?? []
}

/** Those that members may have in the account itself, in a group or in a location. */
export const useRolesFor = (kind: 'account' | 'group' | 'location') =>
  useRoles().filter((role) => role[`for_${kind}`] === 1)
