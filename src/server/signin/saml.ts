import { generateServiceProviderMetadata, SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { type Kysely, sql } from 'kysely'
import { secretHash } from '../access/secret_hash.ts'
import type { Database } from '../db/tables.ts'
import type { Provider, ProviderConfiguration } from './provider.ts'

/** SAML 2.0 Web Browser SSO: requests by redirect, responses by post, assertions signed. */

export interface ServiceProvider {
  entity_id: string
  acs_url: string
}

/** How an account's identity provider knows us. */
export function serviceProvider(public_url: string, account_id: string): ServiceProvider {
  const base = `${public_url}/api/v3/session/saml`
  return {
    entity_id: `${base}/metadata?account_id=${account_id}`,
    acs_url: `${base}/acs?account_id=${account_id}`,
  }
}

const SKEW_MS = 60_000
/** An assertion that does not say when it ends is remembered so long. */
const REMEMBER_MINUTES = 24 * 60

/** Requests that we have sent and nobody has answered yet, as the library asks for them. */
const openRequests = (db: Kysely<Database>, account_id: string) => ({
  saveAsync: async (_key: string, value: string) => ({ value, createdAt: Date.now() }),
  getAsync: async (id: string): Promise<string | null> => {
    const open = await db
      .selectFrom('sign_in_attempt')
      .select('expires')
      .where('state_hash', '=', secretHash(id))
      .where('vendor', '=', 'saml')
      .where('account_id', '=', account_id)
      .where('person', 'is', null)
      .where('expires', '>', sql<string>`now()`)
      .executeTakeFirst()
    return open ? new Date().toISOString() : null
  },
  removeAsync: async (id: string | null) => id,
})

function speaker(
  db: Kysely<Database>,
  account_id: string,
  { issuer, entry_point, certificates }: ProviderConfiguration<'saml'>,
  { entity_id, acs_url }: ServiceProvider,
  request_id?: string,
): SAML {
  return new SAML({
    issuer: entity_id,
    audience: entity_id,
    callbackUrl: acs_url,
    idpCert: certificates,
    idpIssuer: issuer,
    entryPoint: entry_point,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: SKEW_MS,
    // A request that nobody sent is answered by nobody who may come in.
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: openRequests(db, account_id),
    disableRequestedAuthnContext: true,
    identifierFormat: null,
    signatureAlgorithm: 'sha256',
    ...(request_id ? { generateUniqueId: () => request_id } : {}),
  })
}

/** Where the browser goes to sign in. `request_id` is what the answer must name. */
export const samlRequestUrl = (
  db: Kysely<Database>,
  provider: Provider<'saml'>,
  own: ServiceProvider,
  request_id: string,
): Promise<string> =>
  speaker(db, provider.account_id, provider.configuration, own, request_id).getAuthorizeUrlAsync(
    '',
    undefined,
    {},
  )

/** What an identity provider reads of us (SAML metadata, §2.4.4). */
export const samlMetadata = ({ entity_id, acs_url }: ServiceProvider): string =>
  generateServiceProviderMetadata({
    issuer: entity_id,
    callbackUrl: acs_url,
    wantAssertionsSigned: true,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  })

export class AssertionRefused extends Error {}

export interface SamlPerson {
  issuer: string
  subject: string
  request_id: string
  email: string
  first: string
  last: string
  roles: string[] | undefined
}

type Attributes = ReadonlyMap<string, readonly string[]>

const WELL_KNOWN = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  ],
  first: [
    'givenname',
    'firstname',
    'first_name',
    'urn:oid:2.5.4.42',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  ],
  last: [
    'sn',
    'surname',
    'lastname',
    'last_name',
    'urn:oid:2.5.4.4',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  ],
  roles: [
    'role',
    'roles',
    'groups',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
    'http://schemas.xmlsoap.org/claims/group',
  ],
} as const

/** The attribute that the account names, else the first of the names that providers commonly use. */
function attribute(
  attributes: Attributes,
  named: string,
  kind: keyof typeof WELL_KNOWN,
): readonly string[] | undefined {
  for (const name of named ? [named.toLowerCase()] : WELL_KNOWN[kind]) {
    const values = attributes.get(name)
    if (values) return values
  }
  return undefined
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Walks xml2js's form of a document: the first element of each name. */
function element(value: unknown, ...path: readonly string[]): Record<string, unknown> | undefined {
  let at: unknown = value
  for (const name of path) {
    at = isHash(at) ? at[name] : undefined
    if (Array.isArray(at)) at = at[0]
  }
  return isHash(at) ? at : undefined
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : isHash(value) && typeof value._ === 'string' ? value._ : ''

function attributesOf(assertion: unknown): Attributes {
  const found = new Map<string, string[]>()
  const statements = element(assertion, 'Assertion')?.AttributeStatement
  for (const statement of Array.isArray(statements) ? statements : [])
    for (const one of isHash(statement) && Array.isArray(statement.Attribute) ? statement.Attribute : []) {
      const name = element(one, '$')?.Name
      const values: unknown[] = isHash(one) && Array.isArray(one.AttributeValue) ? one.AttributeValue : []
      if (typeof name === 'string')
        found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), ...values.map(textOf)])
    }
  return found
}

/** Each assertion opens one session: its id is kept until it is too old to be accepted at all. */
async function spend(db: Kysely<Database>, account_id: string, id: string, end: unknown): Promise<void> {
  const until = typeof end === 'string' ? end : null
  const { rows } = await sql`
    insert into saml_assertion (account_id, assertion_id, expires)
    values (${account_id}, ${id}, coalesce(${until}::timestamptz, now() + make_interval(mins => ${REMEMBER_MINUTES}))
      + interval '10 minutes')
    on conflict do nothing returning assertion_id`.execute(db)
  if (rows.length === 0) throw new AssertionRefused('replayed')
}

/**
 * Who a response names, once it has stood every test: a signature of the provider's over the assertion, its issuer,
 * audience, recipient and times, an answer to a request of ours that is still open, and not seen before.
 */
export async function readResponse(
  db: Kysely<Database>,
  provider: Provider<'saml'>,
  own: ServiceProvider,
  SAMLResponse: string,
): Promise<SamlPerson> {
  const { configuration, account_id } = provider
  const checked = await speaker(db, account_id, configuration, own)
    .validatePostResponseAsync({ SAMLResponse })
    .catch((error: unknown) => {
      throw new AssertionRefused(error instanceof Error ? error.message : 'unknown')
    })
  const { profile } = checked
  const assertion: unknown = profile?.getAssertion?.()
  const signed = element(assertion, 'Assertion')
  const data = element(signed, 'Subject', 'SubjectConfirmation', 'SubjectConfirmationData', '$')
  const id = element(signed, '$')?.ID
  if (!profile || !data || typeof id !== 'string') throw new AssertionRefused('no assertion')
  // The library compares the issuer of logouts only.
  if (profile.issuer !== configuration.issuer) throw new AssertionRefused('of another issuer')
  if (data.Recipient !== own.acs_url) throw new AssertionRefused('for another recipient')
  const request_id = data.InResponseTo
  // The response's own InResponseTo is not signed; the assertion's is.
  if (typeof request_id !== 'string' || request_id !== profile.inResponseTo)
    throw new AssertionRefused('an answer to no request')
  await spend(db, account_id, id, element(signed, 'Conditions', '$')?.NotOnOrAfter ?? data.NotOnOrAfter)
  const attributes = attributesOf(assertion)
  const first = (named: string, kind: 'email' | 'first' | 'last') =>
    attribute(attributes, named, kind)?.[0]?.trim() ?? ''
  const byName = profile.nameIDFormat?.endsWith(':emailAddress') ? profile.nameID : ''
  const email = first(configuration.email_attribute, 'email') || byName
  // A transient name is another one the next time; the address is what stays.
  const passing = !profile.nameID || profile.nameIDFormat?.endsWith(':transient') === true
  const roles = attribute(attributes, configuration.role_attribute, 'roles')
  return {
    issuer: profile.issuer,
    subject: passing ? email.toLowerCase() : profile.nameID,
    request_id,
    email,
    first: first(configuration.first_attribute, 'first'),
    last: first(configuration.last_attribute, 'last'),
    roles: roles ? [...roles] : undefined,
  }
}
