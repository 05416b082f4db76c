import { useQuery } from '@tanstack/react-query'
import { accountList, accountSet } from '#contract/account.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { hashOf } from '../hanging/useKeep.ts'
import { useSession } from '../state/context.ts'
import { ACCOUNT_PRESETS, type OwnPresets } from './presets.ts'

/** The windows that the study's account gives everybody, and the way to change them for who administers it. */
export function useAccountPresets(): {
  readonly presets: OwnPresets
  /** Undefined where the reader may not. */
  readonly account: { readonly name: string; keep(presets: OwnPresets): Promise<void> } | undefined
} {
  const session = useSession()
  const { accountId, presets } = session.accountPresets()
  const accounts = useQuery({
    ...commandQuery(accountList, { permissions: 1, 'page.rows': 200 }),
    enabled: accountId !== undefined,
  }).data?.accounts
  const account = accounts?.find(
    ({ uuid, permissions }) => uuid === accountId && permissions?.account_edit === 1,
  )
  return {
    presets,
    account: account && {
      name: account.name,
      async keep(CT) {
        const config = { ...hashOf(account.settings.viewer3_config), [ACCOUNT_PRESETS]: { CT } }
        await call(accountSet, { uuid: account.uuid, settings: { viewer3_config: JSON.stringify(config) } })
        session.setAccountPresets(CT)
        await queryClient.invalidateQueries({ queryKey: keyOf(accountList) })
      },
    },
  }
}
