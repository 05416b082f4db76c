import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { decryptSecret, encryptSecret } from '../secret.ts'

/** What an account says of its own sign-in provider. */

export type ProviderKind = 'oidc' | 'saml'

const shared = {
  /** What the button says. */
  label: z.string().default(''),
  /** Whoever signs in for the first time becomes a user and a member. */
  create_users: z.boolean().default(true),
  /** A second factor is asked for here too, whatever the provider has asked for. */
  second_factor: z.boolean().default(false),
  /** Name of the claim or attribute that holds the roles. */
  role_attribute: z.string().default(''),
}

const oidcConfiguration = z.object({
  ...shared,
  issuer: z.string().default(''),
  client_id: z.string().default(''),
  scopes: z.string().default('openid email profile'),
})

const samlConfiguration = z.object({
  ...shared,
  /** Where the rest is read from again by the test. */
  metadata_url: z.string().default(''),
  /** Entity id of the identity provider. */
  issuer: z.string().default(''),
  entry_point: z.string().default(''),
  /** PEM or bare Base64, one or several. */
  certificates: z.array(z.string()).default([]),
  email_attribute: z.string().default(''),
  first_attribute: z.string().default(''),
  last_attribute: z.string().default(''),
})

const SCHEMAS = { oidc: oidcConfiguration, saml: samlConfiguration } as const
export type ProviderConfiguration<K extends ProviderKind> = z.output<(typeof SCHEMAS)[K]>

export interface Provider<K extends ProviderKind = ProviderKind> {
  account_id: string
  enabled: boolean
  configuration: ProviderConfiguration<K>
  secret: Buffer | null
}

/** The account's provider of a kind, with every field of its configuration; nothing where none was set up. */
async function load<K extends ProviderKind>(
  db: Kysely<Database>,
  account_id: string,
  kind: K,
  parse: (stored: unknown) => ProviderConfiguration<K>,
): Promise<Provider<K> | undefined> {
  const row = await db
    .selectFrom('sign_in_provider')
    .select(['enabled', 'configuration', 'secret'])
    .where('account_id', '=', account_id)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return (
    row && { account_id, enabled: row.enabled, configuration: parse(row.configuration), secret: row.secret }
  )
}

export const oidcProvider = (db: Kysely<Database>, account_id: string) =>
  load(db, account_id, 'oidc', (stored) => oidcConfiguration.parse(stored))

export const samlProvider = (db: Kysely<Database>, account_id: string) =>
  load(db, account_id, 'saml', (stored) => samlConfiguration.parse(stored))

export const NO_OIDC = oidcConfiguration.parse({})
export const NO_SAML = samlConfiguration.parse({})

/** A secret that an account has given: encrypted; an empty one drops it. */
export const sealedSecret = async (configuration: Configuration, text: string): Promise<Buffer | null> =>
  text === '' ? null : encryptSecret(configuration, text)

export const openedSecret = async (
  configuration: Configuration,
  secret: Buffer | null,
): Promise<string | undefined> => (secret ? decryptSecret(configuration, secret) : undefined)

/** Stores a provider. `secret` undefined keeps the one that is there. */
export async function saveProvider<K extends ProviderKind>(
  tx: Kysely<Database>,
  kind: K,
  provider: Omit<Provider<K>, 'secret'> & { secret?: Buffer | null | undefined; updated_by: string },
): Promise<void> {
  const { account_id, enabled, secret, updated_by } = provider
  const configuration = JSON.stringify(provider.configuration)
  await tx
    .insertInto('sign_in_provider')
    .values({ account_id, kind, enabled, configuration, secret: secret ?? null, updated_by })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'kind']).doUpdateSet({
        enabled,
        configuration,
        updated_by,
        updated: sql<string>`now()`,
        ...(secret === undefined ? {} : { secret }),
      }),
    )
    .execute()
}
