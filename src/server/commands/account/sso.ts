import { X509Certificate } from 'node:crypto'
import { accountSsoGet, accountSsoOidcSet, accountSsoSamlSet, accountSsoTest } from '#contract/account_sso.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { discoverProvider, isProviderAddress, ProviderUnreachable } from '../../signin/oidc.ts'
import {
  NO_OIDC,
  NO_SAML,
  oidcProvider,
  openedSecret,
  type ProviderConfiguration,
  type ProviderKind,
  samlProvider,
  saveProvider,
  sealedSecret,
} from '../../signin/provider.ts'
import { serviceProvider } from '../../signin/saml.ts'
import {
  fetchMetadata,
  type IdentityProvider,
  MetadataUnreachable,
  readMetadata,
} from '../../signin/saml_metadata.ts'

type SetCall = Call<typeof accountSsoOidcSet> | Call<typeof accountSsoSamlSet>

const flag = (value: 0 | 1 | undefined, standing: boolean) => (value === undefined ? standing : value === 1)

/** What both kinds have in common, after the change. */
function sharedOf({ params }: SetCall, before: ProviderConfiguration<ProviderKind>) {
  return {
    label: params.label ?? before.label,
    role_attribute: params.role_attribute ?? before.role_attribute,
    create_users: flag(params.create_users, before.create_users),
    second_factor: flag(params.second_factor, before.second_factor),
  }
}

const sharedOut = (enabled: boolean | undefined, configuration: ProviderConfiguration<ProviderKind>) => ({
  enabled: asFlag(enabled ?? false),
  create_users: asFlag(configuration.create_users),
  second_factor: asFlag(configuration.second_factor),
})

export const get = handle(accountSsoGet, async ({ params, actor, services: { db, configuration } }) => {
  await requireAccount(db, actor, params.account_id, ['account_edit'])
  const [oidc, saml] = await Promise.all([
    oidcProvider(db, params.account_id),
    samlProvider(db, params.account_id),
  ])
  const [openid, assertions] = [oidc?.configuration ?? NO_OIDC, saml?.configuration ?? NO_SAML]
  return {
    google_available: asFlag(configuration.google_client_id !== undefined),
    oidc: {
      ...openid,
      ...sharedOut(oidc?.enabled, openid),
      has_secret: asFlag((oidc?.secret ?? null) !== null),
      redirect_uri: `${configuration.public_url}/signin/oauth`,
    },
    saml: {
      ...assertions,
      ...sharedOut(saml?.enabled, assertions),
      ...serviceProvider(configuration.public_url, params.account_id),
    },
  }
})

/** Writes a provider and what has changed of it, never a secret, into the audit. */
async function save<K extends ProviderKind>(
  call: SetCall,
  kind: K,
  change: {
    stored: { enabled: boolean } | undefined
    before: ProviderConfiguration<K>
    next: ProviderConfiguration<K>
    needed: readonly string[]
    secret?: Buffer | null | undefined
  },
): Promise<void> {
  const { params, actor, services } = call
  const { stored, before, next, needed, secret } = change
  const access = await requireAccount(services.db, actor, params.account_id, ['account_edit'])
  const enabled = flag(params.enabled, stored?.enabled ?? false)
  if (enabled && needed.length > 0) throw call.refuse('INCOMPLETE', needed)
  await services.db.transaction().execute(async (tx) => {
    const { account_id } = params
    await saveProvider(tx, kind, {
      account_id,
      enabled,
      configuration: next,
      secret,
      updated_by: actor.user_id,
    })
    await recordAudit(tx, actor, {
      uuid: account_id,
      type: 'Account',
      action: 'SSO_EDIT',
      what: access.name,
      with: kind,
      account_id,
      detail: {
        ...changedFields({ ...before, enabled: stored?.enabled ?? false }, { ...next, enabled }),
        ...(secret === undefined ? {} : { client_secret: 'changed' }),
      },
    })
  })
}

/** Names of the fields that are still empty. */
const empty = (fields: Readonly<Record<string, string | readonly string[]>>): string[] =>
  Object.entries(fields).flatMap(([name, value]) => (value.length === 0 ? [name] : []))

export const oidcSet = handle(accountSsoOidcSet, async (call) => {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  await requireAccount(db, actor, params.account_id, ['account_edit'])
  if (params.issuer && !isProviderAddress(params.issuer, configuration)) throw refuse('INVALID_URL', 'issuer')
  const stored = await oidcProvider(db, params.account_id)
  const before = stored?.configuration ?? NO_OIDC
  const next = {
    ...sharedOf(call, before),
    issuer: params.issuer ?? before.issuer,
    client_id: params.client_id ?? before.client_id,
    scopes: params.scopes || before.scopes,
  }
  const { client_secret } = params
  const secret = client_secret === undefined ? undefined : await sealedSecret(configuration, client_secret)
  const needed = empty({ issuer: next.issuer, client_id: next.client_id })
  await save(call, 'oidc', { stored, before, next, needed, secret })
  return {}
})

/** What metadata say, by their address or as they are; nothing when none are given. */
async function described({
  params,
  services,
  refuse,
}: Call<typeof accountSsoSamlSet>): Promise<Partial<IdentityProvider>> {
  if (params.metadata) {
    const found = readMetadata(params.metadata)
    if (!found) throw refuse('INVALID_METADATA')
    return found
  }
  if (!params.metadata_url) return {}
  if (!isProviderAddress(params.metadata_url, services.configuration))
    throw refuse('INVALID_URL', 'metadata_url')
  return fetchMetadata(params.metadata_url, services.configuration).catch((error: unknown) => {
    if (error instanceof MetadataUnreachable) throw refuse('PROVIDER_UNREACHABLE', error.message)
    throw error
  })
}

/** A certificate as node-saml takes it: bare Base64; nothing when it is none. */
function certificate(given: unknown): string | undefined {
  const bare = String(given)
    .replaceAll(/-----[A-Z ]+-----/g, '')
    .replaceAll(/\s+/g, '')
  try {
    return new X509Certificate(Buffer.from(bare, 'base64')).raw.toString('base64')
  } catch {
    return undefined
  }
}

export const samlSet = handle(accountSsoSamlSet, async (call) => {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  await requireAccount(db, actor, params.account_id, ['account_edit'])
  if (params.entry_point && !isProviderAddress(params.entry_point, configuration))
    throw refuse('INVALID_URL', 'entry_point')
  const read = await described(call)
  const certificates = (params.certificates ?? read.certificates)?.map((given) => {
    const fitting = certificate(given)
    if (!fitting) throw refuse('INVALID_CERTIFICATE')
    return fitting
  })
  const stored = await samlProvider(db, params.account_id)
  const before = stored?.configuration ?? NO_SAML
  const next = {
    ...sharedOf(call, before),
    metadata_url: params.metadata_url ?? before.metadata_url,
    issuer: params.issuer ?? read.issuer ?? before.issuer,
    entry_point: params.entry_point ?? read.entry_point ?? before.entry_point,
    certificates: certificates ?? before.certificates,
    email_attribute: params.email_attribute ?? before.email_attribute,
    first_attribute: params.first_attribute ?? before.first_attribute,
    last_attribute: params.last_attribute ?? before.last_attribute,
  }
  const { issuer, entry_point } = next
  const needed = empty({ issuer, entry_point, certificates: next.certificates })
  await save(call, 'saml', { stored, before, next, needed })
  return {}
})

const named = (values: Readonly<Record<string, string | undefined>>) =>
  Object.entries(values).flatMap(([name, value]) => (value ? [{ name, value }] : []))

async function testOidc({ params, services, refuse }: Call<typeof accountSsoTest>) {
  const { db, configuration } = services
  const provider = await oidcProvider(db, params.account_id)
  const { issuer, client_id } = provider?.configuration ?? NO_OIDC
  if (!provider || !issuer || !client_id) throw refuse('INCOMPLETE', empty({ issuer, client_id }))
  const client_secret = await openedSecret(configuration, provider.secret)
  const found = await discoverProvider({ ...provider.configuration, client_secret }, configuration, true)
  const said = found.serverMetadata()
  return named({
    issuer: said.issuer,
    authorization_endpoint: said.authorization_endpoint,
    token_endpoint: said.token_endpoint,
    jwks_uri: said.jwks_uri,
  })
}

/** Reads the metadata again and says where they differ from what is set up; expired certificates are named. */
async function testSaml({ params, services, refuse }: Call<typeof accountSsoTest>) {
  const provider = await samlProvider(services.db, params.account_id)
  const { metadata_url, ...here } = provider?.configuration ?? NO_SAML
  if (!metadata_url) throw refuse('INCOMPLETE', ['metadata_url'])
  const there = await fetchMetadata(metadata_url, services.configuration)
  const same = there.certificates.some((one) => here.certificates.includes(certificate(one) ?? ''))
  if (there.issuer !== here.issuer || there.entry_point !== here.entry_point || !same)
    throw refuse('PROVIDER_UNREACHABLE', 'the metadata are not what is set up here; save them again')
  const ends = there.certificates.map((one) => new X509Certificate(Buffer.from(one, 'base64')).validTo)
  return named({ issuer: there.issuer, entry_point: there.entry_point, certificate_until: ends.join(', ') })
}

export const test = handle(accountSsoTest, async (call) => {
  const { params, actor, services, refuse } = call
  await requireAccount(services.db, actor, params.account_id, ['account_edit'])
  if (params.kind !== 'oidc' && params.kind !== 'saml') throw refuse('INVALID_KIND')
  try {
    return { found: await (params.kind === 'oidc' ? testOidc(call) : testSaml(call)) }
  } catch (error) {
    if (error instanceof ProviderUnreachable || error instanceof MetadataUnreachable)
      throw refuse('PROVIDER_UNREACHABLE', error.message)
    throw error
  }
})
