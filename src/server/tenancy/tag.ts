import { type RawBuilder, sql } from 'kysely'

/** The tags of an object as an array, for a select whose alias is given. Empty when it has none. */
export const presentTags = (object: string, alias: string): RawBuilder<string[]> =>
  sql`coalesce((select array_agg(t.tag::text order by t.tag) from tag t
    where t.object = ${sql.lit(object)} and t.object_id = ${sql.ref(`${alias}.uuid`)}), '{}')`
