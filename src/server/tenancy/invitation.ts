import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { Refusal } from '../refusal.ts'
import { findMember } from './member.ts'

/** Joining an account by an invitation. */

const roles = (hash: Readonly<Record<string, unknown>>): [string, string | null][] =>
  Object.entries(hash).map(([uuid, role]) => [uuid, typeof role === 'string' && role !== '' ? role : null])

/**
 * Makes the user a member as an invitation says, and tells the inviter. NOT_FOUND for one that is not there or is
 * over, ACCEPTED for a used one, ALREADY_EXISTS for a member.
 */
export async function acceptInvitation(tx: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const invitation = await tx
    .selectFrom('user_invite as i')
    .innerJoin('account as a', 'a.uuid', 'i.account_id')
    .selectAll('i')
    .select('a.name as account_name')
    .where('i.uuid', '=', uuid)
    .where('a.deleted', 'is', null)
    .where(sql<boolean>`(i.expires is null or i.expires > now())`)
    .forUpdate('i')
    .executeTakeFirst()
  if (!invitation) throw new Refusal('NOT_FOUND')
  if (invitation.accepted) throw new Refusal('ACCEPTED')
  const { account_id } = invitation
  if (await findMember(tx, account_id, actor.user_id)) throw new Refusal('ALREADY_EXISTS')
  await tx
    .insertInto('user_account')
    .values({
      account_id,
      user_id: actor.user_id,
      role_id: invitation.role_id,
      global: invitation.global,
      global_role_id: invitation.global_role_id,
    })
    .execute()
  for (const [kind, places] of [
    ['group', roles(invitation.groups)],
    ['location', roles(invitation.locations)],
  ] as const) {
    for (const [place, role_id] of places)
      await sql`insert into ${sql.table(`user_${kind}`)} (${sql.ref(`${kind}_id`)}, account_id, user_id, role_id)
        select uuid, account_id, ${actor.user_id}, ${role_id}::uuid from ${sql.table(kind)}
        where uuid = ${place} and account_id = ${account_id} and deleted is null on conflict do nothing`.execute(
        tx,
      )
  }
  await sql`update user_invite set accepted = now() where uuid = ${uuid}`.execute(tx)
  await recordAudit(tx, actor, {
    uuid: account_id,
    type: 'Account',
    action: 'USER_ADD',
    what: invitation.account_name,
    with: actor.name,
    account_id,
    detail: { invitation: uuid },
  })
  const inviter = await tx
    .selectFrom('user')
    .select('email')
    .where('uuid', '=', invitation.created_by)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (inviter)
    await sendMail(tx, {
      to: inviter.email,
      wording: 'joined',
      values: { name: actor.name, account: invitation.account_name },
      account_id,
      by: actor.user_id,
    })
}

/** A https page of our own site, as mails may lead to; http where the site itself is. */
export function isOwnLink(link: string, public_url: string): boolean {
  if (link.startsWith('/') && !link.startsWith('//')) return true
  if (!URL.canParse(link)) return false
  return new URL(link).origin === new URL(public_url).origin
}
