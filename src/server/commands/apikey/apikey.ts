import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import {
  API_SCOPES,
  type ApikeyRecord,
  apikeyAdd,
  apikeyDelete,
  apikeyList,
  apikeyRotate,
  apikeySet,
} from '#contract/apikey.ts'
import { requireAccount } from '../../access/account.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { expiryOf } from '../../folder/member.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { Refusal } from '../../refusal.ts'

const NAME = column('citext', 'r.name')

const apikey: AccountObject<ApikeyRecord, ApikeyRecord> = {
  type: 'Api_key',
  table: 'api_key',
  joins: sql`left join "user" u on u.uuid = r.created_by`,
  select: sql`r.uuid, r.account_id, r.name, r.hint, r.scopes, r.origins, r.expires, r.last_used, r.created,
    u.name as created_by_name`,
  view: ['account_edit'],
  edit: ['account_edit'],
  map: {
    columns: {
      name: NAME,
      ...columns('uuid', 'r', ['uuid', 'created_by']),
      ...columns('datetime', 'r', ['created', 'updated', 'expires', 'last_used']),
    },
  },
  defaultSort: [{ column: NAME, direction: 'asc' }],
  present: (row) => row,
}

interface Settings {
  name?: string | undefined
  scopes?: string[] | undefined
  origins?: string[] | undefined
  expires?: string | undefined
}

const HTTP_ORIGIN = /^https?:\/\/[^/\s?#]+$/i

/** Columns of what was given. INVALID_SCOPE, INVALID_ORIGIN, INVALID_DATE and INVALID_NAME. */
function valuesOf({ name, scopes, origins, expires }: Settings) {
  if (name !== undefined && (name.trim() === '' || name.length > 100)) throw new Refusal('INVALID_NAME')
  const unknown = scopes?.find((scope) => !API_SCOPES.some((known) => known === scope))
  if (unknown !== undefined || scopes?.length === 0) throw new Refusal('INVALID_SCOPE', unknown)
  const wrong = origins?.find((origin) => !HTTP_ORIGIN.test(origin))
  if (wrong !== undefined) throw new Refusal('INVALID_ORIGIN', wrong)
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(scopes ? { scopes: [...new Set(scopes)] } : {}),
    ...(origins ? { origins: origins.map((origin) => origin.toLowerCase()) } : {}),
    ...(expires === undefined ? {} : { expires: expiryOf(expires) }),
  }
}

/** 122 random bits, in the form that PostDICOM's library asks for. */
function newKey() {
  const api_key = randomUUID()
  return { api_key, key_hash: secretHash(api_key), hint: api_key.slice(-6) }
}

export const list = handle(apikeyList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(apikey, db, actor, raw, params.account_id)
  const { account_key } = await db
    .selectFrom('account')
    .select('account_key')
    .where('uuid', '=', params.account_id)
    .executeTakeFirstOrThrow()
  return { apikeys: rows, page, account_key }
})

export const add = handle(apikeyAdd, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, apikey.edit)
  const { name = '', ...values } = valuesOf(params)
  const { api_key, ...secret } = newKey()
  const all = { scopes: [...API_SCOPES], ...values, ...secret }
  const uuid = await db
    .transaction()
    .execute((tx) => addObject(apikey, tx, actor, params.account_id, name, all))
  return { uuid, api_key }
})

export const set = handle(apikeySet, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(apikey, tx, actor, params.uuid, apikey.edit, true)
    await setObject(apikey, tx, actor, row, valuesOf(params))
  })
  return {}
})

export const rotate = handle(apikeyRotate, async ({ params, actor, services: { db } }) => {
  const { api_key, ...secret } = newKey()
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(apikey, tx, actor, params.uuid, apikey.edit, true)
    await tx
      .updateTable('api_key')
      .set({ ...secret, last_used: null, updated: sql<string>`now()`, updated_by: actor.user_id })
      .where('uuid', '=', row.uuid)
      .execute()
    const { uuid, name, account_id } = row
    await recordAudit(tx, actor, { uuid, type: apikey.type, action: 'ROTATE', what: name, account_id })
  })
  return { api_key }
})

export const remove = handle(apikeyDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(apikey, db, actor, params.uuid)
  return {}
})
