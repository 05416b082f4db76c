import { type Kysely, sql } from 'kysely'
import {
  type CustomfieldMappingRecord,
  customfieldMappingAdd,
  customfieldMappingDelete,
  customfieldMappingGet,
  customfieldMappingList,
  customfieldMappingSet,
} from '#contract/customfield.ts'
import type { Permission } from '#contract/permission.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess, requireAccount } from '../../access/account.ts'
import { type Actor, standsAboveRoles } from '../../access/actor.ts'
import { mayIn } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

interface MappingRow {
  uuid: string
  account_id: string
  name: string | null
  rule_set_id: string | null
  from_customfield_id: string
  to_customfield_id: string
  overwrite_with_blank: boolean
  refresh_on_reshare: boolean
  refresh_on_edit: boolean
  reverse_refresh_on_edit: boolean
}

const present = (row: MappingRow): CustomfieldMappingRecord => ({
  uuid: row.uuid,
  name: row.name ?? '',
  rule_set_id: row.rule_set_id,
  to_customfield_id: row.to_customfield_id,
  from_customfield_id: row.from_customfield_id,
  overwrite_with_blank: asFlag(row.overwrite_with_blank),
  refresh_on_reshare: asFlag(row.refresh_on_reshare),
  refresh_on_edit: asFlag(row.refresh_on_edit),
  reverse_refresh_on_edit: asFlag(row.reverse_refresh_on_edit),
})

const VIEW: readonly Permission[] = ['customfield_view', 'customfield_edit']
const EDIT: readonly Permission[] = ['customfield_edit']

async function find(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permissions: readonly Permission[],
): Promise<MappingRow> {
  const { rows } = await sql<MappingRow>`
    select * from customfield_mapping where uuid = ${uuid} and deleted is null`.execute(db)
  if (!rows[0]) throw new Refusal('NOT_FOUND')
  await requireAccount(db, actor, rows[0].account_id, permissions)
  return rows[0]
}

/** An account has far fewer rules than this; the answer of the command knows no pages. */
const MOST = 5000

export const list = handle(customfieldMappingList, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, VIEW)
  const { rows } = await sql<MappingRow>`
    select * from customfield_mapping where account_id = ${params.account_id} and deleted is null
    order by created, uuid limit ${MOST}`.execute(db)
  return { customfield_mappings: rows.map(present) }
})

export const get = handle(customfieldMappingGet, async ({ params, actor, services: { db } }) =>
  present(await find(db, actor, params.uuid, VIEW)),
)

async function field(db: Kysely<Database>, actor: Actor, uuid: string, missing: string) {
  const row = await db
    .selectFrom('customfield')
    .select(['uuid', 'account_id', 'name'])
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  const access = row && (await accountAccess(db, actor, row.account_id))
  if (!row || !access) throw new Refusal('NOT_FOUND', missing)
  return { ...row, access }
}

export const add = handle(customfieldMappingAdd, async ({ params, actor, services: { db }, refuse }) => {
  const from = await field(db, actor, params.from_customfield_id, 'FROM_CUSTOMFIELD')
  const to = await field(db, actor, params.to_customfield_id, 'TO_CUSTOMFIELD')
  if (!mayIn(actor, from.access, 'customfield_edit')) throw refuse('NOT_PERMITTED')
  if (from.account_id !== to.account_id && !standsAboveRoles(actor)) throw refuse('NOT_PERMITTED')
  if (params.rule_set_id) throw refuse('NOT_FOUND', 'RULE_SET')
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('customfield_mapping')
      .values({
        account_id: from.account_id,
        from_customfield_id: from.uuid,
        to_customfield_id: to.uuid,
        name: params.name ?? null,
        overwrite_with_blank: params.overwrite_with_blank !== 0,
        refresh_on_reshare: params.refresh_on_reshare !== 0,
        refresh_on_edit: params.refresh_on_edit !== 0,
        reverse_refresh_on_edit: params.reverse_refresh_on_edit === 1,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['from_customfield_id', 'to_customfield_id'])
          .where('deleted', 'is', null)
          .doNothing(),
      )
      .returning('uuid')
      .executeTakeFirst()
    if (!row) throw refuse('ALREADY_EXISTS')
    await note(tx, actor, from.account_id, row.uuid, 'ADD', `${from.name} → ${to.name}`)
    return row
  })
})

const note = (
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  uuid: string,
  action: string,
  what: string | null,
) => recordAudit(tx, actor, { uuid, type: 'Customfield_mapping', action, what, account_id })

const asBoolean = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

export const set = handle(customfieldMappingSet, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const row = await find(tx, actor, params.uuid, EDIT)
    const change = {
      name: params.name,
      overwrite_with_blank: asBoolean(params.overwrite_with_blank),
      refresh_on_reshare: asBoolean(params.refresh_on_reshare),
      refresh_on_edit: asBoolean(params.refresh_on_edit),
      reverse_refresh_on_edit: asBoolean(params.reverse_refresh_on_edit),
    }
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    if (Object.keys(given).length === 0) return
    await tx.updateTable('customfield_mapping').set(given).where('uuid', '=', row.uuid).execute()
    await note(tx, actor, row.account_id, row.uuid, 'EDIT', row.name)
  })
  return {}
})

export const remove = handle(customfieldMappingDelete, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const row = await find(tx, actor, params.uuid, EDIT)
    await tx
      .updateTable('customfield_mapping')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .execute()
    await note(tx, actor, row.account_id, row.uuid, 'DELETED', row.name)
  })
  return {}
})
