import {
  locationAdd,
  locationDelete,
  locationGet,
  locationList,
  locationSet,
  locationUserAdd,
  locationUserDelete,
  locationUserList,
} from '#contract/location.ts'
import { handle } from '../../command.ts'
import { deleteObject, getObject, listObjects } from '../../object.ts'
import {
  addPlace,
  addPlaceUser,
  deletePlaceUser,
  LOCATION,
  listPlaceUsers,
  setPlace,
} from '../../tenancy/place.ts'

export const list = handle(locationList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(LOCATION.object, db, actor, raw, params.account_id)
  return { locations: rows, page }
})

export const get = handle(locationGet, async ({ params, actor, services: { db } }) =>
  getObject(LOCATION.object, db, actor, params.uuid),
)

export const add = handle(locationAdd, async ({ params, raw, actor, services: { db } }) => {
  return addPlace(LOCATION, db, actor, params, raw)
})

export const set = handle(locationSet, async ({ params, raw, actor, services: { db } }) => {
  await setPlace(LOCATION, db, actor, params, raw)
  return {}
})

export const remove = handle(locationDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(LOCATION.object, db, actor, params.uuid)
  return {}
})

export const userAdd = handle(locationUserAdd, async ({ params, actor, services: { db } }) => {
  await addPlaceUser(LOCATION, db, actor, params)
  return {}
})

export const userDelete = handle(locationUserDelete, async ({ params, actor, services: { db } }) => {
  await deletePlaceUser(LOCATION, db, actor, params)
  return {}
})

export const userList = handle(locationUserList, async ({ params, raw, actor, services: { db } }) =>
  listPlaceUsers(LOCATION, db, actor, params.uuid, raw),
)
