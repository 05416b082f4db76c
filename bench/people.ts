import type pg from 'pg'
import { PERMISSIONS } from '#contract/permission.ts'
import { createSession } from '#server/access/session.ts'
import { connect } from '#server/db/connection.ts'
import { type Figures, load } from './load.ts'
import type { OurServer } from './servers.ts'

/** One account with very many people: every list of people and places, and every question about rights. */

export interface PeopleResult {
  name: string
  /** Who asked. */
  who: string
  figures: Figures
}

export interface Crowd {
  users: number
  groups: number
  roles: number
}

interface Ids {
  account: string
  namespace: string
  group: string
  group_namespace: string
  role: string
  study: string
  user: string
}

/** Groups that a member belongs to. */
const MEMBERSHIPS = 10

/** Fills the first account. Everything is made inside the database, in seconds. */
async function fill(pool: pg.Pool, { users, groups, roles }: Crowd): Promise<Ids> {
  const { rows } = await pool.query<{ account: string; namespace: string; role: string }>(
    'select uuid as account, namespace_id as namespace, role_id as role from account order by created limit 1',
  )
  const [first] = rows
  if (!first) throw new Error('there is no account')
  const { account } = first
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `insert into role (account_id, name, type, permissions)
       select $1, 'Role ' || lpad(n::text, 3, '0'), 'user', (
         select jsonb_object_agg(flag, case when flag = 'study_view' or hashtext(flag || n) % 3 = 0 then 1 else 0 end)
         from unnest($3::text[]) flag)
       from generate_series(1, $2::int) n`,
      [account, roles, PERMISSIONS],
    )
    await client.query(
      `create temporary table people on commit drop as
       select n, gen_random_uuid() as uuid, gen_random_uuid() as namespace_id from generate_series(1, $1::int) n`,
      [users],
    )
    await client.query(
      `create temporary table places on commit drop as
       select n, gen_random_uuid() as uuid, gen_random_uuid() as namespace_id from generate_series(1, $1::int) n`,
      [groups],
    )
    await client.query(
      `create temporary table given on commit drop as
       select uuid, row_number() over (order by name) as n from role where account_id = $1 and name like 'Role %'`,
      [account],
    )
    await client.query(
      `insert into namespace (uuid, type, type_uuid, name) select namespace_id, 'user_id', uuid, 'PHR' from people`,
    )
    await client.query(
      `insert into "user" (uuid, email, first, last, namespace_id, last_login)
       select uuid, 'person' || n || '@example.org', (array['Ana','Bo','Chi','Dara','Eli','Fay','Gus'])[1 + n % 7],
         (array['Ishikawa','Moreau','Okafor','Lindqvist','Fernandes','Kowalski','Haddad','Nguyen'])[1 + n % 8] || ' ' || n,
         namespace_id, now() - make_interval(mins => n * 17 % 500000) from people`,
    )
    await client.query(
      `insert into user_account (user_id, account_id, role_id)
       select p.uuid, $1, g.uuid from people p join given g on g.n = 1 + p.n % $2`,
      [account, roles],
    )
    await client.query(
      `insert into namespace (uuid, account_id, type, type_uuid, name)
       select namespace_id, $1, 'group_id', uuid, 'Group ' || lpad(n::text, 4, '0') from places`,
      [account],
    )
    await client.query(
      `insert into "group" (uuid, account_id, name, namespace_id, role_id)
       select p.uuid, $1, 'Group ' || lpad(p.n::text, 4, '0'), p.namespace_id, g.uuid
       from places p join given g on g.n = 1 + p.n % $2`,
      [account, roles],
    )
    await client.query(
      `insert into user_group (account_id, group_id, user_id, role_id)
       select $4, g.uuid, p.uuid, case when p.n % 3 = 0 then r.uuid end
       from people p cross join generate_series(0, $1::int - 1) m
       join places g on g.n = 1 + (p.n * 31 + m * 97) % $2 join given r on r.n = 1 + (p.n + m) % $3
       on conflict do nothing`,
      [MEMBERSHIPS, groups, roles, account],
    )
    await client.query(
      `insert into study (account_id, phi_namespace, storage_namespace, study_uid, patient_name, patientid, study_date, modality,
         image_count, phantom)
       select $1, p.namespace_id, p.namespace_id, '1.2.826.0.1.3680043.10.3.' || p.n || '.' || m, 'Doe^' || p.n, 'P' || p.n,
         '20240101', (array['CT','MR','US'])[1 + m % 3], 100, false
       from places p cross join generate_series(1, 20) m`,
      [account],
    )
    await client.query('commit')
  } finally {
    client.release()
  }
  await pool.query('vacuum analyze')
  const one = async (text: string, values: unknown[] = [account]): Promise<Record<string, string>> =>
    (await pool.query(text, values)).rows[0] ?? {}
  const group = await one(
    'select uuid, namespace_id from "group" where account_id = $1 order by name limit 1',
  )
  const study = await one('select uuid from study where phi_namespace = $1 order by uuid limit 1', [
    group.namespace_id,
  ])
  const member = await one('select user_id from user_group where group_id = $1 order by user_id limit 1', [
    group.uuid,
  ])
  return {
    ...first,
    group: group.uuid ?? '',
    group_namespace: group.namespace_id ?? '',
    study: study.uuid ?? '',
    user: member.user_id ?? '',
  }
}

type Call = [name: string, path: string, params: Record<string, string>]

/** Lists of people and places, and what asks who may do what. */
function calls(ids: Ids): Call[] {
  const account_id = ids.account
  const page = { 'page.rows': '50' }
  return [
    ['users, a page', '/account/user/list', { uuid: account_id, ...page }],
    [
      'users, by a word',
      '/account/user/list',
      { uuid: account_id, ...page, 'filter.user_name.like': '%moreau 12%' },
    ],
    [
      'users, by last sign-in',
      '/account/user/list',
      { uuid: account_id, ...page, sort_by: 'last_login-desc' },
    ],
    ['users, page 150', '/account/user/list', { uuid: account_id, ...page, 'page.number': '150' }],
    ['a user', '/account/user/get', { uuid: account_id, user_id: ids.user }],
    ['groups, a page', '/group/list', { account_id, ...page }],
    ['groups, all 1000', '/group/list', { account_id, 'page.rows': '1000' }],
    ['a group', '/group/get', { uuid: ids.group }],
    ['members of a group', '/group/user/list', { uuid: ids.group, ...page }],
    ['roles, a page', '/role/list', { account_id, ...page }],
    ['roles, all 200', '/role/list', { account_id, 'page.rows': '200' }],
    ['a role', '/role/get', { uuid: ids.role }],
    ['access filters', '/role/filter/list', { account_id }],
    ['own namespaces', '/user/namespace/list', {}],
    ['own accounts, with rights', '/account/list', { permissions: '1' }],
    ['own rights in the account', '/session/permissions', { account_id }],
    ['own rights in a group', '/namespace/permissions', { namespace_id: ids.group_namespace }],
    ['who could be shared with: users', '/study/share/who', { uuid: ids.study, type: 'user' }],
    ['who could be shared with: groups', '/study/share/who', { uuid: ids.study, type: 'group' }],
    ['studies, a page', '/study/list', { ...page }],
    ['studies, count', '/study/count', { nocache: '1' }],
    ['a study', '/study/get', { uuid: ids.study }],
    ['rights on a study', '/study/permissions', { uuid: ids.study }],
    ['why a user sees a study', '/study/access/explain', { uuid: ids.study, user_id: ids.user }],
    ['activities', '/activity/list', { account_id }],
    ['messages', '/message/list', {}],
    ['links', '/link/list', { account_id }],
    ['audit', '/audit/account', { account_id, ...page }],
    ['overridden settings', '/account/settings/overrides', { account_id }],
    ['saved views', '/filter/list', { account_id, type: 'study' }],
    ['custom fields', '/customfield/list', { account_id }],
  ]
}

/** Times every list and check as an administrator of everything, and as a member of ten groups. */
export async function measurePeople(
  server: OurServer,
  crowd: Crowd,
  requests: number,
): Promise<PeopleResult[]> {
  const { db, pool, close } = connect(server.databaseUrl, 2)
  const results: PeopleResult[] = []
  try {
    const ids = await fill(pool, crowd)
    const admin = await pool.query<{ uuid: string }>(
      `update user_account set global = true, role_id = (select uuid from role where account_id = $1 and type = 'admin' limit 1)
       where account_id = $1 and user_id = (select uuid from "user" where email = 'person1@example.org') returning user_id as uuid`,
      [ids.account],
    )
    const everything = { link_view: 1, study_share: 1, study_share_user: 1, study_share_group: 1 }
    await pool.query(`update role set permissions = permissions || $2 where account_id = $1`, [
      ids.account,
      JSON.stringify(everything),
    ])
    const people = [
      ['admin', admin.rows[0]?.uuid ?? ''],
      ['member', ids.user],
    ] as const
    for (const [who, user_id] of people) {
      const sid = await createSession(db, { user_id, minutes: 600, client_address: null })
      const target = { ...server.api, headers: { 'x-ambrahealth-sid': sid } }
      for (const [name, path, params] of calls(ids)) {
        const body = Buffer.from(new URLSearchParams(params).toString())
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const ask = (n: number) =>
          n < requests ? { method: 'POST' as const, path, headers, body } : undefined
        const tried = await load(target, (n) => (n < 3 ? ask(n) : undefined), 1, 60)
        // What a member may not ask is refused, which is a check as well and not a list.
        if (tried.failures > 0 && who === 'member') continue
        results.push({ name, who, figures: await load(target, ask, 1, 120) })
      }
    }
  } finally {
    await close()
  }
  return results
}
