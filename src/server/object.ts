import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import { accountAccess, requireAccount } from './access/account.ts'
import type { Actor } from './access/actor.ts'
import type { NamespaceAccess } from './access/namespaces.ts'
import { changedFields, recordAudit } from './audit/record.ts'
import type { ColumnMap } from './db/list/column.ts'
import type { SortKey } from './db/list/order.ts'
import { listRows } from './db/list/rows.ts'
import type { Database } from './db/tables.ts'
import { Refusal } from './refusal.ts'

/**
 * Account objects: what belongs to an account and is listed, added, set, got and deleted in the same way (roles, groups,
 * custom fields …). A section declares what is its own; this file does what is everybody's: membership, permissions,
 * tenancy, audit, soft deletion, one transaction a change.
 */
export interface AccountObject<
  Row extends { uuid: string; account_id: string; name: string | null },
  Record,
> {
  /** `Role`, as the audit says. */
  type: string
  table: string
  /** The rest of the `from` clause after the table, whose alias is `r`. */
  joins?: RawBuilder<unknown>
  /** What a row holds. */
  select: RawBuilder<unknown>
  view: readonly Permission[]
  edit: readonly Permission[]
  /** Where deleting is a right of its own; otherwise as `edit`. */
  delete?: readonly Permission[]
  map: ColumnMap
  defaultSort: readonly SortKey[]
  present(row: Row): Record
  /** Refuses or does what else a deletion needs, inside its transaction. */
  beforeDelete?(tx: Kysely<Database>, row: Row): Promise<void>
}

type Base = { uuid: string; account_id: string; name: string | null }

const tableOf = (name: string) => sql.raw(`"${name}"`)

function source<Row extends Base, R>(object: AccountObject<Row, R>): RawBuilder<unknown> {
  return sql`${tableOf(object.table)} r ${object.joins ?? sql``}`
}

/** A page of an account's objects, of which `narrow` holds. */
export async function listObjects<Row extends Base, R>(
  object: AccountObject<Row, R>,
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
  account_id: string,
  narrow: readonly RawBuilder<unknown>[] = [],
): Promise<{ rows: R[]; page: { more: 0 | 1; rows: number; number: number } }> {
  await requireAccount(db, actor, account_id, object.view)
  const found = await listRows<Row>({
    db,
    actor,
    raw,
    map: object.map,
    select: object.select,
    from: source(object),
    where: sql.join([sql`r.account_id = ${account_id} and r.deleted is null`, ...narrow], sql` and `),
    unique: sql`r.uuid`,
    defaultSort: object.defaultSort,
  })
  return { rows: found.rows.map((row) => object.present(row)), page: found.page }
}

/**
 * One object, if its account is the actor's and one of the permissions is theirs; locked when it is to be changed.
 * NOT_FOUND for a stranger's object, which `what` names where a call is about several.
 */
export async function findObject<Row extends Base, R>(
  object: AccountObject<Row, R>,
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permissions: readonly Permission[],
  forUpdate = false,
  what?: string,
): Promise<{ row: Row; access: NamespaceAccess }> {
  const { rows } = await sql<Row>`
    select ${object.select} from ${source(object)} where r.uuid = ${uuid} and r.deleted is null
    ${forUpdate ? sql`for update of r` : sql``}`.execute(db)
  const row = rows[0]
  if (!row || !(await accountAccess(db, actor, row.account_id))) throw new Refusal('NOT_FOUND', what)
  return { row, access: await requireAccount(db, actor, row.account_id, permissions) }
}

export async function getObject<Row extends Base, R>(
  object: AccountObject<Row, R>,
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<R> {
  const { row } = await findObject(object, db, actor, uuid, object.view)
  return object.present(row)
}

type Values = Readonly<Record<string, unknown>>

/** Columns and values of a change; JSON values have been made text by the caller, `undefined` means unchanged. */
const assignments = (values: Values) =>
  Object.entries(values).filter(
    (entry): entry is [string, NonNullable<unknown> | null] => entry[1] !== undefined,
  )

/** Adds a row and writes it down. Answers its uuid. */
export async function addObject<Row extends Base, R>(
  object: AccountObject<Row, R>,
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  name: string,
  values: Values,
): Promise<string> {
  const given = assignments({
    ...values,
    account_id,
    name,
    created_by: actor.user_id,
    updated_by: actor.user_id,
  })
  const { rows } = await sql<{ uuid: string }>`
    insert into ${tableOf(object.table)} (${sql.join(given.map(([column]) => sql.ref(column)))})
    values (${sql.join(given.map(([, value]) => sql`${value}`))}) returning uuid`.execute(tx)
  const uuid = rows[0]?.uuid
  if (!uuid) throw new Error(`${object.table} was not inserted`)
  await recordAudit(tx, actor, { uuid, type: object.type, action: 'ADD', what: name, account_id })
  return uuid
}

/** Changes a row that `findObject` has locked, and writes down what differs. */
export async function setObject<Row extends Base, R>(
  object: AccountObject<Row, R>,
  tx: Kysely<Database>,
  actor: Actor,
  row: Row,
  values: Values,
): Promise<void> {
  const given = assignments(values)
  if (given.length === 0) return
  const set = [...given, ['updated_by', actor.user_id] as const]
  await sql`
    update ${tableOf(object.table)} set ${sql.join(set.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))},
      updated = now() where uuid = ${row.uuid}`.execute(tx)
  const detail = changedFields(row, Object.fromEntries(given))
  if (detail) {
    await recordAudit(tx, actor, {
      uuid: row.uuid,
      type: object.type,
      action: 'EDIT',
      what: row.name,
      account_id: row.account_id,
      detail,
    })
  }
}

/** Deletes: the row stays for the audit, and is nobody's any more. */
export async function deleteObject<Row extends Base, R>(
  object: AccountObject<Row, R>,
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(object, tx, actor, uuid, object.delete ?? object.edit, true)
    await object.beforeDelete?.(tx, row)
    await sql`update ${tableOf(object.table)} set deleted = now() where uuid = ${uuid}`.execute(tx)
    await recordAudit(tx, actor, {
      uuid,
      type: object.type,
      action: 'DELETED',
      what: row.name,
      account_id: row.account_id,
      detail: object.present(row),
    })
  })
}
