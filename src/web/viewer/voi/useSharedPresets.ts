import { useQuery } from '@tanstack/react-query'
import { accountList, accountSet } from '#contract/account.ts'
import { type RoleRecord, roleList, roleSet } from '#contract/role.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { hashOf } from '../hanging/useKeep.ts'
import { useSession } from '../state/context.ts'
import { ACCOUNT_PRESETS, type OwnPresets, ownPresetsOf, type Preset } from './presets.ts'

/** Others whom the reader may give windows: everybody of the account, or who has a role in it. */
export interface PresetKeeper {
  readonly id: string
  readonly scope: 'account' | 'role'
  readonly name: string
  /** Keeps what differs from the windows that they have anyway. Rejects when it is not kept. */
  keep(presets: readonly Preset[]): Promise<void>
}

const withPresets = (config: unknown, CT: OwnPresets) => ({ ...hashOf(config), [ACCOUNT_PRESETS]: { CT } })

/** The windows that the study's account gives the reader, and those whom the reader may give some. */
export function useSharedPresets(): {
  readonly presets: OwnPresets
  readonly keepers: readonly PresetKeeper[]
} {
  const session = useSession()
  const { accountId, account: given, role: ofRole } = session.sharedPresets()
  const accounts = useQuery({
    ...commandQuery(accountList, { permissions: 1, 'page.rows': 200 }),
    enabled: accountId !== undefined,
  }).data?.accounts
  const account = accounts?.find(({ uuid }) => uuid === accountId)
  const roles = useQuery({
    ...commandQuery(roleList, { account_id: accountId ?? '', 'page.rows': 200 }),
    enabled: account?.permissions?.role_edit === 1,
  }).data?.roles

  const forRole = (role: RoleRecord): PresetKeeper => ({
    id: role.uuid,
    scope: 'role',
    name: role.name,
    async keep(presets) {
      const viewer3_config = withPresets(role.permissions.viewer3_config, ownPresetsOf(presets, given))
      await call(roleSet, { uuid: role.uuid, permissions: { viewer3_config } })
      await queryClient.invalidateQueries({ queryKey: keyOf(roleList) })
    },
  })
  return {
    presets: { ...given, ...ofRole },
    keepers: [
      ...(account?.permissions?.account_edit === 1
        ? [
            {
              id: account.uuid,
              scope: 'account' as const,
              name: account.name,
              async keep(presets: readonly Preset[]) {
                const CT = ownPresetsOf(presets)
                const viewer3_config = JSON.stringify(withPresets(account.settings.viewer3_config, CT))
                await call(accountSet, { uuid: account.uuid, settings: { viewer3_config } })
                await queryClient.invalidateQueries({ queryKey: keyOf(accountList) })
              },
            },
          ]
        : []),
      ...(roles ?? []).map(forRole),
    ],
  }
}
