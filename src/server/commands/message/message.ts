import { type Kysely, sql } from 'kysely'
import {
  type MessageRecord,
  messageAdd,
  messageCount,
  messageDelete,
  messageGet,
  messageList,
} from '#contract/message.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { findMessage, messageScope } from '../../access/message.ts'
import { mayIn } from '../../access/namespaces.ts'
import { mayOneself } from '../../access/own.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { findCorrespondent } from '../../share/correspondent.ts'
import { notifyNamespace } from '../../tenancy/notify.ts'
import { presentTags } from '../../tenancy/tag.ts'

type Row = Omit<MessageRecord, 'is_mine' | 'query_id'> & { tags: string[] }

const CREATED = column('datetime', 'm.created')
const map = {
  columns: {
    created: CREATED,
    ...columns('uuid', 'm', ['uuid', 'user_id', 'namespace_id', 'parent_id', 'study_id', 'study_request_id']),
    ...columns('citext', 'm', ['subject', 'body']),
    user_name: column('citext', 'u.name'),
    namespace_name: column('citext', 'n.name'),
  },
}
const select = sql`m.uuid, m.user_id, u.name as user_name, m.namespace_id, n.name as namespace_name, m.body, m.subject,
  m.created, m.parent_id, m.study_id, m.study_request_id, ${presentTags('Message', 'm')} as tags`
const from = sql`message m join "user" u on u.uuid = m.user_id join namespace n on n.uuid = m.namespace_id`

const present = (actor: Actor, { tags, ...row }: Row): MessageRecord => ({
  ...row,
  is_mine: asFlag(row.user_id === actor.user_id),
  query_id: null,
  ...(tags.length > 0 ? { tags } : {}),
})

export const list = handle(messageList, async ({ raw, actor, services: { db } }) => {
  const { rows, page } = await listRows<Row>({
    db,
    actor,
    raw,
    map,
    select,
    from,
    where: await messageScope(db, actor, 'm'),
    unique: sql`m.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  return { page, messages: rows.map((row) => present(actor, row)) }
})

export const get = handle(messageGet, async ({ params, actor, services: { db }, refuse }) => {
  await findMessage(db, actor, params.uuid)
  const { rows } = await sql<Row>`select ${select} from ${from} where m.uuid = ${params.uuid}`.execute(db)
  const [row] = rows
  if (!row) throw refuse('NOT_FOUND')
  return present(actor, row)
})

export const add = handle(messageAdd, async ({ params, actor, services: { db } }) => {
  const to = await findCorrespondent(db, actor, params)
  if (params.parent_id) await findMessage(db, actor, params.parent_id)
  return db.transaction().execute(async (tx) => {
    const message = await tx
      .insertInto('message')
      .values({
        account_id: to.account_id,
        namespace_id: to.namespace_id,
        study_id: to.study_id,
        study_request_id: to.study_request_id,
        user_id: actor.user_id,
        parent_id: params.parent_id ?? null,
        subject: params.subject || null,
        body: params.body,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid: message.uuid,
      type: 'Message',
      action: 'ADD',
      what: params.subject || null,
      with: to.name,
      account_id: to.account_id,
      namespace_id: to.namespace_id,
    })
    await notifyNamespace(tx, {
      namespace_id: to.namespace_id,
      kind: 'event_message',
      wording: 'message',
      values: { sender: actor.name, place: to.name },
      path: `/inbox?message=${message.uuid}`,
      by: actor.user_id,
    })
    return message
  })
})

export const remove = handle(messageDelete, async ({ params, actor, services: { db }, refuse }) => {
  const { message, mine, access } = await findMessage(db, actor, params.uuid)
  const may = access ? mayIn(actor, access, 'message_edit') : await mayOneself(db, actor, 'message_edit')
  if (!mine || !may) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('message')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', params.uuid)
      .execute()
    await recordAudit(tx, actor, {
      uuid: message.uuid,
      type: 'Message',
      action: 'DELETED',
      what: message.subject,
      account_id: message.account_id,
      namespace_id: message.namespace_id,
    })
  })
  return {}
})

/** Messages of others since the counter was reset, or ever. */
async function newMessages(db: Kysely<Database>, actor: Actor): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from message m where ${await messageScope(db, actor, 'm')}
      and m.user_id <> ${actor.user_id}
      and m.created > coalesce((select since from message_counter where user_id = ${actor.user_id}), '-infinity')`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

export const count = handle(messageCount, async ({ params, actor, services: { db } }) => {
  if (params.reset === 1) {
    await sql`insert into message_counter (user_id, since) values (${actor.user_id}, clock_timestamp())
      on conflict (user_id) do update set since = excluded.since`.execute(db)
  }
  return { count: await newMessages(db, actor) }
})
