import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Permission } from '#contract/permission.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import type { FoundStudy } from '../access/study.ts'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { isEmail } from '../tenancy/user.ts'
import { chargeShare } from './charge.ts'
import { inviteToStudy } from './invitation.ts'
import { shareStudy } from './share.ts'
import { noteAnswer, openRequest } from './study_request.ts'
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
  study_request_id: z.string().optional(),
  message: z.string().optional(),
  integration_key: z.string().optional(),
  customfields: z.record(z.string(), z.string()).optional(),
  charge_authorized: z.boolean().optional(),
  charge_modality: z.string().optional(),
  /** Where the page is that a stranger registers on. */
  public_url: z.string().optional(),
})
export type ShareRequest = z.output<typeof shareRequest>

const NAMES = [...TARGET_TYPES, 'share_code', 'email', 'npi', 'study_request_id'] as const

/** The right that each way of naming somebody needs beside `study_share`. */
const RIGHTS: Record<(typeof NAMES)[number], Permission> = {
  ...PERMISSION,
  share_code: 'study_share_share_code',
  email: 'study_share_email',
  npi: 'study_share_npi',
  study_request_id: 'study_share_request',
}

/** NOT_PERMITTED for whoever may not share in the way that is asked for. */
export function requireShareRights(
  actor: Actor,
  access: NamespaceAccess,
  request: Partial<ShareRequest>,
): void {
  for (const name of NAMES) {
    const asked = request[name] !== undefined
    if (asked && !mayIn(actor, access, RIGHTS[name])) throw new Refusal('NOT_PERMITTED', RIGHTS[name])
  }
}

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
  configuration: Configuration,
  actor: Actor,
  { study, access }: FoundStudy,
  request: ShareRequest,
): Promise<void> {
  requireShareRights(actor, access, request)
  if (study.phantom) throw new Refusal('PHANTOM')
  const options = {
    message: request.message,
    integration_key: request.integration_key,
    raw: new Map(Object.entries(request.customfields ?? {})),
  }
  const to = async (target: ShareTarget) => {
    await requireShareRule(tx, actor, access, target)
    const fresh = await shareStudy(tx, actor, study, target, options)
    if (fresh) await chargeShare(tx, configuration, actor, study, target, request)
  }
  for (const type of TARGET_TYPES) {
    const uuid = request[type]
    if (uuid !== undefined) await to(await targetById(tx, actor, type, uuid))
  }
  if (request.share_code !== undefined) await to(await targetByCode(tx, request.share_code))
  if (request.study_request_id !== undefined) {
    // The asking account was let ask by a sysadmin: no rule of sharing has to name it as well.
    const asked = await openRequest(tx, actor, request.study_request_id, study, RIGHTS.study_request_id)
    await shareStudy(tx, actor, study, asked.target, options)
    await noteAnswer(tx, actor, asked.request, asked.target)
  }
  if (request.npi !== undefined) await to(await targetByNpi(tx, request.npi))
  if (request.email) {
    for (const email of request.email) {
      const target = await targetByEmail(tx, email)
      if (target) await to(target)
      else await inviteToStudy(tx, actor, study, email, request)
    }
  }
}
