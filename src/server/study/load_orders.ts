import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { saveLoaded } from './loaded.ts'

/**
 * Custom fields of studies that take the value of a field of their order, which has the same patient and accession
 * number: `load_order` with `other_customfield_id`, or a mapping rule from a field of orders.
 */

interface Offered {
  study_id: string
  field: string
  value: string
}

/** What orders say for fields in which their studies say nothing; of several orders the newest. */
async function offered(tx: Kysely<Database>, which: RawBuilder<boolean>): Promise<Offered[]> {
  const { rows } = await sql<Offered>`
    select distinct on (s.uuid, t.uuid) s.uuid as study_id, t.uuid as field, o.customfields ->> f.uuid::text as value
    from order_study os
    join "order" o on o.uuid = os.order_id
    join study s on s.uuid = os.study_id
    join customfield t on t.account_id = s.account_id and t.object = 'Study' and t.deleted is null
    join customfield f on f.account_id = s.account_id and f.object = 'Order' and f.deleted is null
    where ${which} and not s.is_frozen and coalesce(s.customfields ->> t.uuid::text, '') = ''
      and coalesce(o.customfields ->> f.uuid::text, '') <> ''
      and (t.load_order and f.uuid = t.other_customfield_id or exists (
        select from customfield_mapping m
        where m.from_customfield_id = f.uuid and m.to_customfield_id = t.uuid and m.deleted is null))
    order by s.uuid, t.uuid, o.created desc, o.uuid desc`.execute(tx)
  return rows
}

async function load(tx: Kysely<Database>, actor: Actor, which: RawBuilder<boolean>): Promise<void> {
  const byStudy = Map.groupBy(await offered(tx, which), ({ study_id }) => study_id)
  for (const [study_id, values] of byStudy) {
    const study = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study_id)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!study) continue
    const fields = await customfieldsOf(tx, study.account_id ? [study.account_id] : [], 'Study')
    // Somebody may have said something while the record was waited for.
    const open = values.filter(({ field }) => !study.customfields[field])
    const found = new Map(open.map(({ field, value }): [string, string[]] => [field, [value]]))
    await saveLoaded(tx, actor, study, fields, found)
  }
}

/** A study that has come, or that is another's since an edit, takes what its orders say. */
export const loadOrdersOf = (tx: Kysely<Database>, actor: Actor, study_id: string): Promise<void> =>
  load(tx, actor, sql`s.uuid = ${study_id}`)

/** An order that has come, or that says something else, tells its studies. */
export const loadOrder = (tx: Kysely<Database>, actor: Actor, order_id: string): Promise<void> =>
  load(tx, actor, sql`os.order_id = ${order_id}`)
