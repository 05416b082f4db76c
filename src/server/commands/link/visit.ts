import { linkRedirect, linkSession, linkSid, linkStatus } from '#contract/link.ts'
import { asFlag, isUuid, NIL_UUID } from '#contract/value.ts'
import { setSessionCookies } from '../../access/session_cookie.ts'
import { type Call, handle, handleRaw } from '../../command.ts'
import { openVisit } from '../../link/destination.ts'
import { wordsIn } from '../../link/external.ts'
import { findVisited, type VisitedLink } from '../../link/find.ts'
import { unsealed } from '../../link/sealed.ts'
import { takeUpVisit, visitLink } from '../../link/visit.ts'
import { cardEntry, payee } from '../../payment/payee.ts'
import { Refusal } from '../../refusal.ts'
import { resolveSetting } from '../../tenancy/account_setting.ts'
import { isEmail } from '../../tenancy/user.ts'

const openSetting = (visited: VisitedLink, name: string): string | null => {
  const value = resolveSetting(name, { account: visited.account?.settings ?? {} })
  return typeof value === 'string' && value !== '' ? value : null
}

export const status = handle(linkStatus, async ({ params, actor, services, request }) => {
  const { db, configuration } = services
  const visited = await findVisited(db, request, actor.client_address, params)
  const { link, account, state } = visited
  const paid = link.charge_amount === null ? undefined : await payee(db, configuration, link.account_id)
  return {
    action: link.action,
    has_password: asFlag(link.password_hash !== null || link.password_is_dob),
    is_meeting: asFlag(link.meeting_id !== null),
    skip_email_prompt: asFlag(link.skip_email_prompt),
    pin_auth: asFlag(link.pin_auth),
    ...(link.pin_auth ? { pin_auth_text: openSetting(visited, 'pin_auth_text') } : {}),
    acceptance_required: asFlag(link.acceptance_required),
    ...(link.ui_json === null ? {} : { ui_json: link.ui_json }),
    ...(link.charge_amount === null
      ? {}
      : {
          charge_amount: link.charge_amount,
          charge_currency: link.charge_currency,
          charge_description: link.charge_description,
        }),
    ...(paid && typeof paid !== 'string' ? { payment_processor: cardEntry(configuration, paid) } : {}),
    ...(link.upload_match ? { upload_match: link.upload_match } : {}),
    state,
    account_id: account?.uuid ?? null,
    account_name: account?.name ?? null,
    title: link.title,
    ...(link.folder_id ? { description: link.description } : {}),
  }
})

export const session = handle(linkSession, async (call) => {
  const { params, actor, services, request, reply, refuse } = call
  const { db, configuration } = services
  const visited = await findVisited(db, request, actor.client_address, params)
  const { link, account } = visited
  if (account?.settings.disable_link_session === 1) throw refuse('DISABLED')
  if (params.email_address && !isEmail(params.email_address)) throw refuse('INVALID_CREDENTIALS')
  const visit = await visitLink(db, visited, {
    password: params.password,
    email: params.email_address,
    charge: params.link_charge_id,
    client_address: actor.client_address,
    public_url: configuration.public_url,
  })
  const byPage = request.headers['x-collimate-web'] === '1'
  if (byPage) setSessionCookies(reply, visit.sid, configuration.public_url)
  return {
    sid: byPage ? '' : visit.sid,
    action: visit.action,
    study_count: visit.study_count,
    study_id: visit.study_id,
    usage_id: visit.usage_id,
    ...(link.action === 'STUDY_UPLOAD' ? uploadOf(visited) : {}),
    pin_required: asFlag(visit.pin_required),
    ...(visit.pin_required ? { pin_via: 'EMAIL' } : {}),
    acceptance_required: asFlag(link.acceptance_required),
  }
})

const uploadOf = ({ link }: VisitedLink) => ({
  share_code: link.share_code,
  namespace_id: link.namespace_id,
  anonymize: link.anonymize,
  prompt_for_anonymize: asFlag(link.prompt_for_anonymize),
  upload_match: link.upload_match,
})

/** Parameters of the call itself; any other is kept with the visit. */
const OWN = ['uuid', 'pin', 'short_id', 'sid', 'password', 'link_charge_id', 'v']

/** Whom another program opens the link for: a member of its account, for the audit and for other viewers. */
async function contextOf(
  { params, services, refuse }: Call<typeof linkRedirect>,
  { link, account }: VisitedLink,
): Promise<Record<string, string>> {
  if (!params.v) return {}
  const { db, configuration } = services
  const hash = await unsealed(configuration, account?.link_key, params.v, 'redirect', link.uuid)
  const { context_user_id, expires: _, ...more } = hash
  if (context_user_id === undefined) return wordsIn(more, [])
  const member = isUuid(String(context_user_id))
    ? await db
        .selectFrom('user_account')
        .select('uuid')
        .where('account_id', '=', account?.uuid ?? NIL_UUID)
        .where('user_id', '=', String(context_user_id))
        .executeTakeFirst()
    : undefined
  if (!member) throw refuse('NOT_FOUND', 'context_user_id')
  return { ...wordsIn(more, []), context_user_id: String(context_user_id) }
}

export const redirect = handleRaw(linkRedirect, async (call) => {
  const { params, raw, actor, services, request, reply, refuse } = call
  const { db, configuration } = services
  const visited = await findVisited(db, request, actor.client_address, params, 'LINK_NOT_FOUND')
  const { link } = visited
  if (link.pin_auth || link.acceptance_required) throw refuse('NOT_PERMITTED')
  // An address is asked for on the link's own page.
  if (visited.state === 'OPEN' && !link.skip_email_prompt && link.action !== 'LOGIN') {
    const paid = params.link_charge_id ? `?link_charge_id=${params.link_charge_id}` : ''
    await reply.redirect(`/link/${link.uuid}${paid}`, 302)
    return
  }
  if (visited.state === 'EXPIRED' || visited.state === 'EXHAUSTED') throw refuse('EXPIRED')
  const said = Object.fromEntries([...raw].filter(([name]) => !OWN.includes(name)).slice(0, 50))
  const detail = { ...said, ...(await contextOf(call, visited)) }
  const visit = await visitLink(
    db,
    visited,
    {
      password: params.password,
      client_address: actor.client_address,
      public_url: configuration.public_url,
      charge: params.link_charge_id,
      detail,
    },
    'EXPIRED',
  )
  await openVisit(reply, configuration, visited, visit)
})

export const sid = handle(linkSid, async ({ params, actor, services, request, reply }) => {
  if (!isEmail(params.email)) throw new Refusal('NOT_FOUND')
  const made = await takeUpVisit(services.db, params.uuid, params.email, {
    client_address: actor.client_address,
    public_url: services.configuration.public_url,
  })
  if (!made) throw new Refusal('NOT_FOUND')
  const byPage = request.headers['x-collimate-web'] === '1'
  if (byPage) setSessionCookies(reply, made, services.configuration.public_url)
  return { sid: byPage ? '' : made }
})
