import { type Kysely, sql } from 'kysely'
import {
  type ActivityRecord,
  activityDelete,
  activityGet,
  activityList,
  activityListCount,
  activity as activityRecord,
} from '#contract/activity.ts'
import { requestCriteria } from '#contract/study/request.ts'
import { requireAccount } from '../../access/account.ts'
import { type ActivityRow, activitiesOf } from '../../access/activity.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn, namespacesOf } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { filtersToSql } from '../../db/list/filter.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import type { Services } from '../../services.ts'
import { presentStudies } from '../../study/present.ts'

const CREATED = column('datetime', 'r.created')
const map = {
  columns: {
    created: CREATED,
    ...columns('text', 'r', ['type']),
    ...columns('citext', 'r', ['created_by']),
    ...columns('uuid', 'r', ['uuid', 'namespace_id']),
  },
}
const PRIORITY = 0

interface InviteRow {
  uuid: string
  account_id: string
  account_name: string
  user_id: string
  user_name: string
  invite_email: string
  role_id: string | null
  role_name: string | null
  locations: { name: string; role_name: string | null }[]
  groups: { name: string; role_name: string | null }[]
}

const placesOf = (kind: 'group' | 'location') => sql`coalesce((
  select jsonb_agg(jsonb_build_object('name', o.name, 'role_name', pr.name) order by o.name)
  from jsonb_each_text(i.${sql.ref(`${kind}s`)}) p(uuid, role)
  join ${sql.table(kind)} o on o.uuid::text = p.uuid and o.account_id = i.account_id
  left join role pr on pr.uuid::text = p.role), '[]')`

async function invitesOf(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, InviteRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<InviteRow>`
    select i.uuid, i.account_id, a.name::text as account_name, i.created_by as user_id, u.name as user_name,
      i.email::text as invite_email, i.role_id, r.name::text as role_name, ${placesOf('location')} as locations,
      ${placesOf('group')} as groups
    from user_invite i join account a on a.uuid = i.account_id join "user" u on u.uuid = i.created_by
    left join role r on r.uuid = i.role_id where i.uuid = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.uuid, row]))
}

interface JoinRow {
  uuid: string
  account_id: string
  account_name: string
  user_id: string
  user_name: string
  user_email: string
  customfields: unknown
}

async function joinsOf(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, JoinRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<JoinRow>`
    select j.uuid, j.account_id, a.name::text as account_name, j.user_id, u.name as user_name,
      u.email::text as user_email, j.customfields
    from join_request j join account a on a.uuid = j.account_id join "user" u on u.uuid = j.user_id
    where j.uuid = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.uuid, row]))
}

interface RequestRow {
  activity_id: string
  study_request_id: string
  status: string
  account_id: string
  account_name: string
  own_account_id: string
  messages: number
}

/** Requests by the activity of one side, with the name of the other. */
async function requestsOf(
  db: Kysely<Database>,
  ids: readonly string[],
  side: 'inbound' | 'outbound',
): Promise<Map<string, RequestRow>> {
  if (ids.length === 0) return new Map()
  const [own, other] =
    side === 'inbound' ? ['account_id', 'requesting_account_id'] : ['requesting_account_id', 'account_id']
  const id = sql.ref(`q.${side}_activity_id`)
  const { rows } = await sql<RequestRow>`
    select ${id} as activity_id, q.uuid as study_request_id, q.status, a.uuid as account_id, a.name::text as account_name,
      ${sql.ref(`q.${own}`)} as own_account_id, q.comments, ${sql.join(CRITERIA.map((name) => sql.ref(`q.${name}`)))},
      (select count(*)::int from message m where m.study_request_id = q.uuid and m.deleted is null) as messages
    from study_request q join account a on a.uuid = ${sql.ref(`q.${other}`)} where ${id} = any(${ids}::uuid[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.activity_id, row]))
}
const CRITERIA = Object.keys(requestCriteria)

/** Activities with what they are about, everything read once for all of them. */
async function present(
  services: Services,
  actor: Actor,
  rows: readonly ActivityRow[],
  extra: boolean,
): Promise<ActivityRecord[]> {
  const { db } = services
  const ids = (type: ActivityRow['type']) => rows.filter((row) => row.type === type).map((row) => row.uuid)
  const requests = new Map([
    ...(await requestsOf(db, ids('STUDY_REQUEST_INBOUND'), 'inbound')),
    ...(await requestsOf(db, ids('STUDY_REQUEST_OUTBOUND'), 'outbound')),
  ])
  const reading = new Set(
    (await namespacesOf(db, actor))
      .filter((access) => access.type === 'account_id' && mayIn(actor, access, 'message_view'))
      .map(({ type_uuid }) => type_uuid),
  )
  const invites = await invitesOf(db, ids('USER_INVITE'))
  const joins = await joinsOf(db, ids('JOIN_REQUEST'))
  const wanted = ids('STUDY_APPROVE')
  const studies =
    wanted.length > 0 ? await db.selectFrom('study').selectAll().where('uuid', 'in', wanted).execute() : []
  const options = { extra, customfield_h: false, permissions_diff: false }
  const shown = await presentStudies(services, actor, studies, options)
  return rows.flatMap(({ uuid, created, created_by, type }): ActivityRecord[] => {
    const common = { uuid, created, created_by, priority: PRIORITY }
    if (type === 'USER_INVITE') {
      const invite = invites.get(uuid)
      return invite ? [{ ...invite, ...common, type }] : []
    }
    if (type === 'JOIN_REQUEST') {
      const join = joins.get(uuid)
      return join ? [activityRecord.parse({ ...join, ...common, type })] : []
    }
    if (type !== 'STUDY_APPROVE') {
      const request = requests.get(uuid)
      if (!request) return []
      const { messages, own_account_id, activity_id: _id, ...about } = request
      const counted = reading.has(own_account_id) ? { message_count: messages } : {}
      return [activityRecord.parse({ ...about, ...common, type, ...counted })]
    }
    const study = shown.find((one) => one.uuid === uuid)
    const row = studies.find((one) => one.uuid === uuid)
    if (!study || !row) return []
    return [
      {
        ...common,
        type,
        study_id: uuid,
        namespace_id: study.phi_namespace,
        namespace_name: study.phi_namespace_name,
        share_message: row.share_message,
        study,
        approval_reason: row.approval_reason ?? (row.shared_from_study ? 'S' : 'U'),
      },
    ]
  })
}

const inAccount = (account_id: string, strict: boolean) =>
  strict ? sql`r.account_id = ${account_id}` : sql`(r.account_id = ${account_id} or r.account_id is null)`

export const list = handle(activityList, async ({ params, raw, actor, services }) => {
  const { db } = services
  await requireAccount(db, actor, params.account_id)
  const { rows, page } = await listRows<ActivityRow>({
    db,
    actor,
    raw,
    map,
    select: sql`r.*`,
    from: await activitiesOf(db, actor),
    where: inAccount(params.account_id, params.strict_account_filter === 1),
    unique: sql`r.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  return { page, activities: await present(services, actor, rows, params.study_extra === 1) }
})

export const count = handle(activityListCount, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id)
  const filters = await filtersToSql(db, actor, raw, map)
  const where = sql.join([inAccount(params.account_id, false), ...filters], sql` and `)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${await activitiesOf(db, actor)} where ${where}`.execute(db)
  return { count: rows[0]?.count ?? 0 }
})

async function findActivity(db: Kysely<Database>, actor: Actor, uuid: string) {
  const { rows } =
    await sql<ActivityRow>`select r.* from ${await activitiesOf(db, actor)} where r.uuid = ${uuid}`.execute(
      db,
    )
  return rows[0]
}

export const get = handle(activityGet, async ({ params, actor, services, refuse }) => {
  const row = await findActivity(services.db, actor, params.uuid)
  const [record] = row ? await present(services, actor, [row], params.study_extra === 1) : []
  if (!record) throw refuse('NOT_FOUND')
  return record
})

/** Puts it away for this person; the study still waits for the others. */
export const remove = handle(activityDelete, async ({ params, actor, services: { db }, refuse }) => {
  const row = await findActivity(db, actor, params.uuid)
  if (!row) throw refuse('NOT_FOUND')
  await db
    .insertInto('activity_dismissed')
    .values({ user_id: actor.user_id, activity_id: row.uuid })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return {}
})
