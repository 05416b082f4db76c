import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { CustomfieldValue } from '#contract/customfield.ts'
import type { GroupRecord } from '#contract/group.ts'
import type { Permission } from '#contract/permission.ts'
import type { PlaceUser, placeAddParams, placeSetParams, placeUserParams } from '#contract/place.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { roleType } from '../access/permission.ts'
import { recordAudit } from '../audit/record.ts'
import { type Column, column, columns } from '../db/list/column.ts'
import { listRows } from '../db/list/rows.ts'
import type { Database } from '../db/tables.ts'
import { newOwnerIds } from '../db/uuid.ts'
import { type AccountObject, addObject, findObject, setObject } from '../object.ts'
import { Refusal } from '../refusal.ts'
import { type GroupSiteRow, groupSiteColumns, groupSiteSelect } from '../site/group.ts'
import { presentCustomfields, writeCustomfields } from './customfield/value.ts'
import {
  type NamespaceFields,
  namespaceSelect,
  namespaceValues,
  presentNamespaceFields,
} from './namespace_fields.ts'
import { eventFlags, withEvents } from './notification.ts'
import { requireRole } from './role_fit.ts'
import { presentTags } from './tag.ts'

/** Groups and locations: account objects that own a namespace and have members. A section says which of the two it is. */

interface PlaceRow extends NamespaceFields, Partial<GroupSiteRow> {
  uuid: string
  account_id: string
  name: string
  namespace_id: string
  role_id: string | null
  role_name: string | null
  customfield_values: Record<string, unknown>
  tags: string[]
  customfields: CustomfieldValue[]
}

export interface Place {
  kind: 'group' | 'location'
  object: AccountObject<PlaceRow, GroupRecord>
  /** The table of members and its column of the place. */
  members: 'user_group' | 'user_location'
  member_of: 'group_id' | 'location_id'
}

type PlaceName = 'Group' | 'Location'

const nameColumn = column('citext', 'r.name::text')

/** What a group has beyond a location. */
interface More {
  select: RawBuilder<unknown>
  columns: Readonly<Record<string, Column>>
}

function objectOf(type: PlaceName, view: Permission, edit: Permission, more?: More): Place['object'] {
  return {
    type,
    table: type.toLowerCase(),
    joins: sql`join namespace n on n.uuid = r.namespace_id left join role ro on ro.uuid = r.role_id`,
    select: sql`r.uuid, r.account_id, r.name::text, r.namespace_id, r.role_id, ro.name::text as role_name,
      r.customfields as customfield_values, ${namespaceSelect}, ${presentTags(type, 'r')} as tags,
      ${presentCustomfields(type, 'r')} as customfields ${more ? sql`, ${more.select}` : sql``}`,
    view: [view],
    edit: [edit],
    map: {
      columns: {
        name: nameColumn,
        ...columns('uuid', 'r', ['uuid', 'namespace_id', 'role_id', 'created_by', 'updated_by']),
        ...columns('datetime', 'r', ['created', 'updated']),
        ...columns('flag', 'n', [
          'must_approve',
          'must_approve_upload',
          'must_approve_harvest',
          'must_approve_move',
          'must_approve_copy',
          'no_share',
        ]),
        share_code: column('citext', 'n.share_code::text'),
        ...more?.columns,
      },
    },
    defaultSort: [{ column: nameColumn, direction: 'asc' }],
    present: (row) => ({
      uuid: row.uuid,
      name: row.name,
      namespace_id: row.namespace_id,
      ...presentNamespaceFields(row),
      role_id: row.role_id,
      role_name: row.role_name,
      ...(row.tags.length > 0 ? { tags: row.tags } : {}),
      ...(row.customfields.length > 0 ? { customfields: row.customfields } : {}),
      ...row.site,
    }),
    async beforeDelete(tx, row) {
      const { rows } = await sql`
        select from study where phi_namespace = ${row.namespace_id} and deleted is null limit 1`.execute(tx)
      if (rows.length > 0) throw new Refusal('NOT_EMPTY')
      await sql`update namespace set deleted = now(), share_code = null where uuid = ${row.namespace_id}`.execute(
        tx,
      )
      await sql`delete from ${sql.table(`user_${type.toLowerCase()}`)} where ${sql.ref(`${type.toLowerCase()}_id`)} = ${row.uuid}`.execute(
        tx,
      )
    },
  }
}

export const GROUP: Place = {
  kind: 'group',
  object: objectOf('Group', 'group_view', 'group_edit', {
    select: groupSiteSelect,
    columns: groupSiteColumns,
  }),
  members: 'user_group',
  member_of: 'group_id',
}

export const LOCATION: Place = {
  kind: 'location',
  object: objectOf('Location', 'location_view', 'location_edit'),
  members: 'user_location',
  member_of: 'location_id',
}

/** DUP_SHARE_CODE where another namespace has the code. */
export async function requireFreeShareCode(
  tx: Kysely<Database>,
  share_code: string | undefined,
  but?: string,
): Promise<void> {
  if (!share_code) return
  const { rows } = await sql`select from namespace where share_code = ${share_code}::citext
    and uuid is distinct from ${but ?? null}::uuid`.execute(tx)
  if (rows.length > 0) throw new Refusal('DUP_SHARE_CODE')
}

/** DUP_NAMESPACE_NAME where the account wants the names of its places to be unique. */
async function requireFreeName(
  tx: Kysely<Database>,
  account_id: string,
  name: string | undefined,
  but?: string,
): Promise<void> {
  if (name === undefined) return
  const { rows } = await sql`select from namespace n join account a on a.uuid = n.account_id
    where n.account_id = ${account_id} and a.settings @> '{"namespace_names_globally_unique": 1}'
      and lower(n.name) = lower(${name}) and n.deleted is null and n.uuid is distinct from ${but ?? null}::uuid`.execute(
    tx,
  )
  if (rows.length > 0) throw new Refusal('DUP_NAMESPACE_NAME')
}

const given = <V extends object>(values: V) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

type AddParams = z.output<z.ZodObject<typeof placeAddParams>>
type SetParams = z.output<z.ZodObject<typeof placeSetParams>>
type UserParams = z.output<z.ZodObject<typeof placeUserParams>>

type Values = Readonly<Record<string, unknown>>

/** Makes the place and its namespace. `more` checks and answers what else its row holds. */
export async function addPlace(
  { kind, object }: Place,
  db: Kysely<Database>,
  actor: Actor,
  params: AddParams,
  raw: ReadonlyMap<string, string>,
  more?: (tx: Kysely<Database>) => Promise<Values>,
): Promise<{ uuid: string; namespace_id: string }> {
  await requireAccount(db, actor, params.account_id, object.edit, 'ACCOUNT_NOT_FOUND')
  return db.transaction().execute(async (tx) => {
    const { uuid, namespace_id } = await newOwnerIds(tx)
    if (params.role_id)
      await requireRole(
        tx,
        params.account_id,
        params.role_id,
        kind,
        namespace_id,
        () => new Refusal('NOT_FOUND', 'role_id'),
      )
    await requireFreeShareCode(tx, params.share_code)
    await requireFreeName(tx, params.account_id, params.name)
    const customfields = await writeCustomfields(tx, params.account_id, object.type, {}, raw)
    const others = await more?.(tx)
    await tx
      .insertInto('namespace')
      .values({
        ...given(namespaceValues(params)),
        uuid: namespace_id,
        account_id: params.account_id,
        type: `${kind}_id`,
        type_uuid: uuid,
        name: params.name,
      })
      .execute()
    await addObject(object, tx, actor, params.account_id, params.name, {
      uuid,
      namespace_id,
      role_id: params.role_id,
      customfields: JSON.stringify(customfields),
      ...others,
    })
    return { uuid, namespace_id }
  })
}

/** Changes what is given of a place and its namespace. `more` checks and answers what else changes of its row. */
export async function setPlace(
  { kind, object }: Place,
  db: Kysely<Database>,
  actor: Actor,
  params: SetParams,
  raw: ReadonlyMap<string, string>,
  more?: (tx: Kysely<Database>, row: PlaceRow) => Promise<Values>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(object, tx, actor, params.uuid, object.edit, true)
    if (params.role_id)
      await requireRole(
        tx,
        row.account_id,
        params.role_id,
        kind,
        row.namespace_id,
        () => new Refusal('NOT_FOUND', 'role_id'),
      )
    await requireFreeShareCode(tx, params.share_code, row.namespace_id)
    await requireFreeName(tx, row.account_id, params.name, row.namespace_id)
    const customfields = await writeCustomfields(tx, row.account_id, object.type, row.customfield_values, raw)
    const others = await more?.(tx, row)
    const namespace = given({ ...namespaceValues(params), name: params.name })
    if (Object.keys(namespace).length > 0)
      await tx.updateTable('namespace').set(namespace).where('uuid', '=', row.namespace_id).execute()
    await setObject(object, tx, actor, row, {
      name: params.name,
      role_id: params.role_id,
      customfields: JSON.stringify(customfields),
      ...others,
    })
  })
}

/** Makes a member of the account one of the place, or changes their role and flags there. */
export async function addPlaceUser(
  place: Place,
  db: Kysely<Database>,
  actor: Actor,
  params: UserParams,
): Promise<void> {
  const { object, kind } = place
  const { row, access } = await findObject(object, db, actor, params.uuid, object.edit)
  const member = await db
    .selectFrom('user_account as ua')
    .innerJoin('user as u', 'u.uuid', 'ua.user_id')
    .select(['u.name'])
    .where('ua.account_id', '=', row.account_id)
    .where('ua.user_id', '=', params.user_id)
    .where('u.deleted', 'is', null)
    .executeTakeFirst()
  if (!member) throw new Refusal('USER_NOT_FOUND')
  if (params.role_id) {
    const missing = () => new Refusal('ROLE_NOT_FOUND')
    const role = await requireRole(db, row.account_id, params.role_id, kind, row.namespace_id, missing)
    const promotesSelf =
      params.user_id === actor.user_id && roleType(role.type) === 'admin' && access.role_type !== 'admin'
    if (promotesSelf && !actor.sysadmin) throw new Refusal('CAN_NOT_PROMOTE')
  }
  await db.transaction().execute(async (tx) => {
    const table = sql.table(place.members)
    const of = sql.ref(place.member_of)
    const { rows } = await sql<{ events: Record<string, unknown> }>`
      select events from ${table} where ${of} = ${params.uuid} and user_id = ${params.user_id} for update`.execute(
      tx,
    )
    const events = JSON.stringify(withEvents(rows[0]?.events ?? {}, params))
    const alias = params.no_physician_alias_share
    await sql`
      insert into ${table} (${of}, account_id, user_id, role_id, events, no_physician_alias_share)
      values (${params.uuid}, ${row.account_id}, ${params.user_id}, ${params.role_id ?? null}, ${events}, ${alias === 1})
      on conflict (${of}, user_id) do update set events = excluded.events,
        role_id = coalesce(excluded.role_id, ${table}.role_id)
        ${alias === undefined ? sql`` : sql`, no_physician_alias_share = excluded.no_physician_alias_share`}`.execute(
      tx,
    )
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: object.type,
      action: 'USER_ADD',
      what: row.name,
      with: member.name,
      account_id: row.account_id,
    })
  })
}

/** Takes a member out of the place. NOT_FOUND for somebody who is none. */
export async function deletePlaceUser(
  { object, members, member_of }: Place,
  db: Kysely<Database>,
  actor: Actor,
  params: { uuid: string; user_id: string },
): Promise<void> {
  const { row } = await findObject(object, db, actor, params.uuid, object.edit)
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ name: string }>`
      delete from ${sql.table(members)} m using "user" u
      where m.${sql.ref(member_of)} = ${params.uuid} and m.user_id = ${params.user_id} and u.uuid = m.user_id
      returning u.name`.execute(tx)
    if (!rows[0]) throw new Refusal('NOT_FOUND')
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: object.type,
      action: 'USER_DELETE',
      what: row.name,
      with: rows[0].name,
      account_id: row.account_id,
      detail: { user_id: params.user_id },
    })
  })
}

interface MemberRow extends Omit<PlaceUser, 'global' | 'no_physician_alias_share'> {
  global: boolean
  no_physician_alias_share: boolean
  events: Record<string, unknown>
}

const USER_NAME = column('citext', 'u.name')

/** The members of a place, by name; global users among them, who belong to every place. */
export async function listPlaceUsers(
  { object, members, member_of }: Place,
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  raw: ReadonlyMap<string, string>,
) {
  const { row } = await findObject(object, db, actor, uuid, object.view)
  const { rows, page } = await listRows<MemberRow>({
    db,
    actor,
    raw,
    map: {
      columns: {
        user_name: USER_NAME,
        user_email: column('citext', 'u.email::text'),
        ...columns('uuid', 'k', ['user_id', 'role_id']),
        role_name: column('citext', 'ro.name::text'),
      },
    },
    select: sql`k.user_id, u.name as user_name, u.email::text as user_email, k.role_id, ro.name::text as role_name,
      k.global, k.no_physician_alias_share, k.events`,
    from: sql`(
      select ua.user_id, ua.global, coalesce(m.role_id, ua.global_role_id, ${row.role_id}::uuid, ua.role_id) as role_id,
        coalesce(m.no_physician_alias_share, false) as no_physician_alias_share, coalesce(m.events, ua.events) as events
      from user_account ua left join ${sql.table(members)} m on m.${sql.ref(member_of)} = ${uuid} and m.user_id = ua.user_id
      where ua.account_id = ${row.account_id} and (ua.global or m.user_id is not null)
    ) k join "user" u on u.uuid = k.user_id left join role ro on ro.uuid = k.role_id`,
    where: sql`u.deleted is null`,
    unique: sql`k.user_id`,
    defaultSort: [{ column: USER_NAME, direction: 'asc' }],
  })
  const users = rows.map(({ events, global, no_physician_alias_share, ...user }) => ({
    ...user,
    global: asFlag(global),
    no_physician_alias_share: asFlag(no_physician_alias_share),
    ...eventFlags(events),
  }))
  return { users, page }
}
