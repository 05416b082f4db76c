import { siteAdd, siteDelete, siteGet, siteList, siteSet } from '#contract/site.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { addObject, deleteObject, findObject, getObject, listObjects, setObject } from '../../object.ts'
import { requireParent, SITE } from '../../site/site.ts'

export const list = handle(siteList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(SITE, db, actor, raw, params.account_id)
  return { sites: rows, page }
})

export const get = handle(siteGet, ({ params, actor, services: { db } }) =>
  getObject(SITE, db, actor, params.uuid),
)

export const add = handle(siteAdd, async ({ params, actor, services: { db } }) => {
  const { account_id, name, ...values } = params
  await requireAccount(db, actor, account_id, ['site_add'])
  const uuid = await db.transaction().execute(async (tx) => {
    await requireParent(tx, actor, account_id, values.site_id)
    return addObject(SITE, tx, actor, account_id, name, values)
  })
  return { uuid }
})

export const set = handle(siteSet, async ({ params, actor, services: { db } }) => {
  const { uuid, name, inactive, ...values } = params
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(SITE, tx, actor, uuid, SITE.edit, true)
    await requireParent(tx, actor, row.account_id, values.site_id, uuid)
    await setObject(SITE, tx, actor, row, {
      ...values,
      name: name || undefined,
      inactive: inactive === undefined ? undefined : inactive === 1,
    })
  })
  return {}
})

export const remove = handle(siteDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(SITE, db, actor, params.uuid)
  return {}
})
