import { createHash, randomInt } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { linkDelete, linkGet, linkList, linkMail, linkPin } from '#contract/link.ts'
import { requireAccount } from '../../access/account.ts'
import { findFolder } from '../../access/folder.ts'
import { findLink, ownLink } from '../../access/link.ts'
import { mayIn, namespacesOf } from '../../access/namespaces.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { mailLink } from '../../link/mail.ts'
import { linkSelect, type NamedLink, presentLink } from '../../link/record.ts'
import { studiesOfLinks } from '../../link/study_of_link.ts'
import { isEmail } from '../../tenancy/user.ts'

const CREATED = column('datetime', 'l.created')

const map = {
  columns: {
    ...columns('uuid', 'l', [
      'uuid',
      'study_id',
      'user_id',
      'account_id',
      'namespace_id',
      'folder_id',
      'created_by',
    ]),
    ...columns('text', 'l', [
      'action',
      'description',
      'email',
      'mobile_phone',
      'workflow',
      'short_id',
      'referer',
    ]),
    ...columns('integer', 'l', ['max_hits', 'hits', 'minutes_alive', 'password_max_attempts']),
    ...columns('flag', 'l', [
      'share_on_view',
      'skip_email_prompt',
      'pin_auth',
      'include_priors',
      'password_is_dob',
    ]),
    ...columns('datetime', 'l', ['updated', 'expires', 'last_used']),
    created: CREATED,
  },
}

/** Which links a call may list: of a study, of a person in the accounts where one may see links, of a folder, of an account. */
async function scopeOf({ params, actor, services }: Call<typeof linkList>): Promise<RawBuilder<boolean>> {
  const { db } = services
  if (params.study_id) {
    await findStudy(db, actor, { uuid: params.study_id }, 'link_view')
    const own = actor.guest ? sql` and ${ownLink(actor)}` : sql``
    return sql`l.study_id = ${params.study_id}${own}`
  }
  if (params.user_id) {
    if (params.user_id === actor.user_id) return sql`l.user_id = ${actor.user_id}`
    const held = await namespacesOf(db, actor)
    const accounts = held.filter((one) => one.type === 'account_id' && mayIn(actor, one, 'link_view'))
    return sql`l.user_id = ${params.user_id} and l.account_id = any(${accounts.map((one) => one.type_uuid)}::uuid[])`
  }
  if (params.folder_id) {
    const folder = await findFolder(db, actor, params.folder_id, 'share')
    return sql`l.folder_id = ${folder.uuid} and l.bound_address is null`
  }
  await requireAccount(db, actor, params.account_id ?? '', ['link_view'])
  return sql`l.account_id = ${params.account_id}`
}

export const list = handle(linkList, async (call) => {
  const { raw, actor, services } = call
  const { rows, page } = await listRows<NamedLink>({
    db: services.db,
    actor,
    raw,
    map,
    select: linkSelect,
    from: sql`link l`,
    where: sql`l.deleted is null and ${await scopeOf(call)}`,
    unique: sql`l.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  const studies = await studiesOfLinks(services, actor, rows)
  return { links: rows.map((link) => presentLink(services.configuration, link, studies)), page }
})

async function named(db: Kysely<Database>, uuid: string): Promise<NamedLink | undefined> {
  const { rows } = await sql<NamedLink>`select ${linkSelect} from link l where l.uuid = ${uuid}`.execute(db)
  return rows[0]
}

export const get = handle(linkGet, async ({ params, actor, services, refuse }) => {
  await findLink(services.db, actor, params.uuid, ['link_view'])
  const link = await named(services.db, params.uuid)
  if (!link) throw refuse('NOT_FOUND')
  return presentLink(services.configuration, link, await studiesOfLinks(services, actor, [link]))
})

export const remove = handle(linkDelete, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const undo = params.undo === 1
    const found = await findLink(tx, actor, params.uuid, ['link_edit', 'link_edit_upload'], undo)
    await sql`update link set deleted = ${undo ? sql`null` : sql`now()`},
      deleted_by = ${undo ? null : actor.user_id}::uuid where uuid = ${found.uuid}`.execute(tx)
    await sql`delete from session where link_id = ${found.uuid}`.execute(tx)
    await sql`delete from link_pin where link_id = ${found.uuid}`.execute(tx)
    await recordAudit(tx, actor, {
      uuid: found.study_id ?? found.uuid,
      type: found.study_id ? 'Study' : 'Link',
      action: undo ? 'LINK_ADD' : 'LINK_DELETE',
      what: found.description,
      account_id: found.account_id,
      namespace_id: found.namespace_id,
      detail: { link_id: found.uuid },
    })
  })
  return {}
})

export const mail = handle(linkMail, async ({ params, actor, services, refuse }) => {
  if (params.email.length === 0 || !params.email.every(isEmail)) throw refuse('INVALID_EMAIL')
  const link = await findLink(services.db, actor, params.uuid, ['link_view'])
  await services.db
    .transaction()
    .execute((tx) => mailLink(tx, services.configuration, link, actor.name, params.email))
  return {}
})

const PIN_SECONDS = 600

/** A PIN takes the place of the link's uuid once. */
export const pin = handle(linkPin, async ({ params, actor, services: { db } }) => {
  const link = await findLink(db, actor, params.uuid, ['link_view'])
  await findLink(db, actor, params.uuid, ['link_edit_pin'])
  const code = String(randomInt(0, 100_000_000)).padStart(8, '0')
  await db
    .insertInto('link_pin')
    .values({
      pin_hash: createHash('sha256').update(code).digest(),
      link_id: link.uuid,
      expires: sql<string>`now() + make_interval(secs => ${PIN_SECONDS})`,
    })
    .execute()
  return { pin: code, duration: PIN_SECONDS }
})
