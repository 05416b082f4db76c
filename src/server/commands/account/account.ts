import { type Kysely, sql } from 'kysely'
import {
  type AccountRecord,
  accountAdd,
  accountDelete,
  accountGet,
  accountList,
  accountSettings,
} from '#contract/account.ts'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess, requireAccount, requireSysadminOrSupport } from '../../access/account.ts'
import { type Actor, standsAboveRoles } from '../../access/actor.ts'
import { forgetNamespaces, mayIn, type NamespaceAccess, namespacesOf } from '../../access/namespaces.ts'
import { permissionHash } from '../../access/permission.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { addMember, createAccount } from '../../tenancy/account.ts'
import { resolveSettings } from '../../tenancy/account_setting.ts'
import { presentCustomfields } from '../../tenancy/customfield/value.ts'
import {
  type NamespaceFields,
  namespaceSelect,
  presentNamespaceFields,
} from '../../tenancy/namespace_fields.ts'
import { presentTags } from '../../tenancy/tag.ts'

interface AccountRow extends NamespaceFields {
  uuid: string
  name: string
  vanity: string | null
  password_expire: number | null
  session_expire: number | null
  namespace_id: string
  can_request: boolean
  css: string | null
  vendor: string | null
  client_code: string | null
  payment_account: string | null
  site_management_account_id: string | null
  default_role_id: string | null
  default_role_name: string | null
  settings: Record<string, unknown>
  tags: string[]
  customfields: CustomfieldValue[]
}

/** The account's own id, under the name that the shared expressions expect. */
const FROM = sql`(select *, uuid as account_id from account) r join namespace n on n.uuid = r.namespace_id
  left join role ro on ro.uuid = r.role_id`
const SELECT = sql`r.uuid, r.name::text, r.vanity::text, r.password_expire, r.session_expire, r.namespace_id, r.can_request,
  r.css, r.vendor, r.client_code, r.payment_account, r.site_management_account_id, r.role_id as default_role_id, ro.name::text as default_role_name, r.settings,
  ${namespaceSelect}, ${presentTags('Account', 'r')} as tags, ${presentCustomfields('Account', 'r')} as customfields`

const NAME = column('citext', 'r.name::text')
const map = {
  columns: {
    name: NAME,
    vanity: column('citext', 'r.vanity::text'),
    share_code: column('citext', 'n.share_code::text'),
    ...columns('uuid', 'r', ['uuid', 'namespace_id', 'role_id', 'site_management_account_id', 'created_by']),
    ...columns('text', 'r', ['vendor', 'client_code']),
    ...columns('flag', 'r', ['can_request', 'disabled']),
    ...columns('datetime', 'r', ['created', 'updated']),
  },
}

function present(
  actor: Actor,
  row: AccountRow,
  access: NamespaceAccess,
  permissions: boolean,
): AccountRecord {
  return {
    uuid: row.uuid,
    name: row.name,
    vanity: row.vanity,
    password_expire: row.password_expire,
    session_expire: row.session_expire,
    namespace_id: row.namespace_id,
    ...presentNamespaceFields(row),
    can_request: asFlag(row.can_request),
    css: row.css,
    vendor: row.vendor,
    client_code: row.client_code,
    site_management_account_id: row.site_management_account_id,
    settings: resolveSettings({ account: row.settings }),
    connected: asFlag(row.payment_account !== null),
    ...(row.tags.length > 0 ? { tags: row.tags } : {}),
    ...(row.customfields.length > 0 ? { customfields: row.customfields } : {}),
    ...(permissions
      ? {
          permissions: permissionHash(access.permissions, access.role_type, access.role_id),
          role_id: access.role_id,
          role_name: access.role_name,
          default_role_id: row.default_role_id,
          default_role_name: row.default_role_name,
          has_activity_permission: asFlag(mayIn(actor, access, 'channel_activity')),
        }
      : { role_id: row.default_role_id, role_name: row.default_role_name }),
  }
}

export const list = handle(accountList, async ({ params, raw, actor, services: { db } }) => {
  const held = (await namespacesOf(db, actor)).filter((access) => access.type === 'account_id')
  const { rows, page } = await listRows<AccountRow>({
    db,
    actor,
    raw,
    map,
    select: SELECT,
    from: FROM,
    where: sql`r.deleted is null and r.uuid = any(${held.map((access) => access.type_uuid)}::uuid[])`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  const accounts = rows.flatMap((row) => {
    const access = held.find((one) => one.type_uuid === row.uuid)
    return access ? [present(actor, row, access, params.permissions === 1)] : []
  })
  return { page, accounts }
})

export const get = handle(accountGet, async ({ params, actor, services: { db }, refuse }) => {
  const access = await requireAccount(db, actor, params.uuid)
  const { rows } = await sql<AccountRow>`
    select ${SELECT} from ${FROM} where r.uuid = ${params.uuid} and r.deleted is null`.execute(db)
  const row = rows[0]
  if (!row) throw refuse('NOT_FOUND')
  const record = present(actor, row, access, params.permissions === 1)
  const brands = Object.fromEntries((params.brand_settings ?? []).map((name) => [`brand_${name}`, null]))
  return { ...record, settings: { ...record.settings, ...brands } }
})

async function settingLevels(db: Kysely<Database>, account: string | undefined, vanity: string | undefined) {
  let query = db.selectFrom('account').select(['uuid', 'settings', 'vanity']).where('deleted', 'is', null)
  query = account ? query.where('uuid', '=', account) : query.where('vanity', '=', vanity ?? '')
  return query.executeTakeFirst()
}

export const settings = handle(accountSettings, async ({ params, actor, services: { db }, refuse }) => {
  const account = await settingLevels(db, params.account_id, params.vanity)
  if (!account) throw refuse('NOT_FOUND')
  const access = actor.kind === 'user' ? await accountAccess(db, actor, account.uuid) : undefined
  // A stranger reads what the sign-in page may know, a member everything.
  const open = !access
  const levels: Parameters<typeof resolveSettings>[0] = { account: account.settings }
  if (params.namespace_id) {
    const namespace = await db
      .selectFrom('namespace')
      .select('settings')
      .where('uuid', '=', params.namespace_id)
      .where('account_id', '=', account.uuid)
      .executeTakeFirst()
    if (!namespace) throw refuse('NOT_FOUND')
    levels.namespace = namespace.settings
  }
  if (access?.role_id) {
    const role = await db
      .selectFrom('role')
      .select('settings')
      .where('uuid', '=', access.role_id)
      .executeTakeFirst()
    levels.role = role?.settings
  }
  if (access) {
    const member = await db
      .selectFrom('user_account')
      .select('settings')
      .where('account_id', '=', account.uuid)
      .where('user_id', '=', actor.user_id)
      .executeTakeFirst()
    levels.user = member?.settings
  }
  const resolved = resolveSettings(levels, params.settings, open)
  const brands = Object.fromEntries((params.brand_settings ?? []).map((name) => [`brand_${name}`, null]))
  return { settings: { ...resolved, ...brands, ...(params.vanity ? { vanity_name: account.vanity } : {}) } }
})

export const add = handle(accountAdd, async ({ params, actor, services: { db } }) => {
  requireSysadminOrSupport(actor)
  return db.transaction().execute(async (tx) => {
    const account = await createAccount(tx, params.name, { created_by: actor.user_id })
    await addMember(tx, {
      account_id: account.uuid,
      user_id: actor.user_id,
      role_id: account.roles.admin,
      global: true,
    })
    await recordAudit(tx, actor, {
      uuid: account.uuid,
      type: 'Account',
      action: 'ADD',
      what: params.name,
      account_id: account.uuid,
    })
    forgetNamespaces(actor)
    return { uuid: account.uuid, namespace_id: account.namespace_id }
  })
})

export const remove = handle(accountDelete, async ({ params, actor, services: { db }, refuse }) => {
  requireSysadminOrSupport(actor)
  await db.transaction().execute(async (tx) => {
    const account = await tx
      .selectFrom('account')
      .select(['uuid', 'name', 'namespace_id'])
      .where('uuid', '=', params.uuid)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!account || !standsAboveRoles(actor)) throw refuse('NOT_FOUND')
    const { rows } = await sql`
      select from study s join namespace n on n.uuid = s.phi_namespace
      where n.account_id = ${account.uuid} and s.deleted is null limit 1`.execute(tx)
    if (rows.length > 0) throw refuse('NOT_EMPTY')
    await tx
      .updateTable('account')
      .set({ deleted: sql<string>`now()`, vanity: null })
      .where('uuid', '=', account.uuid)
      .execute()
    await tx
      .updateTable('namespace')
      .set({ deleted: sql<string>`now()`, share_code: null })
      .where('account_id', '=', account.uuid)
      .execute()
    await tx.deleteFrom('user_account').where('account_id', '=', account.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: account.uuid,
      type: 'Account',
      action: 'DELETED',
      what: account.name,
      account_id: account.uuid,
    })
  })
  return {}
})
