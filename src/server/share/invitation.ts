import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { secretHash } from '../access/secret_hash.ts'
import type { StudyRow } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { Refusal } from '../refusal.ts'
import { auditOf } from '../study/change.ts'
import { shareStudy } from './share.ts'
import { targetByEmail } from './target.ts'

/**
 * Sharing with an address that nobody has registered. The token in the mail proves the address: whoever registers
 * without it gets nothing, for anybody can type somebody else's.
 */

/** Invites an address to a study; a new invitation takes the place of an earlier one that waits. */
export async function inviteToStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  email: string,
  { message, public_url = '' }: { message?: string | undefined; public_url?: string | undefined },
): Promise<void> {
  const token = randomUUID()
  await tx
    .insertInto('address_proof')
    .values({ token_hash: secretHash(token), email })
    .execute()
  await tx
    .insertInto('user_invite_share')
    .values({ study_id: study.uuid, email, message: message ?? null, created_by: actor.user_id })
    .onConflict((conflict) =>
      conflict
        .columns(['study_id', 'email'])
        .where('taken', 'is', null)
        .doUpdateSet({ message: message ?? null, created_by: actor.user_id }),
    )
    .execute()
  await recordAudit(tx, actor, { ...auditOf(study), action: 'SHARE', with: email })
  await sendMail(tx, {
    to: email,
    wording: 'studyInvitation',
    values: { sender: actor.name },
    message,
    url: `${public_url}/invite/${token}`,
    account_id: study.account_id,
    by: actor.user_id,
  })
}

/** The invitation behind a token, with the name of who sent the study; nothing once it is taken up or stopped. */
export async function studyInvitation(
  db: Kysely<Database>,
  token: string,
): Promise<{ email: string; sender: string } | undefined> {
  const { rows } = await sql<{ email: string; sender: string }>`
    select i.email::text, u.name as sender
    from address_proof p join user_invite_share i on i.email = p.email and i.taken is null
    join "user" u on u.uuid = i.created_by join study s on s.uuid = i.study_id and s.deleted is null
    where p.token_hash = ${secretHash(token)} and p.expires > now()
    order by i.created desc limit 1`.execute(db)
  return rows[0]
}

/** Everything that waits for an address becomes its owner's. The caller has proof that the address is theirs. */
export async function takeInvitedStudies(tx: Kysely<Database>, email: string): Promise<void> {
  const waiting = await tx
    .updateTable('user_invite_share')
    .set({ taken: sql<string>`now()` })
    .where('email', '=', email)
    .where('taken', 'is', null)
    .returning(['study_id', 'message', 'created_by'])
    .execute()
  const target = waiting.length > 0 ? await targetByEmail(tx, email) : undefined
  if (!target) return
  for (const { study_id, message, created_by } of waiting) {
    const sharer = await actorOfUser(tx, created_by)
    const study = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (!sharer || !study) continue
    try {
      await shareStudy(tx, sharer, study, target, { message: message ?? undefined })
    } catch (error) {
      // What cannot be shared any more is dropped; the rest arrives.
      if (!(error instanceof Refusal)) throw error
    }
  }
}

/** Takes up the invitation of a token by a user whose address it was sent to. NOT_FOUND for anybody else. */
export async function acceptStudyInvitation(
  tx: Kysely<Database>,
  user_id: string,
  token: string,
): Promise<void> {
  const invitation = await studyInvitation(tx, token)
  if (!invitation) throw new Refusal('NOT_FOUND')
  const { rows } = await sql`select from "user" where uuid = ${user_id}
    and (email = ${invitation.email}::citext or ${invitation.email}::citext = any(alt_emails::citext[]))`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('NOT_FOUND')
  await takeInvitedStudies(tx, invitation.email)
}
