import * as client from 'openid-client'
import type { Configuration } from '../configuration.ts'
import { failureOf, outwardFetch } from '../outward.ts'

/** OpenID Connect by authorization code with PKCE (RFC 7636), state and nonce. */

export interface OidcClient {
  issuer: string
  client_id: string
  client_secret: string | undefined
  scopes: string
}

/** Who the provider says has signed in. */
export interface OidcClaims {
  subject: string
  claims: Readonly<Record<string, unknown>>
}

/** The provider could not be reached, or is not one. The reason is for the administrator who tests it. */
export class ProviderUnreachable extends Error {}
/** The code is not, or no longer, good. */
export class CodeRefused extends Error {}

const TIMEOUT_SECONDS = 10
const KEEP_MS = 10 * 60_000
const MOST_KEPT = 200

const discovered = new Map<string, { until: number; configuration: Promise<client.Configuration> }>()

/** Plain http is for a provider on this machine, while the site itself is on http: development and tests. */
export function isProviderAddress(address: string, configuration: Configuration): boolean {
  if (!URL.canParse(address)) return false
  const issuer = new URL(address)
  if (issuer.protocol === 'https:') return true
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname)
  return issuer.protocol === 'http:' && here && configuration.public_url.startsWith('http:')
}

async function discover(
  oidc: OidcClient,
  issuer: URL,
  configuration: Configuration,
): Promise<client.Configuration> {
  const authentication = oidc.client_secret ? client.ClientSecretPost(oidc.client_secret) : client.None()
  return client.discovery(issuer, oidc.client_id, { client_secret: oidc.client_secret }, authentication, {
    timeout: TIMEOUT_SECONDS,
    // Its keys, its tokens and whatever else it names are asked for by the same way.
    [client.customFetch]: (url, options) => outwardFetch(configuration, url, options),
    ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
  })
}

/** What the provider publishes of itself (OpenID Connect Discovery), kept for ten minutes unless asked `afresh`. */
export async function discoverProvider(
  oidc: OidcClient,
  configuration: Configuration,
  afresh = false,
): Promise<client.Configuration> {
  if (!isProviderAddress(oidc.issuer, configuration))
    throw new ProviderUnreachable('the issuer must be a https address')
  const issuer = new URL(oidc.issuer)
  const key = JSON.stringify([oidc.issuer, oidc.client_id, oidc.client_secret])
  const known = discovered.get(key)
  if (known && known.until > Date.now() && !afresh) return known.configuration
  if (discovered.size >= MOST_KEPT) discovered.clear()
  const asked = discover(oidc, issuer, configuration)
  discovered.set(key, { until: Date.now() + KEEP_MS, configuration: asked })
  try {
    return await asked
  } catch (error) {
    discovered.delete(key)
    throw new ProviderUnreachable(failureOf(error))
  }
}

export interface Authorization {
  url: string
  state: string
  nonce: string
  code_verifier: string
}

/** Where the browser goes to sign in, and what has to be remembered until it comes back. */
export async function authorizationUrl(
  provider: client.Configuration,
  { scopes }: OidcClient,
  redirect_uri: string,
): Promise<Authorization> {
  const code_verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(provider, {
    redirect_uri,
    scope: scopes,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, state, nonce, code_verifier }
}

/** Redeems a code. What the ID token leaves out of e-mail and names is asked of the userinfo endpoint. */
export async function redeemCode(
  provider: client.Configuration,
  answer: { code: string; iss?: string | undefined; redirect_uri: string },
  attempt: { nonce: string; code_verifier: string },
): Promise<OidcClaims> {
  const returned = new URL(answer.redirect_uri)
  returned.searchParams.set('code', answer.code)
  returned.searchParams.set('iss', answer.iss ?? provider.serverMetadata().issuer)
  try {
    const tokens = await client.authorizationCodeGrant(provider, returned, {
      pkceCodeVerifier: attempt.code_verifier,
      // Whoever took the attempt has compared it.
      expectedState: client.skipStateCheck,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new CodeRefused('no ID token')
    const complete = claims.email && claims.given_name && claims.family_name
    const more =
      complete || !provider.serverMetadata().userinfo_endpoint
        ? {}
        : await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
    return { subject: claims.sub, claims: { ...more, ...claims } }
  } catch (error) {
    throw error instanceof CodeRefused ? error : new CodeRefused(failureOf(error))
  }
}
