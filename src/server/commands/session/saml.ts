import { randomUUID } from 'node:crypto'
import { sessionSaml, sessionSamlAcs, sessionSamlMetadata, sessionSamlStart } from '#contract/session.ts'
import { handle, handleRaw } from '../../command.ts'
import { arrive } from '../../signin/arrive.ts'
import { answerAttempt, beginAttempt, takePerson } from '../../signin/attempt.ts'
import { type Person, person } from '../../signin/identity.ts'
import { samlProvider } from '../../signin/provider.ts'
import {
  AssertionRefused,
  readResponse,
  samlMetadata,
  samlRequestUrl,
  serviceProvider,
} from '../../signin/saml.ts'
import { accountOfVanity, ownPage } from '../../tenancy/vanity.ts'

const PAGE = '/signin/saml'

export const start = handleRaw(sessionSamlStart, async ({ params, services, request, reply, refuse }) => {
  const { db, configuration } = services
  const account = await accountOfVanity(db, request, params.vanity)
  const provider = account && (await samlProvider(db, account.uuid))
  if (!account || !provider?.enabled) throw refuse('NO_SAML')
  const state = `_${randomUUID()}`
  const own = serviceProvider(configuration.public_url, account.uuid)
  const url = await samlRequestUrl(db, provider, own, state)
  const redirect_uri = await ownPage(services, request, account, PAGE)
  await beginAttempt(
    db,
    reply,
    { vendor: 'saml', account_id: account.uuid, state, nonce: '', code_verifier: '', redirect_uri },
    configuration.public_url.startsWith('https:'),
  )
  await reply.header('cache-control', 'no-store').redirect(url, 302)
})

/**
 * A person's browser comes with what the identity provider gave it, and goes on to our page: with a code that only the
 * browser which left can redeem, or to read that it did not work. Why is for the log.
 */
export const acs = handleRaw(sessionSamlAcs, async ({ params, services, reply }) => {
  const { db, configuration, log } = services
  const { account_id } = params
  const refused = `${configuration.public_url}${PAGE}?refused=1`
  const provider = await samlProvider(db, account_id)
  const own = serviceProvider(configuration.public_url, account_id)
  const answered = provider?.enabled
    ? await readResponse(db, provider, own, params.SAMLResponse)
        .then(({ request_id, ...said }) => {
          const who: Person = { ...said, vendor: 'saml', account_id }
          return answerAttempt(db, who, request_id)
        })
        .catch((error: unknown) => {
          if (!(error instanceof AssertionRefused)) throw error
          log.warn({ account_id, reason: error.message }, 'a SAML response was refused')
          return undefined
        })
    : undefined
  await reply
    .header('cache-control', 'no-store')
    .redirect(answered ? `${answered.return_to}?code=${answered.code}` : refused, 303)
})

export const metadata = handleRaw(sessionSamlMetadata, async ({ params, services, reply, refuse }) => {
  const { db, configuration } = services
  const account = await db
    .selectFrom('account')
    .select('uuid')
    .where('uuid', '=', params.account_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!account) throw refuse('NOT_FOUND')
  await reply
    .type('application/samlmetadata+xml; charset=utf-8')
    .send(samlMetadata(serviceProvider(configuration.public_url, account.uuid)))
})

export const saml = handle(sessionSaml, async (call) => {
  const { params, services, request, refuse } = call
  const brought = person.safeParse(await takePerson(services.db, request, params.code))
  if (!brought.success || brought.data.vendor !== 'saml' || !brought.data.account_id)
    throw refuse('INVALID_CODE')
  const { account_id } = brought.data
  const provider = await samlProvider(services.db, account_id)
  if (!provider?.enabled) throw refuse('NO_SAML')
  return arrive(call, brought.data, { ...provider.configuration, account_id })
})
