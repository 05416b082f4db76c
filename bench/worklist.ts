import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/**
 * The worklist over many studies in one account: every filter and sort that the page offers, the first page and a deep
 * one, as p50 and p95 in milliseconds from request to the end of the answer on loopback.
 */

const MAIN = fileURLToPath(new URL('../src/server/main.ts', import.meta.url))
const PASSWORD = 'correct-horse-42'

export interface WorklistCase {
  name: string
  params: Record<string, string>
}

const SORTS = [
  'created-desc',
  'created-asc',
  'updated-desc',
  'study_date-desc',
  'study_date-asc',
  'patient_name-asc',
  'patient_name-desc',
  'patientid-asc',
  'accession_number-asc',
  'modality-asc',
  'modality-desc',
  'study_status-asc',
  'study_description-asc',
  'patient_birth_date-asc',
  'patient_sex-asc',
  'referring_physician-asc',
  'image_count-desc',
  'size-desc',
]

const FILTERS: Record<string, Record<string, string>> = {
  none: {},
  'patient name contains': { 'filter.patient_name.like': '%thistle%4711%' },
  'patient name is': { 'filter.patient_name.equals': 'Family4711^Given1' },
  'ID is': { 'filter.patientid.equals': 'P0004711' },
  'ID starts': { 'filter.patientid.like': 'P00047%' },
  'accession is': { 'filter.accession_number.equals': 'A0004711' },
  'modality common': { 'filter.modality.equals': 'CT' },
  'modality rare': { 'filter.modality.in': '["NM"]' },
  'status common': { 'filter.study_status.in': '["Unread"]' },
  'status rare': { 'filter.study_status.equals': 'Draft' },
  'modality and status': { 'filter.modality.equals': 'MR', 'filter.study_status.equals': 'Preliminary' },
  'study date today': { 'filter.study_date.ge': '20261120' },
  'study date range': { 'filter.study_date.ge': '20260301', 'filter.study_date.le': '20260331' },
  'received range': { 'filter.created.ge': '2026-03-01', 'filter.created.lt': '2026-03-08' },
  'description contains': { 'filter.study_description.like': '%liver%' },
  'referrer contains': { 'filter.referring_physician.like': '%referrer77%' },
  sex: { 'filter.patient_sex.equals': 'O' },
  born: { 'filter.patient_birth_date.equals': '19500101' },
  'many images': { 'filter.image_count.gt': '1990' },
  receiving: { 'filter.phantom.equals': '1' },
  tag: { 'filter.tags.in': '["Oncology"]' },
  star: { 'filter.star.equals': '1' },
  'smart, one word': { 'filter.SMART_SEARCH.equals': 'family4711' },
  'smart, two words': { 'filter.SMART_SEARCH.equals': 'family47 liver' },
  'smart, nothing': { 'filter.SMART_SEARCH.equals': 'zzzzqqq' },
  'smart, two letters': { 'filter.SMART_SEARCH.equals': 'fa' },
}

const cases: WorklistCase[] = [
  ...Object.entries(FILTERS).map(([name, params]) => ({ name: `filter: ${name}`, params })),
  ...Object.entries(FILTERS)
    .filter(([name]) => name !== 'none')
    .map(([name, params]) => ({
      name: `filter: ${name}, by study date`,
      params: { ...params, sort_by: 'study_date-desc' },
    })),
  ...SORTS.map((sort_by) => ({ name: `sort: ${sort_by}`, params: { sort_by } })),
  { name: 'deep page 50', params: { 'page.number': '50' } },
  { name: 'deep page 500', params: { 'page.number': '500' } },
  { name: 'deep page 500, by name', params: { 'page.number': '500', sort_by: 'patient_name-asc' } },
]

const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Makes `rows` studies with plausible spreads. The secondary indexes are made afterwards, which is quicker. */
export async function generate(client: pg.Client, rows: number): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; def: string }>(
    `select indexname as name, indexdef as def from pg_indexes where tablename = 'study' and indexname not in ('study_pkey', 'study_triplet')`,
  )
  for (const { name } of indexes) await client.query(`drop index "${name}"`)
  await client.query(
    `insert into study (account_id, phi_namespace, storage_namespace, study_uid, patient_name, patientid, patient_sex,
       patient_birth_date, study_date, study_time, modality, study_description, accession_number, referring_physician,
       study_status, image_count, size, compressed_size, phantom, created, updated)
     select n.account_id, n.uuid, n.uuid, '2.25.' || i,
       case when i % 13 = 0 then 'Thistledown' else 'Family' end || (i % 50000) || '^Given' || (i % 7), 'P' || lpad((i / 3)::text, 7, '0'),
       (array['F','M','O'])[1 + (i % 50) / 25 + (i % 997 = 0)::int], to_char(date '1930-01-01' + (i % 30000)::int, 'YYYYMMDD'),
       to_char(date '2026-11-23' - (i % 2000)::int, 'YYYYMMDD'), '101500',
       (array['CT','CT','CT','MR','MR','CR','CR','DX','US','XA'])[1 + i % 10 - 0] ,
       (array['CT Chest','CT Abdomen','MR Head','MR Liver w/ contrast','CR Chest 2 views','US Abdomen'])[1 + i % 6],
       'A' || lpad(i::text, 7, '0'), 'Referrer' || (i % 300) || '^X',
       (array['Unread','Unread','Reading','Preliminary','Final','Final','Final','Final'])[1 + i % 8],
       1 + i % 2000, 1000000 + (i::bigint * 7919) % 900000000, 0, i % 5000 = 0,
       timestamptz '2026-11-23' - i * interval '20 seconds', timestamptz '2026-11-23' - i * interval '19 seconds'
     from (select uuid, account_id from namespace where type = 'account_id' limit 1) n, generate_series(1, $1::int) i`,
    [rows],
  )
  await client.query(`update study set modality = 'NM' where study_uid like '2.25.%77777'`)
  await client.query(`update study set study_status = 'Draft' where study_uid like '2.25.%3333'`)
  await client.query(
    `insert into tag (object, object_id, account_id, tag)
     select 'Study', uuid, account_id, case when image_count = 7 then 'Oncology' else 'Teaching' end from study where image_count in (7, 8)`,
  )
  for (const { def } of indexes) await client.query(def)
  await client.query('vacuum analyze study')
  await client.query('vacuum analyze tag')
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0

export interface Measured {
  name: string
  p50: number
  p95: number
  rows: number
}

async function measure(
  base: string,
  sid: string,
  { name, params }: WorklistCase,
  runs: number,
): Promise<Measured> {
  const times: number[] = []
  let rows = 0
  for (let run = 0; run < runs + 3; run++) {
    const started = performance.now()
    const answer = await fetch(`${base}/api/v3/study/list`, {
      method: 'POST',
      body: new URLSearchParams({ sid, permissions_diff: '1', ...params }),
    })
    const text = await answer.text()
    const took = performance.now() - started
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text.slice(0, 200)}`)
    // The first ones warm the caches of both sides.
    if (run >= 3) times.push(took)
    rows = JSON.parse(text).studies.length
  }
  const sorted = times.toSorted((a, b) => a - b)
  return { name, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), rows }
}

/** Starts a server on a scratch folder, fills it and measures every case. */
export async function worklistBench(rows: number, runs = 20): Promise<Measured[]> {
  const data = await mkdtemp(join(tmpdir(), 'collimate-bench-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const server = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      PORT: String(port),
      COLLIMATE_DATA: data,
      COLLIMATE_DEMO: '0',
      COLLIMATE_ADMIN_PASSWORD: PASSWORD,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    for (let attempt = 0; attempt < 300; attempt++) {
      if ((await fetch(`${base}/readyz`).catch(() => undefined))?.ok) break
      await new Promise((done) => setTimeout(done, 100))
    }
    const client = new pg.Client({ connectionString: await embeddedUrl(data) })
    await client.connect()
    await generate(client, rows)
    await client.end()
    const login = await fetch(`${base}/api/v3/session/login`, {
      method: 'POST',
      body: new URLSearchParams({ login: 'admin@localhost', password: PASSWORD }),
    })
    const { sid } = await login.json()
    const measured: Measured[] = []
    for (const one of cases) measured.push(await measure(base, sid, one, runs))
    return measured
  } finally {
    server.kill('SIGTERM')
    await new Promise((done) => server.once('exit', done))
    await rm(data, { recursive: true, force: true })
  }
}

async function embeddedUrl(data: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const port = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3]
  const password = (await readFile(join(data, 'postgres-password'), 'utf8')).trim()
  return `postgres://collimate:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
}
