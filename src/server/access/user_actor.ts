import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { type Actor, nobody } from './actor.ts'

/** A user as actor, for what happens in their name while they are not there: jobs, links, changes that waited. */
export async function actorOfUser(db: Kysely<Database>, user_id: string): Promise<Actor | undefined> {
  const user = await db
    .selectFrom('user')
    .select(['name', 'email', 'namespace_id', 'sysadmin', 'support', 'time_zone'])
    .where('uuid', '=', user_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return user && { ...nobody(null), kind: 'user', user_id, ...user }
}
