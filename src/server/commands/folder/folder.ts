import {
  folderAdd,
  folderDelete,
  folderGet,
  folderList,
  folderOrderAdd,
  folderOrderRemove,
  folderSet,
  folderShareAdd,
  folderShareList,
  folderShareStop,
  folderStudyAdd,
  folderStudyRemove,
} from '#contract/folder.ts'
import { handle } from '../../command.ts'
import { addFolder, deleteFolder, getFolder, listFolders, setFolder } from '../../folder/folder.ts'
import { addItems, removeItems } from '../../folder/item.ts'
import { addMember, listMembers, stopMember } from '../../folder/member.ts'

export const list = handle(folderList, ({ params, raw, actor, services: { db } }) =>
  listFolders(db, actor, raw, params),
)

export const get = handle(folderGet, ({ params, actor, services: { db } }) =>
  getFolder(db, actor, params.uuid),
)

export const add = handle(folderAdd, async ({ params, actor, services: { db } }) => ({
  uuid: await addFolder(db, actor, { ...params, reuse: params.reuse === 1 }),
}))

export const set = handle(folderSet, async ({ params: { uuid, ...change }, actor, services: { db } }) => {
  await setFolder(db, actor, uuid, change)
  return {}
})

export const remove = handle(folderDelete, async ({ params, actor, services: { db } }) => ({
  deleted: await deleteFolder(db, actor, params.uuid),
}))

export const studyAdd = handle(folderStudyAdd, async ({ params, actor, services: { db } }) => ({
  added: await addItems(db, actor, params.uuid, 'Study', params.study_id),
}))

export const studyRemove = handle(folderStudyRemove, async ({ params, actor, services: { db } }) => ({
  removed: await removeItems(db, actor, params.uuid, 'Study', params.study_id),
}))

export const orderAdd = handle(folderOrderAdd, async ({ params, actor, services: { db } }) => ({
  added: await addItems(db, actor, params.uuid, 'Order', params.order_id),
}))

export const orderRemove = handle(folderOrderRemove, async ({ params, actor, services: { db } }) => ({
  removed: await removeItems(db, actor, params.uuid, 'Order', params.order_id),
}))

export const shareList = handle(folderShareList, async ({ params, actor, services: { db } }) => ({
  members: await listMembers(db, actor, params.uuid),
}))

export const shareAdd = handle(folderShareAdd, async ({ params, actor, services: { db } }) => {
  const { uuid, may_edit, may_download, may_upload, ...member } = params
  const rights = { may_edit: may_edit === 1, may_download: may_download === 1, may_upload: may_upload === 1 }
  return { uuid: await addMember(db, actor, uuid, { ...member, ...rights }) }
})

export const shareStop = handle(folderShareStop, async ({ params, actor, services: { db } }) => {
  await stopMember(db, actor, params.uuid, params)
  return {}
})
