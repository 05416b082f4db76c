import { type Kysely, sql } from 'kysely'
import {
  type RadreportTemplate,
  radreportTemplateActivate,
  radreportTemplateAdd,
  radreportTemplateDelete,
  radreportTemplateGet,
  radreportTemplateGetType,
  radreportTemplateList,
  radreportTemplateSet,
} from '#contract/radreport_template.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess, requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import type { Database } from '../../db/tables.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  getObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { Refusal } from '../../refusal.ts'

interface TemplateRow extends Omit<RadreportTemplate, 'active'> {
  account_id: string
  active: boolean
}

const NAME = column('citext', 'r.name')

const TEMPLATE: AccountObject<TemplateRow, RadreportTemplate> = {
  type: 'Radreport_template',
  table: 'radreport_template',
  select: sql`r.uuid, r.account_id, r.type, r.name, r.body, r.preview, r.options, r.active`,
  view: ['radreport_view', 'account_edit'],
  edit: ['account_edit'],
  map: {
    columns: {
      name: NAME,
      type: column('citext', 'r.type'),
      active: column('flag', 'r.active'),
      ...columns('uuid', 'r', ['uuid', 'account_id', 'created_by', 'updated_by']),
      ...columns('text', 'r', ['body', 'preview']),
      ...columns('datetime', 'r', ['created', 'updated']),
      options: column('text', 'r.options::text'),
    },
  },
  defaultSort: [{ column: NAME, direction: 'asc' }],
  present: ({ account_id: _, active, ...record }) => ({ ...record, active: asFlag(active) }),
}

/** Whoever belongs to the account and may not change its templates hears v3's word. */
async function requireEditor(db: Kysely<Database>, actor: Actor, account_id: string): Promise<void> {
  const access = await accountAccess(db, actor, account_id)
  if (!access) throw new Refusal('NOT_FOUND')
  if (!mayIn(actor, access, 'account_edit')) throw new Refusal('NOT_SYSADMIN_OR_SUPPORT')
}

async function editable(tx: Kysely<Database>, actor: Actor, uuid: string): Promise<TemplateRow> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from radreport_template where uuid = ${uuid} and deleted is null`.execute(tx)
  if (!rows[0]) throw new Refusal('NOT_FOUND')
  await requireEditor(tx, actor, rows[0].account_id)
  // The templates of an account are changed one after the other: one of a type is active.
  await sql`select from account where uuid = ${rows[0].account_id} for no key update`.execute(tx)
  return (await findObject(TEMPLATE, tx, actor, uuid, TEMPLATE.edit, true)).row
}

const MOST = { type: 200, name: 200, body: 100_000, preview: 1_000_000 }

function requireShort(given: Partial<Record<keyof typeof MOST, string | undefined>>): void {
  for (const name of ['type', 'name', 'body', 'preview'] as const)
    if ((given[name]?.length ?? 0) > MOST[name]) throw new Refusal('TOO_LONG', name)
}

export const list = handle(radreportTemplateList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(TEMPLATE, db, actor, raw, params.account_id, [
    ...(params.type === undefined ? [] : [sql`lower(r.type) = lower(${params.type})`]),
    ...(params.active === undefined ? [] : [sql`r.active = ${params.active === 1}`]),
  ])
  return { templates: rows, page }
})

export const get = handle(radreportTemplateGet, ({ params, actor, services: { db } }) =>
  getObject(TEMPLATE, db, actor, params.uuid),
)

/** The active one; where none is, the one that was changed last. */
export const getType = handle(
  radreportTemplateGetType,
  async ({ params, actor, services: { db }, refuse }) => {
    await requireAccount(db, actor, params.account_id, TEMPLATE.view)
    const { rows } = await sql<TemplateRow>`
      select ${TEMPLATE.select} from radreport_template r
      where r.account_id = ${params.account_id} and lower(r.type) = lower(${params.type}) and r.deleted is null
      order by r.active desc, r.updated desc limit 1`.execute(db)
    if (!rows[0]) throw refuse('NOT_FOUND')
    return TEMPLATE.present(rows[0])
  },
)

const optionsText = (options: unknown): string | undefined =>
  options === undefined ? undefined : JSON.stringify(options)

export const add = handle(radreportTemplateAdd, async ({ params, actor, services: { db } }) => {
  const { account_id, name, type, body, preview, options } = params
  await requireEditor(db, actor, account_id)
  requireShort(params)
  const uuid = await db.transaction().execute((tx) =>
    addObject(TEMPLATE, tx, actor, account_id, name, {
      type,
      body,
      preview,
      options: optionsText(options),
    }),
  )
  return { uuid }
})

/** Any other of its type in the account is no longer active. */
const standBack = (tx: Kysely<Database>, { uuid, account_id }: TemplateRow, type: string) =>
  sql`update radreport_template set active = false where account_id = ${account_id} and lower(type) = lower(${type})
    and active and uuid <> ${uuid} and deleted is null`.execute(tx)

export const set = handle(radreportTemplateSet, async ({ params, actor, services: { db } }) => {
  const { uuid, name, type, body, preview, options } = params
  requireShort(params)
  await db.transaction().execute(async (tx) => {
    const row = await editable(tx, actor, uuid)
    if (row.active && type !== undefined) await standBack(tx, row, type)
    await setObject(TEMPLATE, tx, actor, row, {
      name: name || undefined,
      type: type || undefined,
      body,
      preview,
      options: optionsText(options),
    })
  })
  return { uuid }
})

export const activate = handle(radreportTemplateActivate, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const row = await editable(tx, actor, params.uuid)
    await standBack(tx, row, row.type)
    await setObject(TEMPLATE, tx, actor, row, { active: true })
  })
  return { uuid: params.uuid }
})

export const remove = handle(radreportTemplateDelete, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute((tx) => editable(tx, actor, params.uuid))
  await deleteObject(TEMPLATE, db, actor, params.uuid)
  return {}
})
