import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { mayIn } from '../access/namespaces.ts'
import type { FoundStudy } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { Refusal } from '../refusal.ts'
import { isEmail } from '../tenancy/user.ts'
import { inviteToStudy, shareStudy } from './share.ts'
import {
  PERMISSION,
  requireShareRule,
  type ShareTarget,
  TARGET_TYPES,
  targetByCode,
  targetByEmail,
  targetById,
  targetByNpi,
} from './target.ts'

/** What `/study/share` was asked for, as it can be kept until the study is there. */
export const shareRequest = z.object({
  account_id: z.string().optional(),
  location_id: z.string().optional(),
  group_id: z.string().optional(),
  user_id: z.string().optional(),
  share_code: z.string().optional(),
  email: z.array(z.string()).optional(),
  npi: z.string().optional(),
  message: z.string().optional(),
  integration_key: z.string().optional(),
  customfields: z.record(z.string(), z.string()).optional(),
  /** Where the page is that a stranger registers on. */
  public_url: z.string().optional(),
})
export type ShareRequest = z.output<typeof shareRequest>

const NAMES = [...TARGET_TYPES, 'share_code', 'email', 'npi'] as const

/** INVALID_PARAMETERS unless exactly one recipient is named; INVALID_EMAIL for an address that is none. */
export function checkRequest(request: ShareRequest): void {
  if (NAMES.filter((name) => request[name] !== undefined).length !== 1)
    throw new Refusal('INVALID_PARAMETERS')
  if (request.email && (request.email.length === 0 || !request.email.every(isEmail)))
    throw new Refusal('INVALID_EMAIL')
}

/** Shares as asked, inside a transaction, with every right checked anew. */
export async function performShare(
  tx: Kysely<Database>,
  actor: Actor,
  { study, access }: FoundStudy,
  request: ShareRequest,
): Promise<void> {
  if (study.phantom) throw new Refusal('PHANTOM')
  const options = {
    message: request.message,
    integration_key: request.integration_key,
    raw: new Map(Object.entries(request.customfields ?? {})),
  }
  const may = (permission: Parameters<typeof mayIn>[2]) => {
    if (!mayIn(actor, access, permission)) throw new Refusal('NOT_PERMITTED', permission)
  }
  const to = async (target: ShareTarget) => {
    await requireShareRule(tx, actor, access, target)
    await shareStudy(tx, actor, study, target, options)
  }
  for (const type of TARGET_TYPES) {
    const uuid = request[type]
    if (uuid === undefined) continue
    may(PERMISSION[type])
    await to(await targetById(tx, actor, type, uuid))
  }
  if (request.share_code !== undefined) {
    may('study_share_share_code')
    await to(await targetByCode(tx, request.share_code))
  }
  if (request.npi !== undefined) {
    may('study_share_npi')
    await to(await targetByNpi(tx, request.npi))
  }
  if (request.email) {
    may('study_share_email')
    for (const email of request.email) {
      const target = await targetByEmail(tx, email)
      if (target) await to(target)
      else {
        await inviteToStudy(tx, actor, study, email, request.message)
        await sendMail(tx, {
          recipient: email,
          subject: `${actor.name} has shared a study with you`,
          text: [
            `${actor.name} has shared medical images with you.`,
            request.message,
            `Register with this address to see them:\n${request.public_url ?? ''}/join`,
          ]
            .filter((part) => part)
            .join('\n\n'),
          account_id: study.account_id,
        })
      }
    }
  }
}

/** The studies that wait for an address become its owner's, as they register it. */
export async function takeInvitedStudies(tx: Kysely<Database>, email: string): Promise<number> {
  const waiting = await tx
    .updateTable('user_invite_share')
    .set({ taken: new Date() })
    .where('email', '=', email)
    .where('taken', 'is', null)
    .returning(['study_id', 'message', 'created_by'])
    .execute()
  return waiting.length === 0 ? 0 : give(tx, email, waiting)
}

async function give(
  tx: Kysely<Database>,
  email: string,
  waiting: readonly { study_id: string; message: string | null; created_by: string }[],
): Promise<number> {
  const target = await targetByEmail(tx, email)
  if (!target) return 0
  let given = 0
  for (const { study_id, message, created_by } of waiting) {
    const sharer = await actorOfUser(tx, created_by)
    const study = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (!sharer || !study) continue
    await shareStudy(tx, sharer, study, target, { message: message ?? undefined })
    given += 1
  }
  return given
}
