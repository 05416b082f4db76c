import { type Kysely, sql } from 'kysely'
import { accountCss, accountMd5Counter, accountSet, accountSettingsValidate } from '#contract/account.ts'
import { requireAccount, requireSysadminOrSupport } from '../../access/account.ts'
import { requireSettingRights } from '../../access/setting.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { handle, handleRaw } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { applySettings, parseSettings, settingParameters } from '../../tenancy/account_setting.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'
import { md5Counter } from '../../tenancy/md5_counter.ts'
import { namespaceValues } from '../../tenancy/namespace_fields.ts'
import { requireFreeShareCode } from '../../tenancy/place.ts'
import { requireRole } from '../../tenancy/role_fit.ts'
import { accountOfVanity } from '../../tenancy/vanity.ts'

const LONGEST_SESSION = 180

/** The account keeps sites for others, as its setting says. */
async function managesSites(tx: Kysely<Database>, account_id: string): Promise<boolean> {
  const { rows } = await sql`select from account where uuid = ${account_id} and deleted is null
    and settings ->> 'enable_site_management' = '1'`.execute(tx)
  return rows.length > 0
}

export const set = handle(accountSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  const access = await requireAccount(db, actor, params.uuid, ['account_edit'])
  if (params.site_management_account_id !== undefined || params.disabled !== undefined)
    requireSysadminOrSupport(actor)
  const change = parseSettings(settingParameters(params.settings, raw))
  requireSettingRights(actor, [...Object.keys(change.set), ...change.drop])
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('account')
      .selectAll()
      .where('uuid', '=', params.uuid)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw refuse('NOT_FOUND')
    if (params.name !== undefined && params.name !== row.name) {
      const { rows } =
        await sql`select from account where name = ${params.name} and deleted is null and uuid <> ${row.uuid}`.execute(
          tx,
        )
      if (rows.length > 0) throw refuse('DUPLICATE_NAME')
    }
    if (params.role_id)
      await requireRole(tx, row.uuid, params.role_id, 'account', row.namespace_id, () =>
        refuse('NOT_FOUND', 'role_id'),
      )
    await requireFreeShareCode(tx, params.share_code, row.namespace_id)
    if (params.site_management_account_id && !(await managesSites(tx, params.site_management_account_id)))
      throw refuse('NOT_SITE_MANAGEMENT_ACCOUNT')
    const customfields = await writeCustomfields(tx, row.uuid, 'Account', row.customfields, raw)
    const values = {
      name: params.name,
      password_expire: params.password_expire,
      // Longer than the system's own three hours is the system's.
      session_expire:
        params.session_expire === undefined
          ? undefined
          : Math.min(Math.max(0, params.session_expire), LONGEST_SESSION),
      can_request: params.can_request === undefined ? undefined : params.can_request === 1,
      disabled: params.disabled === undefined ? undefined : params.disabled === 1,
      css: params.css,
      vendor: params.vendor,
      client_code: params.client_code,
      role_id: params.role_id,
      site_management_account_id: params.site_management_account_id,
    }
    const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
    const settings = applySettings(row.settings, change)
    await tx
      .updateTable('account')
      .set({
        ...known,
        settings: JSON.stringify(settings),
        customfields: JSON.stringify(customfields),
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', row.uuid)
      .execute()
    const namespace = Object.fromEntries(
      Object.entries({ ...namespaceValues(params), name: params.name }).filter(
        ([, value]) => value !== undefined,
      ),
    )
    if (Object.keys(namespace).length > 0)
      await tx.updateTable('namespace').set(namespace).where('uuid', '=', row.namespace_id).execute()
    await recordAudit(tx, actor, {
      uuid: row.uuid,
      type: 'Account',
      action: 'EDIT',
      what: access.name,
      account_id: row.uuid,
      detail: { ...changedFields({ ...row }, known), ...changedFields(row.settings, settings) },
    })
  })
  return {}
})

export const validate = handle(accountSettingsValidate, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.uuid)
  parseSettings(settingParameters(params.settings, raw))
  return {}
})

export const css = handleRaw(accountCss, async ({ params, services: { db }, request, reply }) => {
  const named = params.account_id
    ? await db
        .selectFrom('account')
        .select('css')
        .where('uuid', '=', params.account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
    : await accountOfVanity(db, request, params.vanity)
  await reply.type('text/css; charset=utf-8').send(named?.css ?? '')
})

/** The number of a value: the next one of the account for a new value, the old one for a known. */
export const counter = handle(accountMd5Counter, async ({ params, actor, services: { db } }) => {
  // A gateway of a group or location is its account's too.
  if (actor.node?.account_id !== params.uuid) await requireAccount(db, actor, params.uuid)
  return { counter: await db.transaction().execute((tx) => md5Counter(tx, params.uuid, params.md5)) }
})
