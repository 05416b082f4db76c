import { sql } from 'kysely'
import { sessionOauth, sessionOauthLink, sessionOauthStart, sessionProviders } from '#contract/session.ts'
import { asFlag } from '#contract/value.ts'
import { type Call, handle, handleRaw } from '../../command.ts'
import type { Services } from '../../services.ts'
import { arrive } from '../../signin/arrive.ts'
import { beginAttempt, takeAttempt, takePerson } from '../../signin/attempt.ts'
import { linkIdentity, type Person, person } from '../../signin/identity.ts'
import {
  authorizationUrl,
  CodeRefused,
  discoverProvider,
  type OidcClient,
  ProviderUnreachable,
  redeemCode,
} from '../../signin/oidc.ts'
import { oidcProvider, openedSecret, samlProvider } from '../../signin/provider.ts'
import { type AccountRow, accountOfVanity, ownPage } from '../../tenancy/vanity.ts'

interface Provider extends OidcClient {
  vendor: 'brand' | 'google'
  create_users: boolean
  second_factor: boolean
  role_attribute: string
}

/** The OpenID provider that an account offers under a vendor's name; nothing where it does not. */
async function providerOf(
  { db, configuration }: Services,
  account: AccountRow,
  vendor: string,
): Promise<Provider | undefined> {
  if (vendor === 'brand') {
    const provider = await oidcProvider(db, account.uuid)
    if (!provider?.enabled) return undefined
    const client_secret = await openedSecret(configuration, provider.secret)
    return { ...provider.configuration, vendor, client_secret }
  }
  const { google_client_id, google_client_secret, google_issuer } = configuration
  if (vendor !== 'google' || !google_client_id || account.settings.enable_google_auth !== 1) return undefined
  return {
    vendor,
    issuer: google_issuer,
    client_id: google_client_id,
    client_secret: google_client_secret,
    scopes: 'openid email profile',
    // Whoever may register here may do so this way.
    create_users: account.can_request,
    second_factor: false,
    role_attribute: '',
  }
}

export const start = handleRaw(sessionOauthStart, async (call) => {
  const { params, services, request, reply, refuse } = call
  const { db, configuration } = services
  const account = await accountOfVanity(db, request, params.vanity)
  const provider = account && (await providerOf(services, account, params.vendor || 'brand'))
  if (!provider) throw refuse('NO_OAUTH')
  const redirect_uri = await ownPage(services, request, account, '/signin/oauth')
  try {
    const discovered = await discoverProvider(provider, configuration)
    const { url, ...attempt } = await authorizationUrl(discovered, provider, redirect_uri)
    const { vendor } = provider
    await beginAttempt(
      db,
      reply,
      { vendor, account_id: account.uuid, redirect_uri, ...attempt },
      configuration.public_url.startsWith('https:'),
    )
    await reply.header('cache-control', 'no-store').redirect(url, 302)
  } catch (error) {
    if (error instanceof ProviderUnreachable) throw refuse('NO_OAUTH', 'PROVIDER_UNREACHABLE')
    throw error
  }
})

const words = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Roles as providers say them: an array, or text with commas or blanks. */
function rolesIn(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.filter((role) => typeof role === 'string')
  return typeof value === 'string' ? [value] : undefined
}

function personOf(
  provider: Provider,
  account_id: string,
  { subject, claims }: { subject: string; claims: Readonly<Record<string, unknown>> },
): Person {
  const [first = '', ...rest] = words(claims.name).split(/\s+/)
  const { email_verified: verified } = claims
  return {
    vendor: provider.vendor,
    account_id: provider.vendor === 'brand' ? account_id : null,
    issuer: provider.issuer,
    subject,
    email: words(claims.email),
    email_verified: verified === undefined ? undefined : verified === true || verified === 'true',
    first: words(claims.given_name) || first,
    last: words(claims.family_name) || rest.join(' '),
    roles: provider.role_attribute ? rolesIn(claims[provider.role_attribute]) : undefined,
  }
}

/** What the provider says of the person behind the code, and which account they come to. */
async function redeem(
  call: Call<typeof sessionOauth>,
): Promise<{ who: Person; provider: Provider; account: AccountRow }> {
  const { params, services, request, refuse } = call
  const { db, configuration } = services
  const { vendor, code, redirect_uri } = params
  const attempt = await takeAttempt(db, request, { vendor, state: params.state, redirect_uri })
  const account = attempt?.account_id
    ? await db
        .selectFrom('account')
        .selectAll()
        .where('uuid', '=', attempt.account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
    : await accountOfVanity(db, request, undefined)
  const provider = account && (await providerOf(services, account, vendor))
  // A code that this browser did not ask for may be another person's: it is not redeemed.
  if (!attempt) throw refuse(account && !provider ? 'NO_OAUTH' : 'INVALID_CODE')
  if (!provider) throw refuse('NO_OAUTH')
  try {
    const discovered = await discoverProvider(provider, configuration)
    const claims = await redeemCode(discovered, { code, redirect_uri, iss: params.iss }, attempt)
    return { who: personOf(provider, account.uuid, claims), provider, account }
  } catch (error) {
    if (error instanceof CodeRefused) throw refuse('INVALID_CODE')
    if (error instanceof ProviderUnreachable) throw refuse('AUTH_FAILED', 'PROVIDER_UNREACHABLE')
    throw error
  }
}

const VENDORS = ['doximity', 'google', 'brand']

export const oauth = handle(sessionOauth, async (call) => {
  if (!VENDORS.includes(call.params.vendor)) throw call.refuse('INVALID_VENDOR')
  const { who, provider, account } = await redeem(call)
  const asks = who.account_id === null && account.settings.request_join_on_vanity_registration === 1
  return arrive(call, who, { ...provider, account_id: account.uuid, join: asks ? account : undefined })
})

export const link = handle(sessionOauthLink, async ({ actor, services: { db }, request, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const kept = person.safeParse(await takePerson(tx, request))
    if (!kept.success) throw refuse('NOT_FOUND')
    const { rows } = await sql`select from user_identity where user_id = ${actor.user_id}
      and (vendor <> ${kept.data.vendor} or account_id is distinct from ${kept.data.account_id}) limit 1`.execute(
      tx,
    )
    if (rows.length > 0) throw refuse('OTHER_OAUTH')
    await linkIdentity(tx, kept.data, actor.user_id)
  })
  return {}
})

export const providers = handle(sessionProviders, async ({ params, services, request }) => {
  const { db, configuration } = services
  const account = await accountOfVanity(db, request, params.vanity)
  if (!account) return { account_name: null, vanity: null, oidc: null, saml: null, google: 0 as const }
  const [oidc, saml] = await Promise.all([oidcProvider(db, account.uuid), samlProvider(db, account.uuid)])
  const button = (provider: typeof oidc | typeof saml) =>
    provider?.enabled ? { label: provider.configuration.label } : null
  return {
    account_name: account.name,
    vanity: account.vanity,
    oidc: button(oidc),
    saml: button(saml),
    google: asFlag(configuration.google_client_id !== undefined && account.settings.enable_google_auth === 1),
  }
})
