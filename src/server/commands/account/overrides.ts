import { sql } from 'kysely'
import { accountSettingsOverrides, type SettingOverride } from '#contract/account_override.ts'
import { ACCOUNT_SETTINGS, type AccountSettingName, isAccountSetting } from '#contract/account_setting.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import type { SettingLevel } from '../../tenancy/account_setting.ts'

const MOST = 1000
const LEVELS: Record<SettingOverride['level'], SettingLevel> = { role: 'r', namespace: 'n', user: 'u' }

const overridable = (setting: string, level: SettingLevel): setting is AccountSettingName =>
  isAccountSetting(setting) && ACCOUNT_SETTINGS[setting].override.includes(level)

export default handle(accountSettingsOverrides, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['account_view', 'account_edit'])
  const { rows } = await sql<SettingOverride>`
    select s.key as setting, o.level, o.uuid, o.name, s.value from (
      select 'role' as level, r.uuid, r.name::text, r.settings from role r
      where r.account_id = ${params.account_id} and r.deleted is null and r.settings <> '{}'
      union all
      select 'namespace', n.uuid, n.name, n.settings from namespace n
      where n.account_id = ${params.account_id} and n.deleted is null and n.settings <> '{}'
      union all
      select 'user', u.uuid, u.name, ua.settings from user_account ua join "user" u on u.uuid = ua.user_id
      where ua.account_id = ${params.account_id} and u.deleted is null and ua.settings <> '{}'
    ) o cross join lateral jsonb_each(o.settings) s
    order by s.key, o.level, lower(o.name), o.uuid limit ${MOST + 1}`.execute(db)
  const overrides = rows.slice(0, MOST).filter(({ setting, level }) => overridable(setting, LEVELS[level]))
  return { overrides, more: asFlag(rows.length > MOST) }
})
