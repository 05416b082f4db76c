import { sql } from 'kysely'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { type GroupRecord, groupAdd, groupDelete, groupGet, groupList } from '#contract/group.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { newOwnerIds } from '../../db/uuid.ts'
import { type AccountObject, addObject, deleteObject, getObject, listObjects } from '../../object.ts'
import { Refusal } from '../../refusal.ts'
import { presentCustomfields, writeCustomfields } from '../../tenancy/customfield/value.ts'
import {
  type NamespaceFields,
  namespaceSelect,
  namespaceValues,
  presentNamespaceFields,
} from '../../tenancy/namespace_fields.ts'
import { presentTags } from '../../tenancy/tag.ts'

interface GroupRow extends NamespaceFields {
  uuid: string
  account_id: string
  name: string
  namespace_id: string
  role_id: string | null
  role_name: string | null
  tags: string[]
  customfields: CustomfieldValue[]
}

const nameColumn = column('citext', 'r.name::text')

export const group: AccountObject<GroupRow, GroupRecord> = {
  type: 'Group',
  table: 'group',
  joins: sql`join namespace n on n.uuid = r.namespace_id left join role ro on ro.uuid = r.role_id`,
  select: sql`r.uuid, r.account_id, r.name::text, r.namespace_id, r.role_id, ro.name::text as role_name,
    ${namespaceSelect}, ${presentTags('Group', 'r')} as tags, ${presentCustomfields('Group', 'r')} as customfields`,
  view: ['group_view'],
  edit: ['group_edit'],
  map: {
    columns: {
      name: nameColumn,
      ...columns('uuid', 'r', ['uuid', 'namespace_id', 'role_id', 'created_by', 'updated_by']),
      ...columns('datetime', 'r', ['created', 'updated']),
      ...columns('flag', 'n', ['must_approve', 'no_share']),
      share_code: column('citext', 'n.share_code::text'),
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
  }),
  async beforeDelete(tx, row) {
    const { rows } = await sql`
      select from study where phi_namespace = ${row.namespace_id} and deleted is null limit 1`.execute(tx)
    if (rows.length > 0) throw new Refusal('NOT_EMPTY')
    await sql`update namespace set deleted = now(), share_code = null where uuid = ${row.namespace_id}`.execute(
      tx,
    )
  },
}

export const list = handle(groupList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(group, db, actor, raw, params.account_id)
  return { groups: rows, page }
})

export const get = handle(groupGet, async ({ params, actor, services: { db } }) =>
  getObject(group, db, actor, params.uuid),
)

export const remove = handle(groupDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(group, db, actor, params.uuid)
  return {}
})

export const add = handle(groupAdd, async ({ params, raw, actor, services: { db }, refuse }) => {
  await requireAccount(db, actor, params.account_id, group.edit, 'ACCOUNT_NOT_FOUND')
  return db.transaction().execute(async (tx) => {
    if (params.site_id) throw refuse('NOT_FOUND', 'site_id')
    if (params.role_id) {
      const role = await tx
        .selectFrom('role')
        .select('for_group')
        .where('uuid', '=', params.role_id)
        .where('account_id', '=', params.account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
      if (!role) throw refuse('NOT_FOUND', 'role_id')
      if (!role.for_group)
        throw refuse('ROLE_NAMESPACE_MISMATCH', 'INCOMPATIBLE_ROLE', { role_id: params.role_id })
    }
    if (params.share_code) {
      const { rows } =
        await sql`select from namespace where share_code = ${params.share_code}::citext`.execute(tx)
      if (rows.length > 0) throw refuse('DUP_SHARE_CODE')
    }
    const customfields = await writeCustomfields(tx, params.account_id, 'Group', {}, raw)
    const { uuid, namespace_id } = await newOwnerIds(tx)
    const values = Object.fromEntries(
      Object.entries(namespaceValues(params)).filter(([, value]) => value !== undefined),
    )
    await tx
      .insertInto('namespace')
      .values({
        ...values,
        uuid: namespace_id,
        account_id: params.account_id,
        type: 'group_id',
        type_uuid: uuid,
        name: params.name,
      })
      .execute()
    await addObject(group, tx, actor, params.account_id, params.name, {
      uuid,
      namespace_id,
      role_id: params.role_id,
      customfields: JSON.stringify(customfields),
    })
    return { uuid, namespace_id }
  })
})
