import { type Kysely, sql } from 'kysely'
import {
  groupAdd,
  groupDelete,
  groupGet,
  groupList,
  groupScannerValidate,
  groupSet,
  groupUserAdd,
  groupUserDelete,
  groupUserList,
} from '#contract/group.ts'
import { requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { deleteObject, findObject, getObject, listObjects } from '../../object.ts'
import { requireSiteIfWanted, requireSiteOfAccount, scannerOfGroup } from '../../site/group.ts'
import { notifyNamespace } from '../../tenancy/notify.ts'
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

export const add = handle(groupAdd, ({ params, raw, actor, services: { db } }) =>
  addPlace(GROUP, db, actor, params, raw, async (tx) => {
    const { account_id, site_id } = params
    await requireSiteIfWanted(tx, account_id, site_id)
    if (site_id) await requireSiteOfAccount(tx, account_id, site_id)
    return { site_id }
  }),
)

const asBoolean = (value: 0 | 1 | undefined) => (value === undefined ? undefined : value === 1)

export const set = handle(groupSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  const { site_id } = params
  const site_qualified = asBoolean(params.site_qualified)
  const site_inactive = asBoolean(params.site_inactive)
  await setPlace(GROUP, db, actor, params, raw, async (tx, row) => {
    if (site_qualified !== undefined || site_inactive !== undefined)
      await requireAccount(tx, actor, row.account_id, ['site_qualify'])
    await requireSiteIfWanted(tx, row.account_id, site_id === undefined ? row.site_id : site_id)
    if (site_id) await requireSiteOfAccount(tx, row.account_id, site_id)
    const moves = site_id !== undefined && site_id !== row.site_id
    const site = site_id === undefined ? row.site_id : site_id
    if (!site && (site_qualified || site_inactive)) throw refuse('NOT_FOUND', 'site_id')
    // Another site has yet to show what it can.
    const before = moves ? { site_qualified: false, site_inactive: false } : row
    if (site_qualified && !before.site_qualified) await tellQualified(tx, actor, row)
    return moves
      ? { site_id, site_qualified: site_qualified ?? false, site_inactive: site_inactive ?? false }
      : { site_qualified, site_inactive }
  })
  return {}
})

const tellQualified = (
  tx: Kysely<Database>,
  actor: Actor,
  { namespace_id, name }: { namespace_id: string; name: string },
) =>
  notifyNamespace(tx, {
    namespace_id,
    kind: 'event_site_qualified',
    wording: 'siteQualified',
    values: { sender: actor.name, trial: name },
    path: '/',
    by: actor.user_id,
  })

export const scannerValidate = handle(
  groupScannerValidate,
  async ({ params, actor, services: { db }, refuse }) => {
    const { uuid, scanner_id, study_uid } = params
    const invalidate = params.invalidate === 1
    if (!invalidate && !study_uid) throw refuse('MISSING_FIELDS', ['study_uid'])
    await db.transaction().execute(async (tx) => {
      const { row } = await findObject(GROUP.object, tx, actor, uuid, ['scanner_validate'], true, 'uuid')
      const scanner = await scannerOfGroup(tx, uuid, scanner_id)
      if (!scanner) throw refuse('NOT_FOUND', 'scanner_id')
      const { rows } = await (invalidate
        ? sql<{
            study_uid: string
          }>`delete from group_scanner where group_id = ${uuid} and scanner_id = ${scanner_id} returning study_uid`
        : sql<{
            study_uid: string
          }>`insert into group_scanner (group_id, scanner_id, account_id, study_uid, created_by)
            values (${uuid}, ${scanner_id}, ${row.account_id}, ${study_uid}, ${actor.user_id})
            on conflict do nothing returning study_uid`
      ).execute(tx)
      if (rows.length === 0) throw refuse('ALREADY')
      await recordAudit(tx, actor, {
        uuid,
        type: GROUP.object.type,
        action: invalidate ? 'SCANNER_INVALIDATE' : 'SCANNER_VALIDATE',
        what: row.name,
        with: scanner.name,
        account_id: row.account_id,
        detail: { scanner_id, ...rows[0] },
      })
    })
    return {}
  },
)

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
