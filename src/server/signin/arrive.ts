import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { owedPin } from '../access/second_factor.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { requestJoin } from '../tenancy/join_request.ts'
import { whyNotAdmitted } from './admission.ts'
import { keepPerson } from './attempt.ts'
import { beginSession, handOut, owes } from './begin.ts'
import { type Person, PersonRefused, type ResolveOptions, resolvePerson } from './identity.ts'

const brandsOf = async (db: Kysely<Database>, account_id: string): Promise<string[]> =>
  (await db.selectFrom('account_vanity').select('uuid').where('account_id', '=', account_id).execute()).map(
    ({ uuid }) => uuid,
  )

/**
 * Lets in whom a provider has named, and answers as `/session/oauth` does. MISSING_INFORMATION and OTHER_OAUTH, or
 * AUTH_FAILED with the reason: nothing is left behind of a person who does not come in.
 */
export async function arrive(
  {
    actor,
    services,
    request,
    reply,
  }: {
    actor: Actor
    services: Services
    request: FastifyRequest
    reply: FastifyReply
  },
  who: Person,
  options: ResolveOptions & {
    account_id: string
    second_factor: boolean
    /** The account that newcomers ask to join, where the provider does not make them members. */
    join?: { uuid: string; name: string; namespace_id: string } | undefined
  },
) {
  const { db, configuration } = services
  const begin = async (tx: Kysely<Database>) => {
    const { user, new_user } = await resolvePerson(tx, who, options)
    const door = { address: actor.client_address, brands: await brandsOf(tx, options.account_id) }
    const unadmitted = await whyNotAdmitted(tx, user, door)
    if (unadmitted) throw new Refusal('AUTH_FAILED', unadmitted)
    if (new_user && options.join) await requestJoin(tx, options.join, user)
    const asked = user.pin_required || options.second_factor
    const pin = asked ? await owedPin(tx, request, user, configuration) : undefined
    const sid = await beginSession(tx, actor, { user, pin, issuer: who.issuer })
    return { user, new_user, pin, sid }
  }
  try {
    const { user, new_user, pin, sid } = await db.transaction().execute(begin)
    return {
      sid: handOut(request, reply, sid, configuration.public_url),
      uuid: user.uuid,
      name: user.name,
      new_user: asFlag(new_user),
      ...owes(pin),
    }
  } catch (error) {
    if (!(error instanceof PersonRefused)) throw error
    const { why } = error
    if (why === 'LINK_REQUIRED')
      await keepPerson(db, reply, who, configuration.public_url.startsWith('https:'))
    if (why === 'MISSING_INFORMATION' || why === 'OTHER_OAUTH') throw new Refusal(why)
    throw new Refusal('AUTH_FAILED', why)
  }
}
