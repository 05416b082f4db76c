import {
  groupAdd,
  groupDelete,
  groupGet,
  groupList,
  groupSet,
  groupUserAdd,
  groupUserDelete,
  groupUserList,
} from '#contract/group.ts'
import { handle } from '../../command.ts'
import { deleteObject, getObject, listObjects } from '../../object.ts'
import {
  addPlace,
  addPlaceUser,
  deletePlaceUser,
  GROUP,
  listPlaceUsers,
  setPlace,
} from '../../tenancy/place.ts'

export const list = handle(groupList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(GROUP.object, db, actor, raw, params.account_id)
  return { groups: rows, page }
})

export const get = handle(groupGet, async ({ params, actor, services: { db } }) =>
  getObject(GROUP.object, db, actor, params.uuid),
)

export const add = handle(groupAdd, async ({ params, raw, actor, services: { db }, refuse }) => {
  // Sites do not exist yet: none can be named.
  if (params.site_id) throw refuse('NOT_FOUND', 'site_id')
  return addPlace(GROUP, db, actor, params, raw)
})

export const set = handle(groupSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  // Sites do not exist yet: none can be named.
  if (params.site_id) throw refuse('NOT_FOUND', 'site_id')
  await setPlace(GROUP, db, actor, params, raw)
  return {}
})

export const remove = handle(groupDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(GROUP.object, db, actor, params.uuid)
  return {}
})

export const userAdd = handle(groupUserAdd, async ({ params, actor, services: { db } }) => {
  await addPlaceUser(GROUP, db, actor, params)
  return {}
})

export const userDelete = handle(groupUserDelete, async ({ params, actor, services: { db } }) => {
  await deletePlaceUser(GROUP, db, actor, params)
  return {}
})

export const userList = handle(groupUserList, async ({ params, raw, actor, services: { db } }) =>
  listPlaceUsers(GROUP, db, actor, params.uuid, raw),
)
