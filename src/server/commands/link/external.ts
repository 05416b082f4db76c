import { sql } from 'kysely'
import { linkExternal } from '#contract/link.ts'
import { recordAudit } from '../../audit/record.ts'
import { handleRaw } from '../../command.ts'
import { filterParameters } from '../../db/list/filter.ts'
import { studyConditions } from '../../db/study/list.ts'
import { openVisit } from '../../link/destination.ts'
import { externalMember, filtersIn, wordsIn } from '../../link/external.ts'
import { addressAllowed, findVisited, refererAllowed } from '../../link/find.ts'
import { unsealed } from '../../link/sealed.ts'
import { visitLink } from '../../link/visit.ts'
import { resolveSetting } from '../../tenancy/account_setting.ts'
import { isEmail } from '../../tenancy/user.ts'

/** What of a hash is not kept with the visit. */
const OWN = ['include_priors', 'expires']
/** A link that another program makes serves the visit it is made for, and its session. */
const MINUTES = 24 * 60

export default handleRaw(linkExternal, async (call) => {
  const { params, actor, services, request, reply, refuse } = call
  const { db, configuration } = services
  if (!params.u || !params.v) throw refuse('MISSING_PARAMETERS')
  const { account, owner } = await externalMember(db, params.u)
  const referer = resolveSetting('link_external_referer', { account: account.settings })
  if (!refererAllowed(typeof referer === 'string' && referer !== '' ? referer : null, request))
    throw refuse('INVALID_SOURCE')
  if (!addressAllowed(account.settings.link_external_whitelist, actor.client_address))
    throw refuse('IP_BLOCKED')
  const hash = await unsealed(configuration, account.link_key, params.v, 'external', params.u)
  const filter = filtersIn(hash)
  if (Object.keys(filter).length === 0) throw refuse('NO_FILTER')
  await studyConditions(db, owner, filterParameters(filter))
  const detail = wordsIn(hash, OWN)
  const email = detail.email_address && isEmail(detail.email_address) ? detail.email_address : undefined
  const { uuid } = await db.transaction().execute(async (tx) => {
    const link = await tx
      .insertInto('link')
      .values({
        account_id: account.uuid,
        action: 'STUDY_LIST',
        filter: JSON.stringify(filter),
        user_id: owner.user_id,
        skip_email_prompt: true,
        include_priors: String(hash.include_priors ?? '0') === '1',
        max_hits: 1,
        minutes_alive: MINUTES,
        expires: sql<string>`now() + make_interval(mins => ${MINUTES})`,
        created_by: owner.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(
      tx,
      { ...owner, client_address: actor.client_address },
      {
        uuid: link.uuid,
        type: 'Link',
        action: 'LINK_ADD',
        account_id: account.uuid,
        with: email ?? null,
        detail: { link_id: link.uuid, action: 'STUDY_LIST', external: true },
      },
    )
    return link
  })
  const visited = await findVisited(db, request, actor.client_address, { uuid })
  const visit = await visitLink(db, visited, {
    email,
    client_address: actor.client_address,
    public_url: configuration.public_url,
    detail,
  })
  await openVisit(reply, configuration, { ...visited, external: true }, visit)
})
