import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { hashPassword } from '../access/password.ts'
import { recordAudit } from '../audit/record.ts'
import type { Configuration } from '../configuration.ts'
import type { Examined } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { mailLink } from './mail.ts'
import { linkAddresses } from './record.ts'

/** Links that programs make: to a folder, to be seen or filled, or to studies and orders one by one. */

export interface SharedLink {
  account_id: string
  /** STUDY_LIST lets see, STUDY_UPLOAD lets in. */
  action: 'STUDY_LIST' | 'STUDY_UPLOAD'
  folder_id?: string
  /** Where uploads are stored. */
  namespace_id?: string
  items?: readonly { object: Examined; uuid: string }[]
  title?: string
  description?: string
  password?: string
  /** UTC. */
  expires?: string | null
  download?: boolean
  /** Guests have the rights of the maker. */
  inherit?: boolean
  /** The one address that may open it. */
  bound_address?: string | null
  /** Whom the link is mailed to, and whom its password, when not to the same. */
  email?: string
  password_email?: string
}

export interface MadeLink {
  uuid: string
  url: string
  redirect_url: string
}

/** Makes the link and mails it; the right to share what it opens has been checked. */
export async function makeSharedLink(
  db: Kysely<Database>,
  configuration: Pick<Configuration, 'public_url'>,
  actor: Actor,
  link: SharedLink,
): Promise<MadeLink> {
  const password_hash = link.password ? await hashPassword(link.password) : null
  return db.transaction().execute(async (tx) => {
    const { uuid } = await tx
      .insertInto('link')
      .values({
        account_id: link.account_id,
        action: link.action,
        folder_id: link.folder_id ?? null,
        namespace_id: link.namespace_id ?? null,
        title: link.title || null,
        description: link.description || null,
        user_id: actor.user_id,
        password_hash,
        password_max_attempts: password_hash ? 10 : null,
        skip_email_prompt: true,
        expires: link.expires ?? null,
        download: link.download ?? false,
        inherit_permissions: link.inherit ?? false,
        bound_address: link.bound_address ?? null,
        email: link.email || null,
        created_by: actor.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    const { account_id, items = [] } = link
    if (items.length > 0)
      await tx
        .insertInto('link_item')
        .values(
          items.map(({ object, uuid: object_id }) => ({ link_id: uuid, account_id, object, object_id })),
        )
        .execute()
    const what = link.title || null
    const detail = { link_id: uuid, action: link.action }
    const shared = link.folder_id ? [{ object: 'Folder', uuid: link.folder_id }] : items
    await recordAudit(
      tx,
      actor,
      ...shared.map(({ object, uuid: object_id }) => ({
        uuid: object_id,
        type: object,
        action: 'LINK_ADD',
        what,
        with: link.email || null,
        account_id,
        detail,
      })),
    )
    const made = { uuid, account_id, user_id: actor.user_id, message: null, action: link.action }
    if (link.email) await mailLink(tx, configuration, made, actor.name, [link.email])
    const told = link.password_email || link.email
    if (told && link.password)
      await sendMail(tx, {
        to: told,
        wording: 'linkPassword',
        values: { sender: actor.name, password: link.password },
        account_id,
        by: actor.user_id,
      })
    return { uuid, ...linkAddresses(configuration, uuid) }
  })
}
