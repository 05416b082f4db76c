import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { mayIn, namespaceAccess, namespacesOf } from '../access/namespaces.ts'
import { findStudy } from '../access/study.ts'
import { findRequest } from '../access/study_request.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { isEmail } from '../tenancy/user.ts'
import { TARGET_TYPES, type TargetType, targetByCode, targetByEmail, targetById } from './target.ts'

/** To whom a message goes. */

export type CorrespondentParams = Partial<
  Record<
    TargetType | 'namespace_id' | 'email' | 'share_code' | 'study_id' | 'study_request_id',
    string | undefined
  >
>

export interface Correspondent {
  namespace_id: string
  account_id: string | null
  name: string
  study_id: string | null
  study_request_id: string | null
}

type Place = Omit<Correspondent, 'study_id' | 'study_request_id'>

/** A recipient who takes no shares or whose account has ended takes no messages either. */
async function recipient(
  db: Kysely<Database>,
  actor: Actor,
  params: CorrespondentParams,
): Promise<Place | undefined> {
  for (const type of TARGET_TYPES) {
    const uuid = params[type]
    if (uuid !== undefined) return targetById(db, actor, type, uuid)
  }
  if (params.share_code !== undefined) return targetByCode(db, params.share_code)
  if (params.email === undefined || !isEmail(params.email)) return undefined
  const target = await targetByEmail(db, params.email)
  // Somebody who shares no account with the actor is as unknown to them as an address that nobody has.
  return target && targetById(db, actor, 'user_id', target.type_uuid)
}

/** Through a request for studies those who were asked write to who asked, and these to them. */
async function otherSide(db: Kysely<Database>, actor: Actor, uuid: string): Promise<Correspondent> {
  const { request, asked } = await findRequest(db, actor, uuid)
  const place = await db
    .selectFrom('namespace as n')
    .innerJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.uuid as namespace_id', 'n.account_id', 'n.name'])
    .where(
      asked
        ? sql<boolean>`n.uuid = ${request.namespace_id}`
        : sql<boolean>`a.uuid = ${request.account_id} and n.uuid = a.namespace_id`,
    )
    .executeTakeFirstOrThrow()
  return { ...place, study_id: null, study_request_id: uuid }
}

async function named(
  db: Kysely<Database>,
  actor: Actor,
  params: CorrespondentParams,
): Promise<Correspondent | undefined> {
  if (params.study_id !== undefined) {
    const { study, access } = await findStudy(db, actor, { uuid: params.study_id })
    return {
      namespace_id: access.uuid,
      account_id: access.account_id,
      name: access.name,
      study_id: study.uuid,
      study_request_id: null,
    }
  }
  if (params.namespace_id !== undefined) {
    const access = await namespaceAccess(db, actor, params.namespace_id)
    return (
      access && {
        namespace_id: access.uuid,
        account_id: access.account_id,
        name: access.name,
        study_id: null,
        study_request_id: null,
      }
    )
  }
  if (params.study_request_id !== undefined) return otherSide(db, actor, params.study_request_id)
  try {
    const found = await recipient(db, actor, params)
    return found && { ...found, study_id: null, study_request_id: null }
  } catch (error) {
    if (error instanceof Refusal && error.error_type === 'SHARE_FAILED') return undefined
    throw error
  }
}

/**
 * The recipient, if the actor may write to them: with `message_edit` in the recipient's namespace where they hold it, in
 * one of their own where they do not. NOT_FOUND and NOT_PERMITTED.
 */
export async function findCorrespondent(
  db: Kysely<Database>,
  actor: Actor,
  params: CorrespondentParams,
): Promise<Correspondent> {
  const found = await named(db, actor, params)
  if (!found) throw new Refusal('NOT_FOUND')
  const held = await namespaceAccess(db, actor, found.namespace_id)
  const through = held ? [held] : await namespacesOf(db, actor)
  if (!through.some((access) => mayIn(actor, access, 'message_edit'))) throw new Refusal('NOT_PERMITTED')
  return found
}
