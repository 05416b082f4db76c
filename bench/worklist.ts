import pg from 'pg'
import { type Figures, load } from './load.ts'
import type { OurServer } from './servers.ts'

/** The worklist over very many studies of one account. */

export interface WorklistResult {
  name: string
  /** By number of studies. */
  results: Record<number, Figures>
}

const COLUMNS = [
  'created',
  'updated',
  'study_date',
  'patient_name',
  'patientid',
  'accession_number',
  'modality',
  'study_status',
  'study_description',
  'patient_birth_date',
  'patient_sex',
  'referring_physician',
  'image_count',
  'size',
  'tags',
  'star',
] // prettier-ignore

/** Studies `from` up to and without `to`, made by the database itself. */
async function generate(
  client: pg.Client,
  namespace: string,
  account: string,
  from: number,
  to: number,
): Promise<void> {
  await client.query(
    `insert into study (account_id, phi_namespace, storage_namespace, study_uid, patient_name, patientid, patient_sex,
       patient_birth_date, study_description, accession_number, study_date, study_time, modality, referring_physician,
       study_status, image_count, size, created, updated)
     select $1, $2, $2, '1.2.826.0.1.3680043.10.2.' || n,
       (array['Ishikawa','Moreau','Okafor','Lindqvist','Fernandes','Kowalski','Haddad','Nguyen'])[1 + n % 8] || n % 9973
         || '^' || (array['Ana','Bo','Chi','Dara','Eli','Fay','Gus'])[1 + n % 7],
       'W' || lpad((n * 7919 % 10000000)::text, 8, '0'), (array['F','M','O'])[1 + n % 3],
       to_char(date '1930-01-01' + (n * 31 % 33000)::integer, 'YYYYMMDD'),
       (array['CT chest','MR brain','US abdomen','Chest PA','Coronary angiogram','Knee'])[1 + n % 6] || ' ' || n % 97,
       'ACC' || n, to_char(date '2010-01-01' + (n * 13 % 5800)::integer, 'YYYYMMDD'), '101500',
       (array['CT','MR','US','CR','XA','MG','PT'])[1 + n % 7], 'Referrer' || n % 499 || '^Dr',
       (array['Unread','Reading','Draft','Preliminary','Final','Addendum'])[1 + n % 6], 1 + n % 900, 500000::bigint * (1 + n % 900),
       now() - make_interval(secs => n * 60 % 300000000), now() - make_interval(secs => n * 60 % 200000000)
     from generate_series($3::bigint, $4::bigint - 1) n`,
    [account, namespace, from, to],
  )
  await client.query(
    `insert into tag (object, object_id, account_id, tag)
     select 'Study', uuid, $1, (array['teaching','follow-up','conference'])[1 + n % 3]
     from (select uuid, substring(study_uid from '[0-9]+$')::bigint as n from study where phi_namespace = $2) s
     where n % 100 = 0 and n >= $3 and n < $4`,
    [account, namespace, from, to],
  )
  await client.query(
    `insert into study_star (user_id, study_id, account_id)
     select u.uuid, s.uuid, $1 from study s, (select uuid from "user" order by created limit 1) u
     where s.study_uid in (select '1.2.826.0.1.3680043.10.2.' || n from generate_series($3::bigint, $4::bigint - 1, 2500) n)
       and s.phi_namespace = $2`,
    [account, namespace, from, to],
  )
}

/** Fills the first account with generated studies, from the `from`-th up to `to` of them. */
export async function fillWorklist(client: pg.Client, from: number, to: number): Promise<void> {
  const { rows } = await client.query<{ uuid: string; namespace_id: string }>(
    'select uuid, namespace_id from account order by created limit 1',
  )
  const [account] = rows
  if (!account) throw new Error('there is no account')
  for (let next = from; next < to; next += 50_000) {
    await generate(client, account.namespace_id, account.uuid, next, Math.min(to, next + 50_000))
  }
  await client.query('vacuum analyze study')
}

const FILTERS: [string, Record<string, string>][] = [
  ['no filter', {}],
  ['patient name contains', { 'filter.patient_name.like': '%moreau12%' }],
  ['patient ID', { 'filter.patientid.equals': 'W00007919' }],
  ['patient ID begins', { 'filter.patientid.like': 'W0012%' }],
  ['accession number', { 'filter.accession_number.equals': 'ACC4711' }],
  ['modality', { 'filter.modality.equals': 'MG' }],
  ['modality and status', { 'filter.modality.equals': 'CT', 'filter.study_status.equals': 'Unread' }],
  ['study date range', { 'filter.study_date.ge': '20240101', 'filter.study_date.le': '20240107' }],
  ['description contains', { 'filter.study_description.like': '%brain 4%' }],
  ['status', { 'filter.study_status.equals': 'Preliminary' }],
]

function pages(): [string, Record<string, string>][] {
  const first = FILTERS.map(([name, filter]): [string, Record<string, string>] => [
    name,
    { ...filter, sort_by: 'study_date-desc' },
  ])
  const sorted = COLUMNS.flatMap((column) =>
    ['asc', 'desc'].map((order): [string, Record<string, string>] => [
      `sort ${column} ${order}`,
      { sort_by: `${column}-${order}` },
    ]),
  )
  const deep: [string, Record<string, string>][] = [
    ['page 400 by study date', { sort_by: 'study_date-desc', 'page.number': '400' }],
    ['page 400 by name', { sort_by: 'patient_name-asc', 'page.number': '400' }],
  ]
  return [...first, ...sorted, ...deep]
}

/** Times `/study/list` at each size, growing the account from one to the next. */
export async function measureWorklist(
  server: OurServer,
  sizes: readonly number[],
  requests: number,
): Promise<WorklistResult[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  const results = new Map<string, WorklistResult>()
  let there = 0
  for (const size of sizes) {
    await fillWorklist(client, there, size)
    there = size
    for (const [name, parameters] of pages()) {
      const body = Buffer.from(new URLSearchParams({ 'page.rows': '50', ...parameters }).toString())
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const ask = (n: number) =>
        n < requests ? { method: 'POST' as const, path: '/study/list', headers, body } : undefined
      await load(server.api, (n) => (n < 5 ? ask(n) : undefined), 1, 60)
      const one = results.get(name) ?? { name, results: {} }
      one.results[size] = await load(server.api, ask, 1, 60)
      results.set(name, one)
    }
  }
  await client.end()
  return [...results.values()]
}
