import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn } from '../access/namespaces.ts'
import { findOrder } from '../access/order.ts'
import { findStudy } from '../access/study.ts'
import type { Examined } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** A study or an order, where something is said of both alike: assignments, flags, sets that open together. */
export interface Found {
  object: Examined
  uuid: string
  account_id: string
  namespace_id: string
  /** The patient's, for people. */
  name: string | null
}

export interface Needs {
  study: Permission
  order: Permission
}

export interface Named {
  study_id?: string | undefined
  order_id?: string | undefined
}

/** The study or order that a call names, if it is the actor's to do this with. */
export async function findExamined(
  db: Kysely<Database>,
  actor: Actor,
  { study_id, order_id }: Named,
  needs: Needs,
): Promise<Found> {
  if (order_id) {
    const order = await findOrder(db, actor, order_id, needs.order)
    const { uuid, account_id, namespace_id, patient_name: name } = order
    return { object: 'Order', uuid, account_id, namespace_id, name }
  }
  const { study, access } = await findStudy(db, actor, { uuid: study_id }, 'study_view')
  if (!mayIn(actor, access, needs.study)) throw new Refusal('NOT_PERMITTED')
  const { uuid, account_id, phi_namespace: namespace_id, patient_name: name } = study
  // What is nobody's account's has no members to assign it to, and no flags.
  if (!account_id) throw new Refusal('NOT_FOUND')
  return { object: 'Study', uuid, account_id, namespace_id, name }
}

/** Is there an order, or else a study, of this uuid? Its name in a call; without either it is taken for a study's. */
export async function namedBy(db: Kysely<Database>, uuid: string): Promise<Named> {
  const { rows } = await sql`select from "order" where uuid = ${uuid} and deleted is null`.execute(db)
  return rows.length > 0 ? { order_id: uuid } : { study_id: uuid }
}

export const auditOfFound = ({ object, uuid, name, account_id, namespace_id }: Found) => ({
  uuid,
  type: object,
  what: name,
  account_id,
  namespace_id,
})
