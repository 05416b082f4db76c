import { type Kysely, sql } from 'kysely'
import {
  anonymizationAdd,
  anonymizationDelete,
  anonymizationGet,
  anonymizationList,
  anonymizationSet,
  anonymizationTest,
} from '#contract/anonymization.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
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
import { triedRules } from '../../study/anonymize.ts'
import { ANONYMIZE_FIELDS, checkAnonymizationRules } from '../../tenancy/anonymization_rules.ts'

const nameColumn = column('citext', 'r.name')

interface ProfileRow {
  uuid: string
  account_id: string
  name: string
  rules: Record<string, unknown>
  namespaces: { uuid: string; name: string }[]
}

/** Rules that a namespace has do not change under it. */
async function requireUnused(tx: Kysely<Database>, { uuid }: ProfileRow): Promise<void> {
  const { rows } = await sql`
    select from namespace where anonymization_id = ${uuid} and deleted is null limit 1`.execute(tx)
  if (rows.length > 0) throw new Refusal('IN_USE')
}

const PROFILE: AccountObject<ProfileRow, ProfileRow> = {
  type: 'Anonymization',
  table: 'anonymization_profile',
  select: sql`r.uuid, r.account_id, r.name, r.rules, (select coalesce(json_agg(json_build_object(
    'uuid', n.uuid, 'name', n.name) order by n.name), '[]') from namespace n
    where n.anonymization_id = r.uuid and n.deleted is null) as namespaces`,
  view: ['account_view'],
  edit: ['account_edit'],
  map: { columns: { name: nameColumn, uuid: column('uuid', 'r.uuid') } },
  defaultSort: [{ column: nameColumn, direction: 'asc' }],
  present: (row) => row,
  beforeDelete: requireUnused,
}

export const list = handle(anonymizationList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(PROFILE, db, actor, raw, params.account_id)
  return { anonymization_profiles: rows, page }
})

export const get = handle(anonymizationGet, ({ params, actor, services: { db } }) =>
  getObject(PROFILE, db, actor, params.uuid),
)

export const add = handle(anonymizationAdd, async ({ params, actor, services: { db } }) => {
  const { account_id, name, rules } = params
  await requireAccount(db, actor, account_id, PROFILE.edit)
  checkAnonymizationRules(rules)
  const uuid = await db
    .transaction()
    .execute((tx) => addObject(PROFILE, tx, actor, account_id, name, { rules: JSON.stringify(rules) }))
  return { uuid }
})

export const set = handle(anonymizationSet, async ({ params, actor, services: { db } }) => {
  const { uuid, name, rules } = params
  if (rules) checkAnonymizationRules(rules)
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(PROFILE, tx, actor, uuid, PROFILE.edit, true)
    if (rules) await requireUnused(tx, row)
    await setObject(PROFILE, tx, actor, row, {
      name: name || undefined,
      rules: rules && JSON.stringify(rules),
    })
  })
  return {}
})

export const remove = handle(anonymizationDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(PROFILE, db, actor, params.uuid)
  return {}
})

export const test = handle(anonymizationTest, async ({ params, actor, services: { db } }) => {
  const { account_id, rules, sample } = params
  const { uuid: phi_namespace } = await requireAccount(db, actor, account_id, PROFILE.edit)
  checkAnonymizationRules(rules)
  const values = Object.entries(sample)
    .filter(([field]) => ANONYMIZE_FIELDS.includes(field))
    .map(([field, value]): [string, string] => [field, String(value ?? '')])
  const tx = await db.startTransaction().execute()
  try {
    return { result: await triedRules(tx, actor, { phi_namespace, account_id }, rules, new Map(values)) }
  } finally {
    await tx.rollback().execute()
  }
})
