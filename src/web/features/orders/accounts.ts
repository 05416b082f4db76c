import { useQuery } from '@tanstack/react-query'
import type { Command } from '#contract/command.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { userNamespaces } from '#web/api/user.ts'

export interface OrderAccount {
  uuid: string
  name: string
  edits: boolean
}

/** The accounts in which the user sees orders. */
export function useOrderAccounts(): readonly OrderAccount[] {
  const { data } = useQuery(userNamespaces)
  return (data?.namespaces ?? [])
    .filter(({ type, permissions }) => type === 'account_id' && permissions.order_view === 1)
    .map(({ type_uuid, name, permissions }) => ({
      uuid: type_uuid,
      name,
      edits: permissions.order_edit === 1,
    }))
}

/** Reads again what a change has made old. */
export const refresh = (...reads: readonly Command[]) =>
  Promise.all(reads.map((read) => queryClient.invalidateQueries({ queryKey: keyOf(read) })))
