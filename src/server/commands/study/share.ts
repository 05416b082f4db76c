import { type Kysely, sql } from 'kysely'
import {
  type ShareRecord,
  studyShare,
  studyShareList,
  studyShareStop,
  studyShareWho,
} from '#contract/study/share.ts'
import { asFlag } from '#contract/value.ts'
import { mayIn, namespaceAccess } from '../../access/namespaces.ts'
import { fieldFlag } from '../../access/permission.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { deferShare } from '../../share/deferred.ts'
import { checkRequest, performShare, type ShareRequest } from '../../share/request.ts'
import { stopShare } from '../../share/share.ts'
import { listTargets, PERMISSION, TARGET_TYPES, targetTypeOf } from '../../share/target.ts'
import { auditOf } from '../../study/change.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'

export const who = handle(studyShareWho, async ({ params, actor, services: { db }, refuse }) => {
  const type = targetTypeOf(params.type)
  if (!type) throw refuse('INVALID_TYPE', params.type)
  const { access } = await findStudy(db, actor, { uuid: params.uuid }, 'study_share')
  return { shares: mayIn(actor, access, PERMISSION[type]) ? await listTargets(db, actor, access, type) : [] }
})

type ShareCall = Call<typeof studyShare>

/** The custom fields that come along; FORBIDDEN_FIELD for one that the sharer may not write. */
async function customfieldsIn({ raw, actor, services }: ShareCall, phi_namespace: string) {
  const given = [...raw].filter(([name]) => name.startsWith('customfield-'))
  const access = await namespaceAccess(services.db, actor, phi_namespace)
  const own =
    given.length > 0 && access?.account_id
      ? await customfieldsOf(services.db, [access.account_id], 'Study')
      : []
  for (const [name] of given) {
    const uuid = name.slice('customfield-'.length).toLowerCase()
    const hidden = access && ['H', 'O'].includes(fieldFlag(access.permissions, `customfield_${uuid}`))
    if (hidden && own.some((field) => field.uuid === uuid)) return { forbidden: uuid }
  }
  return { values: Object.fromEntries(given) }
}

export const share = handle(studyShare, async (call) => {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  // Nothing of these is connected to this server.
  for (const name of ['masshiway', 'rsna'] as const)
    if (params[name] !== undefined) throw refuse('NOT_FOUND', name)
  const { account_id, location_id, group_id, user_id, share_code, email, npi, message, integration_key } =
    params
  const { study_request_id } = params
  const request: ShareRequest = {
    account_id,
    location_id,
    group_id,
    user_id,
    share_code,
    email,
    npi,
    study_request_id,
    message,
    integration_key,
    charge_authorized: params.charge_authorized === 1,
    charge_modality: params.charge_modality,
    public_url: configuration.public_url,
  }
  checkRequest(request)
  if (!params.uuid && (await defers(call, request))) return {}
  const found = await findStudy(db, actor, params, 'study_share')
  const fields = await customfieldsIn(call, found.study.phi_namespace)
  if (fields.forbidden) throw refuse('FORBIDDEN_FIELD', fields.forbidden)
  await db
    .transaction()
    .execute((tx) =>
      performShare(tx, configuration, actor, found, { ...request, customfields: fields.values }),
    )
  return {}
})

/** A study that is named by its triplet and is not there, or still arriving, is shared when it is. */
async function defers(
  { params, raw, actor, services, refuse }: ShareCall,
  request: ShareRequest,
): Promise<boolean> {
  const { study_uid = '', storage_namespace = '', phi_namespace = '' } = params
  const there = await services.db
    .selectFrom('study')
    .select('phantom')
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .where('phi_namespace', '=', phi_namespace)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (there && !there.phantom) return false
  const access = await namespaceAccess(services.db, actor, phi_namespace)
  if (!access) throw refuse('NOT_FOUND')
  if (!mayIn(actor, access, 'study_share')) throw refuse('NOT_PERMITTED')
  const customfields = Object.fromEntries([...raw].filter(([name]) => name.startsWith('customfield-')))
  const study = { storage_namespace, study_uid, phi_namespace }
  await deferShare(services.db, actor.user_id, study, { ...request, customfields })
  return true
}

export const stop = handle(studyShareStop, async ({ params, actor, services: { db }, refuse }) => {
  const named = [...TARGET_TYPES, 'user_invite_share_id' as const].filter(
    (name) => params[name] !== undefined,
  )
  if (named.length !== 1) throw refuse('INVALID_PARAMETERS')
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_share')
  await db.transaction().execute(async (tx) => {
    for (const type of TARGET_TYPES) {
      const uuid = params[type]
      if (uuid !== undefined) await stopShare(tx, actor, study, type, uuid)
    }
    if (params.user_invite_share_id === undefined) return
    const gone = await tx
      .deleteFrom('user_invite_share')
      .where('uuid', '=', params.user_invite_share_id)
      .where('study_id', '=', study.uuid)
      .where('taken', 'is', null)
      .returning('email')
      .executeTakeFirst()
    if (!gone) throw refuse('NOT_FOUND', 'user_invite_share_id')
    await recordAudit(tx, actor, { ...auditOf(study), action: 'SHARE_STOP', with: gone.email })
  })
  return {}
})

interface ShareRow extends Omit<ShareRecord, 'must_approve'> {
  type: string
  must_approve: boolean
}

async function sharesOf(db: Kysely<Database>, study_id: string, indirect: boolean, copies: boolean) {
  const reached = indirect
    ? sql`with recursive reached as (
        select ${study_id}::uuid as uuid
        union select sh.shared_id from study_share sh join reached r on r.uuid = sh.study_id where sh.stopped is null)`
    : sql`with reached as (select ${study_id}::uuid as uuid)`
  const { rows } = await sql<ShareRow>`${reached}
    select sh.type, sh.type_uuid as uuid, sh.action, sh.created, s.must_approve,
      case when n.type = 'user_id' then (select u.name from "user" u where u.uuid = n.type_uuid) else n.name end as name,
      (select max(a."when") from audit a where a.uuid = sh.shared_id and a.action in ('STUDY_VIEW', 'VIEW')) as opened
    from reached r join study_share sh on sh.study_id = r.uuid and sh.stopped is null
    join namespace n on n.uuid = sh.namespace_id
    join study s on s.uuid = sh.shared_id and s.deleted is null
    ${copies ? sql`` : sql`where sh.action = 'share'`}
    order by sh.created limit 2000`.execute(db)
  return rows
}

export const list = handle(studyShareList, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_share')
  const shares = await sharesOf(
    db,
    study.uuid,
    params.include_indirect_versions === 1,
    params.include_copies === 1,
  )
  const invited = await db
    .selectFrom('user_invite_share')
    .select(['uuid', 'email', 'created'])
    .where('study_id', '=', study.uuid)
    .where('taken', 'is', null)
    .orderBy('created')
    .limit(2000)
    .execute()
  const shown = <T extends { uuid: string }>(row: T, record: (row: T) => ShareRecord) =>
    params.name === 1 ? record(row) : row.uuid
  const of = (type: string) =>
    shares
      .filter((row) => row.type === type)
      .map((row) =>
        shown(row, ({ type: _type, must_approve, ...one }) => ({
          ...one,
          must_approve: asFlag(must_approve),
        })),
      )
  return {
    account_id: of('account_id'),
    location_id: of('location_id'),
    group_id: of('group_id'),
    user_id: of('user_id'),
    user_invite_share_id: invited.map((row) =>
      shown(row, ({ uuid, email, created }) => ({
        uuid,
        name: email,
        action: 'share',
        created,
        opened: null,
        must_approve: 0,
      })),
    ),
  }
})
