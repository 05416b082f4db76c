import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { type Actor, nobody } from './actor.ts'
import { NOTHING } from './guest.ts'
import { portalReach } from './portal_reach.ts'

/**
 * A user as actor, for what happens in their name while they are not there: jobs, links, changes that waited. A patient
 * stays a guest who reaches their own studies, a gateway has its namespace; another guest reaches nothing once they have gone.
 */
export async function actorOfUser(db: Kysely<Database>, user_id: string): Promise<Actor | undefined> {
  const row = await db
    .selectFrom('user as u')
    .leftJoin('patient as p', (join) => join.onRef('p.user_id', '=', 'u.uuid').on('p.deleted', 'is', null))
    .select([
      'u.name',
      'u.email',
      'u.namespace_id',
      'u.sysadmin',
      'u.support',
      'u.time_zone',
      'u.is_anonymous',
    ])
    .select('p.uuid as patient_id')
    .leftJoin('node as n', (join) => join.onRef('n.user_id', '=', 'u.uuid').on('n.deleted', 'is', null))
    .select(['n.uuid as node_id', 'n.namespace_id as node_namespace', 'n.account_id as node_account'])
    .where('u.uuid', '=', user_id)
    .where('u.deleted', 'is', null)
    .where('u.disabled', '=', false)
    .executeTakeFirst()
  if (!row) return undefined
  const { is_anonymous, patient_id, node_id, node_namespace, node_account, ...user } = row
  const actor: Actor = { ...nobody(null), kind: 'user', user_id, ...user }
  if (!is_anonymous) return actor
  if (node_id && node_namespace && node_account)
    return { ...actor, node: { uuid: node_id, namespace_id: node_namespace, account_id: node_account } }
  if (!patient_id) return { ...actor, guest: { kind: 'link', uuid: user_id, reach: async () => NOTHING } }
  return {
    ...actor,
    guest: { kind: 'portal', uuid: patient_id, reach: (reader) => portalReach(reader, patient_id) },
  }
}
