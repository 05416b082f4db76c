import { sql } from 'kysely'
import { studyAccessExplain } from '#contract/study/access.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { accessPaths } from '../../access/explain.ts'
import { findStudy } from '../../access/study.ts'
import { actorOfUser } from '../../access/user_actor.ts'
import { handle } from '../../command.ts'

interface OpenLink {
  uuid: string
  description: string | null
  created_by: string
  created: string
  expires: string | null
}

const MOST_LINKS = 100

export default handle(studyAccessExplain, async ({ params, actor, services: { db }, refuse }) => {
  const { study, access } = await findStudy(db, actor, { uuid: params.uuid })
  // A study of one's own namespace has no users whom an administrator could view.
  if (!access.account_id) throw refuse('NOT_PERMITTED')
  await requireAccount(db, actor, access.account_id, ['account_user_view'])
  const user = await actorOfUser(db, params.user_id)
  const member = await db
    .selectFrom('user_account')
    .select('user_id')
    .where('account_id', '=', access.account_id)
    .where('user_id', '=', params.user_id)
    .executeTakeFirst()
  const paths = user ? await accessPaths(db, actor, user, study) : []
  // Somebody who is neither a member nor was sent the study is nobody the asker may know of.
  if (!user || (!member && !paths.some((path) => path.sees))) throw refuse('NOT_FOUND', 'user_id')
  const { rows: links } = await sql<OpenLink>`
    with recursive item as (
      select ${study.uuid}::uuid as object_id union select order_id from order_study where study_id = ${study.uuid}
    ), holding as (
      select f.uuid, f.parent_id from folder_item i join item using (object_id) join folder f on f.uuid = i.folder_id
      where f.deleted is null
      union
      select p.uuid, p.parent_id from holding h join folder p on p.uuid = h.parent_id
    )
    select l.uuid, coalesce(l.title, l.description) as description, u.name as created_by, l.created, l.expires
    from link l join "user" u on u.uuid = l.created_by
    where (l.study_id = ${study.uuid} or l.folder_id in (select uuid from holding) and l.action = 'STUDY_LIST'
        or exists (select from link_item li join item using (object_id) where li.link_id = l.uuid))
      and l.deleted is null and (l.expires is null or l.expires > now())
      and (l.max_hits is null or l.hits < l.max_hits)
    order by l.created desc limit ${MOST_LINKS}`.execute(db)
  return {
    sees: asFlag(standsAboveRoles(user) || paths.some((path) => path.sees)),
    above_roles: asFlag(standsAboveRoles(user)),
    paths,
    links,
  }
})
