import type { ColumnType, Generated } from 'kysely'
import type { Hash, Timestamp } from './column-types.ts'

/** Signing in with a provider of an account, and who is known there. */

export interface SignInProviderTable {
  account_id: string
  kind: string
  enabled: Generated<boolean>
  configuration: Hash
  secret: Buffer | null
  updated: Timestamp
  updated_by: string | null
}

export interface UserIdentityTable {
  uuid: Generated<string>
  user_id: string
  account_id: string | null
  vendor: string
  issuer: string
  subject: string
  created: Timestamp
  last_used: Timestamp
}

export interface SignInAttemptTable {
  secret_hash: Buffer
  state_hash: Buffer
  vendor: string
  account_id: string | null
  nonce: string
  code_verifier: string
  redirect_uri: string
  person: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
  code_hash: Buffer | null
  expires: Timestamp
}

export interface SamlRoleMappingTable {
  uuid: Generated<string>
  account_id: string
  saml_role: string
  namespace_id: string | null
  for_group: Generated<boolean>
  for_location: Generated<boolean>
  role_id: string
  events: Hash
  sequence: Generated<number>
}

export interface SamlAssertionTable {
  account_id: string
  assertion_id: string
  expires: Timestamp
}

export interface LinkSignInTable {
  account_id: string
  payload_hash: Buffer
  expires: Timestamp
}

export interface JoinRequestTable {
  uuid: Generated<string>
  account_id: string
  user_id: string
  customfields: ColumnType<unknown, string | undefined, string>
  created: Timestamp
}

export interface SignInTables {
  link_sign_in: LinkSignInTable
  join_request: JoinRequestTable
  saml_role_mapping: SamlRoleMappingTable
  saml_assertion: SamlAssertionTable
  sign_in_provider: SignInProviderTable
  user_identity: UserIdentityTable
  sign_in_attempt: SignInAttemptTable
}
