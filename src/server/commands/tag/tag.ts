import { sql } from 'kysely'
import { tagAdd, tagDelete, tagList } from '#contract/tag.ts'
import { namespacesOf } from '../../access/namespaces.ts'
import { inScope, studyScope } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import { publishStudy } from '../../study/event.ts'
import { findTaggable, isTagObject, mayTag } from '../../tenancy/taggable.ts'

const TAG = column('citext', 't.tag')

/** The distinct tags of the objects that the actor reaches. */
export const list = handle(tagList, async ({ params, raw, actor, services: { db }, refuse }) => {
  if (!isTagObject(params.object)) throw refuse('INVALID_OBJECT')
  const accounts = [...new Set((await namespacesOf(db, actor)).flatMap((access) => access.account_id ?? []))]
  const scope = await studyScope(db, actor)
  const reachable =
    params.object === 'Study'
      ? sql`exists (select from study s where s.uuid = tag.object_id and ${inScope(scope, 's')})`
      : sql`tag.account_id = any(${accounts}::uuid[])`
  const { rows, page } = await listRows<{ tag: string }>({
    db,
    actor,
    raw,
    map: { columns: { tag: TAG } },
    select: sql`t.tag`,
    from: sql`(select distinct tag::text as tag from tag where object = ${params.object} and ${reachable}) t`,
    where: sql`true`,
    unique: sql`t.tag`,
    defaultSort: [{ column: TAG, direction: 'asc' }],
  })
  return { tags: rows.map((row) => row.tag), page }
})

const LONGEST = 200

export const add = handle(tagAdd, async ({ params, actor, services: { db }, refuse }) => {
  const { object, object_id } = params
  if (!isTagObject(object)) throw refuse('INVALID_OBJECT')
  const found = await findTaggable(db, actor, object, object_id)
  if (!mayTag(actor, object, found)) throw refuse('NOT_PERMITTED')
  const tag = params.tag.trim().slice(0, LONGEST)
  if (tag === '') throw refuse('MISSING_FIELDS', ['tag'])
  await change(db, actor, { object, object_id, tag, account_id: found.account_id, action: 'TAG_ADD' }, (tx) =>
    tx
      .insertInto('tag')
      .values({ object, object_id, tag, account_id: found.account_id, created_by: actor.user_id })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  return {}
})

export const remove = handle(tagDelete, async ({ params, actor, services: { db }, refuse }) => {
  const { object, object_id, tag } = params
  if (!isTagObject(object)) throw refuse('INVALID_OBJECT')
  const found = await findTaggable(db, actor, object, object_id)
  if (!mayTag(actor, object, found)) throw refuse('NOT_PERMITTED')
  await change(
    db,
    actor,
    { object, object_id, tag, account_id: found.account_id, action: 'TAG_DELETED' },
    (tx) =>
      tx
        .deleteFrom('tag')
        .where('object', '=', object)
        .where('object_id', '=', object_id)
        .where('tag', '=', tag)
        .execute(),
  )
  return {}
})

type Db = Parameters<typeof findTaggable>[0]
type Who = Parameters<typeof findTaggable>[1]

async function change(
  db: Db,
  actor: Who,
  what: { object: string; object_id: string; tag: string; account_id: string | null; action: string },
  write: (tx: Db) => Promise<unknown>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await write(tx)
    const { object_id, object, action, account_id, tag } = what
    await recordAudit(tx, actor, { uuid: object_id, type: object, action, account_id, detail: { tag } })
    if (object !== 'Study') return
    const study = await tx
      .selectFrom('study')
      .select(['uuid', 'study_uid', 'phi_namespace', 'storage_namespace'])
      .where('uuid', '=', object_id)
      .executeTakeFirstOrThrow()
    await publishStudy(tx, 'TAG', study)
  })
}
