import { type Kysely, sql } from 'kysely'
import { accountAccess } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { findMessage } from '../access/message.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import { findStudy } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** The object classes of `/tag/*`, and how an object of each is reached. A class without objects yet finds none. */
export const TAG_OBJECTS = [
  'Study',
  'User_account',
  'Group',
  'Location',
  'Account',
  'Patient',
  'Case',
  'Order',
  'Message',
  'Query',
] as const
export type TagObject = (typeof TAG_OBJECTS)[number]

export const isTagObject = (text: string): text is TagObject => TAG_OBJECTS.some((object) => object === text)

const TABLES: Partial<Record<TagObject, string>> = {
  User_account: 'user_account',
  Group: 'group',
  Location: 'location',
  Account: 'account',
  Patient: 'patient',
  Order: 'order',
}

export interface Taggable {
  account_id: string | null
  phi_namespace: string | null
  access: NamespaceAccess
}

/** The object, if its account or namespace is the actor's. NOT_FOUND otherwise. */
export async function findTaggable(
  db: Kysely<Database>,
  actor: Actor,
  object: TagObject,
  uuid: string,
): Promise<Taggable> {
  if (object === 'Study') {
    const { study, access } = await findStudy(db, actor, { uuid })
    return { account_id: study.account_id, phi_namespace: study.phi_namespace, access }
  }
  if (object === 'Message') {
    const { message, access } = await findMessage(db, actor, uuid)
    if (!access) throw new Refusal('NOT_FOUND')
    return { account_id: message.account_id, phi_namespace: message.namespace_id, access }
  }
  const table = TABLES[object]
  if (!table) throw new Refusal('NOT_FOUND')
  const account = object === 'Account' ? sql`uuid` : sql`account_id`
  const live = object === 'User_account' ? sql`true` : sql`deleted is null`
  const { rows } = await sql<{ account_id: string }>`
    select ${account} as account_id from ${sql.table(table)} where uuid = ${uuid} and ${live}`.execute(db)
  const account_id = rows[0]?.account_id
  const access = account_id ? await accountAccess(db, actor, account_id) : undefined
  if (!account_id || !access) throw new Refusal('NOT_FOUND')
  return { account_id, phi_namespace: null, access }
}

/** May the actor change this object's tags? Studies by `study_tag`, the rest by the right to edit the object. */
export function mayTag(actor: Actor, object: TagObject, { access }: Taggable): boolean {
  switch (object) {
    case 'Group':
      return mayIn(actor, access, 'group_edit')
    case 'Location':
      return mayIn(actor, access, 'location_edit')
    case 'Account':
      return mayIn(actor, access, 'account_edit')
    case 'Order':
      return mayIn(actor, access, 'order_edit')
    case 'Patient':
      return mayIn(actor, access, 'patient_edit')
    case 'Message':
      return mayIn(actor, access, 'message_view')
    case 'User_account':
      return mayIn(actor, access, 'account_user_edit')
    default:
      return mayIn(actor, access, 'study_tag')
  }
}
