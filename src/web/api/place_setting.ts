import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { accountSettings } from '#contract/account.ts'
import { commandQuery } from './query.ts'
import { userNamespaces } from './user.ts'

/** Account settings as a namespace has them, its own before its account's; undefined while they are read. */
export function usePlaceSettings(
  namespace: string | undefined,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const { data: held } = useQuery(userNamespaces)
  const place = held?.namespaces.find(({ uuid }) => uuid === namespace)
  const account_id = place?.account_id ?? undefined
  const { data } = useQuery({
    ...commandQuery(accountSettings, { account_id: account_id ?? '', settings: [name] }),
    enabled: account_id !== undefined,
  })
  return useMemo(
    () => (!held || (account_id && !data) ? undefined : { ...data?.settings, ...place?.settings }),
    [held, account_id, data, place],
  )
}
