import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import {
  ANY,
  type RadreportMacro,
  radreportmacroAdd,
  radreportmacroDelete,
  radreportmacroGet,
  radreportmacroList,
  radreportmacroSet,
} from '#contract/radreportmacro.ts'
import { requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import type { Database } from '../../db/tables.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { Refusal } from '../../refusal.ts'

interface MacroRow extends RadreportMacro {
  account_id: string
  user_id: string
}

const NAME = column('citext', 'r.name')

const MACRO: AccountObject<MacroRow, RadreportMacro> = {
  type: 'Radreportmacro',
  table: 'radreport_macro',
  select: sql`r.uuid, r.account_id, r.user_id, r.modality, r.type, r.name, r.body, r.hotkey`,
  view: ['radreport_view'],
  edit: ['radreport_edit'],
  map: {
    columns: {
      name: NAME,
      ...columns('uuid', 'r', ['uuid', 'account_id', 'user_id', 'created_by', 'updated_by']),
      ...columns('text', 'r', ['modality', 'type', 'hotkey']),
      ...columns('datetime', 'r', ['created', 'updated']),
      body: column('text', 'r.body::text'),
    },
  },
  defaultSort: [{ column: NAME, direction: 'asc' }],
  present: ({ account_id: _, user_id: __, ...record }) => record,
}

/** A macro is its owner's alone. */
async function own(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permissions: readonly Permission[],
  forUpdate = false,
): Promise<MacroRow> {
  const { row } = await findObject(MACRO, db, actor, uuid, permissions, forUpdate)
  if (row.user_id !== actor.user_id) throw new Refusal('NOT_PERMITTED')
  return row
}

const MOST_CHARACTERS = 20_000

/** As JSON text. TOO_LONG for what no report holds. */
function bodyText(body: unknown): string | undefined {
  if (body === undefined) return undefined
  const text = JSON.stringify(body)
  if (text.length > MOST_CHARACTERS) throw new Refusal('TOO_LONG', 'body')
  return text
}

/** Of this modality or type, or of any. */
const of = (name: 'modality' | 'type', value: string | undefined) =>
  value === undefined ? [] : [sql`lower(${sql.ref(`r.${name}`)}) in (lower(${value}), ${ANY}, '')`]

export const list = handle(radreportmacroList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(MACRO, db, actor, raw, params.account_id, [
    sql`r.user_id = ${actor.user_id}`,
    ...of('modality', params.modality),
    ...of('type', params.type),
  ])
  return { macros: rows, page }
})

export const get = handle(radreportmacroGet, async ({ params, actor, services: { db } }) =>
  MACRO.present(await own(db, actor, params.uuid, MACRO.view)),
)

export const add = handle(radreportmacroAdd, async ({ params, actor, services: { db } }) => {
  const { account_id, name, modality, type, hotkey } = params
  await requireAccount(db, actor, account_id, MACRO.edit)
  const body = bodyText(params.body)
  const uuid = await db
    .transaction()
    .execute((tx) =>
      addObject(MACRO, tx, actor, account_id, name, { modality, type, body, hotkey, user_id: actor.user_id }),
    )
  return { uuid }
})

export const set = handle(radreportmacroSet, async ({ params, actor, services: { db } }) => {
  const { uuid, name, modality, type, hotkey } = params
  const body = bodyText(params.body)
  await db.transaction().execute(async (tx) => {
    const row = await own(tx, actor, uuid, MACRO.edit, true)
    await setObject(MACRO, tx, actor, row, {
      name: name || undefined,
      modality,
      type,
      body,
      hotkey: hotkey === '' ? null : hotkey,
    })
  })
  return { uuid }
})

export const remove = handle(radreportmacroDelete, async ({ params, actor, services: { db } }) => {
  await own(db, actor, params.uuid, MACRO.edit)
  await deleteObject(MACRO, db, actor, params.uuid)
  return {}
})
