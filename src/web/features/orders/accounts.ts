import type { Command } from '#contract/command.ts'
import { useAccountsWith } from '#web/api/accounts.ts'
import { keyOf, queryClient } from '#web/api/query.ts'

export interface OrderAccount {
  uuid: string
  name: string
  edits: boolean
}

/** The accounts in which the user sees orders. */
export function useOrderAccounts(): readonly OrderAccount[] {
  return useAccountsWith('order_view').map(({ uuid, name, may }) => ({
    uuid,
    name,
    edits: may('order_edit'),
  }))
}

/** Reads again what a change has made old. */
export const refresh = (...reads: readonly Command[]) =>
  Promise.all(reads.map((read) => queryClient.invalidateQueries({ queryKey: keyOf(read) })))
