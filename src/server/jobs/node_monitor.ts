import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { job } from './queue.ts'

interface Watched {
  uuid: string
  name: string
  account_id: string
  monitor_email: string
  told: Record<string, unknown>
  monitor_node_ping: boolean
  monitor_study_create: boolean
  monitor_node_last_send: boolean
}

/** Minutes since then are more than the threshold, counted from when the node was made while there was none. */
const silent = <Monitor extends keyof typeof WORDINGS>(since: string, monitor: Monitor) =>
  sql<boolean>`(${sql.ref(monitor)} and coalesce(${sql.ref(since)}, created)
    < now() - make_interval(mins => ${sql.ref(`${monitor}_threshold`)}))`.as(monitor)

const WORDINGS = {
  monitor_node_ping: 'nodeSilent',
  monitor_study_create: 'nodeNoStudies',
  monitor_node_last_send: 'nodeNoStudies',
} as const

/** Tells once of each failure of a gateway, and again only after it was over. Runs every minute. */
export const nodeMonitor = job('node_monitor', z.object({}), async ({ db }) => {
  const nodes = await db
    .selectFrom('node')
    .select(['uuid', 'name', 'account_id', 'told'])
    .select(sql<string>`monitor_email`.as('monitor_email'))
    .select([
      silent('pinged', 'monitor_node_ping'),
      silent('last_study', 'monitor_study_create'),
      silent('last_study', 'monitor_node_last_send'),
    ])
    .where('deleted', 'is', null)
    .where('monitor_email', 'is not', null)
    .where(({ or, eb }) =>
      or([
        eb('monitor_node_ping', '=', true),
        eb('monitor_study_create', '=', true),
        eb('monitor_node_last_send', '=', true),
      ]),
    )
    .execute()
  for (const node of nodes) await db.transaction().execute((tx) => watch(tx, node))
})

async function watch(tx: Kysely<Database>, node: Watched): Promise<void> {
  const failing = (['monitor_node_ping', 'monitor_study_create', 'monitor_node_last_send'] as const).filter(
    (monitor) => node[monitor],
  )
  const told = Object.fromEntries(failing.map((monitor) => [monitor, true]))
  if (JSON.stringify(told) === JSON.stringify(node.told)) return
  const { rows } = await sql`update node set told = ${JSON.stringify(told)}::jsonb
    where uuid = ${node.uuid} and told = ${JSON.stringify(node.told)}::jsonb returning uuid`.execute(tx)
  // Another worker was here first.
  if (rows.length === 0) return
  const news = new Set(failing.filter((monitor) => !node.told[monitor]).map((monitor) => WORDINGS[monitor]))
  for (const wording of news)
    await sendMail(tx, {
      to: node.monitor_email.split(/[\s,;]+/).filter((address) => address !== ''),
      wording,
      values: { node: node.name },
      account_id: node.account_id,
    })
}
