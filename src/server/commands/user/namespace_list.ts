import { type Kysely, sql } from 'kysely'
import { userNamespaceList } from '#contract/user.ts'
import { asFlag } from '#contract/value.ts'
import { type NamespaceAccess, namespacesOf } from '../../access/namespaces.ts'
import { permissionHash } from '../../access/permission.ts'
import { handle } from '../../command.ts'
import { type ColumnMap, column } from '../../db/list/column.ts'
import { filtersToSql } from '../../db/list/filter.ts'
import type { Database } from '../../db/tables.ts'
import { sharedJson } from '../../shared_json.ts'

const map: ColumnMap = {
  columns: {
    uuid: column('uuid', 'n.uuid'),
    name: column('citext', 'n.name'),
    type: column('text', 'n.type'),
    type_uuid: column('uuid', 'n.type_uuid'),
    account_id: column('uuid', 'n.account_id'),
    share_code: column('citext', 'n.share_code::text'),
  },
}

interface Row {
  uuid: string
  settings: Record<string, unknown>
  share_code: string | null
  search_threshold: number | null
  must_approve: boolean
  must_approve_upload: boolean
  must_approve_harvest: boolean
  must_approve_move: boolean
  must_approve_copy: boolean
  events: Record<string, unknown>
}

/** The namespaces' own data. */
async function details(
  db: Kysely<Database>,
  user_id: string,
  uuids: string[],
  filters: ReturnType<typeof sql<boolean>>[],
) {
  const { rows } = await sql<Row>`
    select n.uuid, n.settings, n.share_code::text, n.search_threshold, n.must_approve, n.must_approve_upload,
      n.must_approve_harvest, n.must_approve_move, n.must_approve_copy,
      coalesce(ua.events, ug.events, ul.events, u.events, '{}') as events
    from namespace n
    left join user_account ua on n.type = 'account_id' and ua.account_id = n.type_uuid and ua.user_id = ${user_id}
    left join user_group ug on n.type = 'group_id' and ug.group_id = n.type_uuid and ug.user_id = ${user_id}
    left join user_location ul on n.type = 'location_id' and ul.location_id = n.type_uuid and ul.user_id = ${user_id}
    left join "user" u on n.type = 'user_id' and u.uuid = ${user_id}
    where ${sql.join([sql`n.uuid = any(${uuids}::uuid[])`, ...filters], sql` and `)}`.execute(db)
  return new Map(rows.map((row) => [row.uuid, row]))
}

interface Counts {
  uuid: string
  study_count: number
  thin_study_count: number
}

/**
 * How many studies are in the namespaces that have any. All of them are counted along an index, without their rows, and
 * the few that wait for approval or have not arrived are taken away.
 */
async function counts(db: Kysely<Database>, uuids: string[]) {
  const { rows } = await sql<Counts>`
    select a.phi_namespace as uuid, (a.every - coalesce(f.aside, 0))::int as study_count,
      coalesce(f.thin, 0)::int as thin_study_count
    from (
      select phi_namespace, count(*) as every from study
      where phi_namespace = any(${uuids}::uuid[]) and deleted is null group by phi_namespace
    ) a left join (
      select phi_namespace, count(*) filter (where must_approve or phantom) as aside, count(*) filter (where thin) as thin
      from study where phi_namespace = any(${uuids}::uuid[]) and deleted is null and (must_approve or phantom or thin)
      group by phi_namespace
    ) f on f.phi_namespace = a.phi_namespace`.execute(db)
  return new Map(rows.map((row) => [row.uuid, row]))
}

export default handle(userNamespaceList, async ({ params, raw, keep, actor, services: { db } }) => {
  if (params.name_and_id_only === 1) keep('namespace', ['uuid', 'name'])
  const { account_id } = params
  const wanted = (access: NamespaceAccess) =>
    !account_id || access.account_id === account_id || (params.plus_phr === 1 && access.type === 'user_id')
  const held = (await namespacesOf(db, actor)).filter(wanted)
  const filters = await filtersToSql(db, actor, raw, map)
  const uuids = held.map((access) => access.uuid)
  const [rows, counted] = await Promise.all([details(db, actor.user_id, uuids, filters), counts(db, uuids)])
  const namespaces = held.flatMap((access) => {
    const row = rows.get(access.uuid)
    if (!row) return []
    const count = counted.get(access.uuid)
    return [
      {
        uuid: access.uuid,
        name: access.name,
        type: access.type,
        type_uuid: access.type_uuid,
        account_id: access.account_id,
        permissions: sharedJson(permissionHash(access.permissions, access.role_type, access.role_id)),
        role_id: access.role_id,
        role_name: access.role_name,
        settings: row.settings,
        destinations: [],
        events: row.events,
        share_code: row.share_code,
        study_count: count?.study_count ?? 0,
        thin_study_count: count?.thin_study_count ?? 0,
        search_threshold: row.search_threshold,
        must_approve: asFlag(row.must_approve),
        must_approve_upload: asFlag(row.must_approve_upload),
        must_approve_harvest: asFlag(row.must_approve_harvest),
        must_approve_move: asFlag(row.must_approve_move),
        must_approve_copy: asFlag(row.must_approve_copy),
      },
    ]
  })
  return { namespaces }
})
