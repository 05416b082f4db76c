import { useQuery } from '@tanstack/react-query'
import { accountList, accountSet } from '#contract/account.ts'
import { type RoleRecord, roleList, roleSet } from '#contract/role.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { useSession } from '../state/context.ts'
import { readConfig, saveUserConfig, withProtocol } from './config.ts'
import type { Protocol, Scope } from './protocol.ts'

/** Somewhere that a protocol can be kept: with the reader, or where the reader may decide for others. */
export interface Keeper {
  readonly id: string
  readonly scope: Exclude<Scope, 'standard'>
  readonly name: string
  /** Puts the protocol there; `undefined` takes it away. */
  keep(id: string, protocol: Protocol | undefined): Promise<void>
}

/** A setting that holds an object, as it is kept or as text. */
export const hashOf = (value: unknown): Record<string, unknown> => {
  if (typeof value === 'string') {
    try {
      return hashOf(JSON.parse(value))
    } catch {
      return {}
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

const forRole = (role: RoleRecord): Keeper => ({
  id: role.uuid,
  scope: 'role',
  name: role.name,
  async keep(id, protocol) {
    const viewer3_config = withProtocol(hashOf(role.permissions.viewer3_config), id, protocol)
    await call(roleSet, { uuid: role.uuid, permissions: { viewer3_config } })
    await queryClient.invalidateQueries({ queryKey: keyOf(roleList) })
  },
})

/** Where the reader may keep protocols: at least with themselves. */
export function useKeepers(): readonly Keeper[] {
  const { study } = useSession()
  const accounts = useQuery(commandQuery(accountList, { permissions: 1, 'page.rows': 200 })).data?.accounts
  const administered = (accounts ?? []).filter(({ permissions }) => permissions?.account_edit === 1)
  const roles = (accounts ?? []).filter(({ permissions }) => permissions?.role_edit === 1)
  const first = roles[0]?.uuid
  const found = useQuery({
    ...commandQuery(roleList, { account_id: first ?? '', 'page.rows': 200 }),
    enabled: first !== undefined,
  }).data?.roles
  return [
    {
      id: 'user',
      scope: 'user',
      name: '',
      async keep(id, protocol) {
        // Read again: another window may have changed it since.
        const { user } = await readConfig(study.uuid, [])
        await saveUserConfig(withProtocol(user, id, protocol))
      },
    },
    ...administered.map(
      (account): Keeper => ({
        id: account.uuid,
        scope: 'account',
        name: account.name,
        async keep(id, protocol) {
          const { settings } = account
          const config = withProtocol(hashOf(settings.viewer3_config), id, protocol)
          await call(accountSet, { uuid: account.uuid, settings: { viewer3_config: JSON.stringify(config) } })
          await queryClient.invalidateQueries({ queryKey: keyOf(accountList) })
        },
      }),
    ),
    ...(found ?? []).map(forRole),
  ]
}
