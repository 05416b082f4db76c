import { type Kysely, sql } from 'kysely'
import {
  accountUserAdd,
  accountUserDelete,
  accountUserGet,
  accountUserList,
  accountUserSet,
} from '#contract/account_user.ts'
import { requireAccount } from '../../access/account.ts'
import { forgetNamespaces, type NamespaceAccess } from '../../access/namespaces.ts'
import { newPasswordHash } from '../../access/password.ts'
import { roleType } from '../../access/permission.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { inheritFolders } from '../../folder/heir.ts'
import { applySettings, parseSettings, settingParameters } from '../../tenancy/account_setting.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'
import {
  findMember,
  MEMBER_NAME,
  type MemberRow,
  memberFrom,
  memberMap,
  memberSelect,
  presentMember,
  removeMember,
} from '../../tenancy/member.ts'
import { withEvents } from '../../tenancy/notification.ts'
import { requireGlobalRole, requireRole } from '../../tenancy/role_fit.ts'
import { isEmail } from '../../tenancy/user.ts'

type ChangeCall = Call<typeof accountUserAdd> | Call<typeof accountUserSet>

const EDIT = ['account_user_edit'] as const

/** Roles that the account has and that may be used in it. */
async function checkRoles(call: ChangeCall, tx: Kysely<Database>, access: NamespaceAccess): Promise<void> {
  const { params, refuse } = call
  const missing = () => refuse('ROLE_NOT_FOUND')
  if (params.role_id) await requireRole(tx, params.uuid, params.role_id, 'account', access.uuid, missing)
  if (params.global_role_id) {
    const role = await tx
      .selectFrom('role')
      .select('uuid')
      .where('uuid', '=', params.global_role_id)
      .where('account_id', '=', params.uuid)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (!role) throw missing()
  }
}

async function checkLogin(call: ChangeCall, tx: Kysely<Database>, but?: string): Promise<void> {
  const { params, refuse } = call
  if (params.account_email && !isEmail(params.account_email)) throw refuse('INVALID_EMAIL')
  if (!params.account_login) return
  const { rows } = await sql`select from user_account where account_id = ${params.uuid}
    and account_login = ${params.account_login}::citext and uuid is distinct from ${but ?? null}::uuid`.execute(
    tx,
  )
  if (rows.length > 0) throw refuse('DUPLICATE_NAME')
}

const flag = (value: 0 | 1 | undefined) => (value === undefined ? undefined : value === 1)
const blank = (value: string | undefined) => (value === '' ? null : value)

/** Columns of the membership that a call gives. */
async function columnsOf(call: ChangeCall, tx: Kysely<Database>, row: MemberRow | undefined) {
  const { params, raw, refuse } = call
  const password_hash = params.account_password
    ? await newPasswordHash(tx, params.account_password, { account_id: params.uuid })
    : undefined
  if (params.account_password && !password_hash) throw refuse('BAD_PASSWORD')
  const settings = settingParameters(params.settings, raw)
  const customfields = await writeCustomfields(
    tx,
    params.uuid,
    'User_account',
    row?.customfield_values ?? {},
    raw,
  )
  const values = {
    role_id: params.role_id,
    account_email: blank(params.account_email),
    account_alias: blank(params.account_alias),
    account_login: blank(params.account_login),
    account_password_hash: password_hash,
    password_reset: flag(params.password_reset),
    global: flag(params.global),
    global_role_id: params.global_role_id,
    epic_user: blank(params.epic_user),
    session_expire: params.session_expire,
    max_sessions: params.max_sessions,
    sso_only: flag(params.sso_only),
    external_roles: params.external_roles === undefined ? undefined : JSON.stringify(params.external_roles),
    events: JSON.stringify(withEvents(row?.events ?? {}, params)),
    settings: JSON.stringify(applySettings(row?.settings ?? {}, parseSettings(settings, 'u'))),
    customfields: JSON.stringify(customfields),
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

export const add = handle(accountUserAdd, async (call) => {
  const { params, actor, services, refuse } = call
  const access = await requireAccount(services.db, actor, params.uuid, EDIT)
  return services.db.transaction().execute(async (tx) => {
    let query = tx.selectFrom('user').select(['uuid', 'name']).where('deleted', 'is', null)
    query = query.where('is_anonymous', '=', false)
    query = params.user_id
      ? query.where('uuid', '=', params.user_id)
      : query.where(
          sql<boolean>`(email = ${params.email}::citext or ${params.email}::citext = any(alt_emails::citext[]))`,
        )
    const user = await query.executeTakeFirst()
    if (!user) throw refuse('USER_NOT_FOUND')
    if (await findMember(tx, params.uuid, user.uuid)) throw refuse('ALREADY_EXISTS')
    await checkRoles(call, tx, access)
    await checkLogin(call, tx)
    await requireGlobalRole(tx, params.uuid, {
      user_id: user.uuid,
      role_id: params.role_id ?? null,
      global_role_id: params.global_role_id ?? null,
      global: params.global === 1,
    })
    await tx
      .insertInto('user_account')
      .values({ ...(await columnsOf(call, tx, undefined)), account_id: params.uuid, user_id: user.uuid })
      .execute()
    await tx
      .deleteFrom('join_request')
      .where('account_id', '=', params.uuid)
      .where('user_id', '=', user.uuid)
      .execute()
    if (params.set_default_organization === 1)
      await sql`insert into user_setting (user_id, account_id, key, value)
        values (${user.uuid}, null, 'user_default_organization', ${params.uuid})
        on conflict do nothing`.execute(tx)
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'Account',
      action: 'USER_ADD',
      what: access.name,
      with: user.name,
      account_id: params.uuid,
    })
    return { uuid: user.uuid }
  })
})

/** What people may say of their own membership without the right to edit others'. */
const OWN = /^(uuid|user_id|event_.*)$/

/** The whole call is about what is one's own to say. */
const saysOwn = (params: object): boolean =>
  Object.entries(params).every(([name, value]) => value === undefined || OWN.test(name))

export const set = handle(accountUserSet, async (call) => {
  const { params, raw, actor, services, refuse } = call
  const own =
    params.user_id === actor.user_id &&
    saysOwn(params) &&
    Object.keys(settingParameters(undefined, raw)).length === 0
  const access = await requireAccount(services.db, actor, params.uuid, own ? [] : EDIT)
  await services.db.transaction().execute(async (tx) => {
    const row = await findMember(tx, params.uuid, params.user_id, true)
    if (!row) throw refuse('USER_NOT_FOUND')
    await checkRoles(call, tx, access)
    await checkLogin(call, tx, row.uuid)
    if (
      params.role_id &&
      params.user_id === actor.user_id &&
      access.role_type !== 'admin' &&
      !actor.sysadmin
    ) {
      const role = await tx
        .selectFrom('role')
        .select('type')
        .where('uuid', '=', params.role_id)
        .executeTakeFirst()
      if (roleType(role?.type ?? null) === 'admin') throw refuse('CAN_NOT_PROMOTE')
    }
    await requireGlobalRole(tx, params.uuid, {
      user_id: row.user_id,
      role_id: params.role_id ?? row.role_id,
      global_role_id: params.global_role_id ?? row.global_role_id,
      global: params.global === undefined ? row.global : params.global === 1,
    })
    const values = await columnsOf(call, tx, row)
    await tx
      .updateTable('user_account')
      .set({ ...values, updated: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .execute()
    const { account_password_hash, events, settings, customfields, external_roles, ...plain } = values
    const detail = changedFields({ ...row }, plain)
    await recordAudit(tx, actor, {
      uuid: params.user_id,
      type: 'User_account',
      action: 'EDIT',
      what: row.user_name,
      account_id: params.uuid,
      detail: { ...detail, ...(account_password_hash ? { account_password: 'changed' } : {}) },
    })
  })
  forgetNamespaces(actor)
  return {}
})

async function placesOf(
  db: Kysely<Database>,
  account_id: string,
  user_id: string,
  kind: 'group' | 'location',
) {
  const { rows } = await sql<{
    uuid: string
    name: string
    role_id: string | null
    role_name: string | null
  }>`
    select p.uuid, p.name::text, coalesce(m.role_id, p.role_id) as role_id, ro.name::text as role_name
    from ${sql.table(`user_${kind}`)} m join ${sql.table(kind)} p on p.uuid = m.${sql.ref(`${kind}_id`)} and p.deleted is null
    left join role ro on ro.uuid = coalesce(m.role_id, p.role_id)
    where m.account_id = ${account_id} and m.user_id = ${user_id} order by p.name limit 1000`.execute(db)
  return rows
}

export const get = handle(accountUserGet, async ({ params, actor, services: { db }, refuse }) => {
  const own = params.user_id === actor.user_id
  await requireAccount(db, actor, params.uuid, own ? [] : ['account_user_view'])
  const row = await findMember(db, params.uuid, params.user_id)
  if (!row) throw refuse('USER_NOT_FOUND')
  return {
    ...presentMember(row),
    groups: await placesOf(db, params.uuid, params.user_id, 'group'),
    locations: await placesOf(db, params.uuid, params.user_id, 'location'),
  }
})

export const remove = handle(accountUserDelete, async ({ params, actor, services: { db }, refuse }) => {
  const access = await requireAccount(db, actor, params.uuid, EDIT)
  await db.transaction().execute(async (tx) => {
    let query = tx
      .selectFrom('user_account as ua')
      .innerJoin('user as u', 'u.uuid', 'ua.user_id')
      .select(['ua.user_id', 'u.name'])
      .where('ua.account_id', '=', params.uuid)
    query = params.user_id
      ? query.where('ua.user_id', '=', params.user_id).where('u.deleted', 'is', null)
      : query.where('ua.uuid', '=', params.user_account_id ?? '').where('u.deleted', 'is not', null)
    const member = await query.executeTakeFirst()
    if (!member) throw refuse(params.user_id ? 'USER_NOT_FOUND' : 'USER_ACCOUNT_NOT_FOUND')
    await inheritFolders(tx, actor, params.uuid, member.user_id)
    await removeMember(tx, params.uuid, member.user_id)
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'Account',
      action: 'USER_DELETE',
      what: access.name,
      with: member.name,
      account_id: params.uuid,
      detail: { user_id: member.user_id },
    })
  })
  forgetNamespaces(actor)
  return {}
})

export const list = handle(accountUserList, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.uuid, ['account_user_view', 'case_edit'])
  const deleted = { none: sql`true`, deleted: sql`u.deleted is not null`, existing: sql`u.deleted is null` }
  const wanted = params.filter_deleted_users
  const which = wanted === 'none' || wanted === 'deleted' ? wanted : 'existing'
  const { rows, page } = await listRows<MemberRow>({
    db,
    actor,
    raw,
    map: memberMap,
    select: memberSelect,
    from: memberFrom,
    where: sql`r.account_id = ${params.uuid} and not u.is_anonymous and ${deleted[which]}`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: MEMBER_NAME, direction: 'asc' }],
  })
  return { users: rows.map(presentMember), page }
})
