import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { eventParams, eventsOut } from './event.ts'
import { flag, flagOut, integer, jsonList, text, uuid } from './value.ts'

/** Ours: how an account's people sign in with the provider of their own organisation. */

const sharedParams = {
  account_id: uuid,
  enabled: flag.optional(),
  label: text.optional(),
  create_users: flag.optional(),
  second_factor: flag.optional(),
  role_attribute: text.optional(),
}
const sharedOut = {
  enabled: flagOut,
  label: z.string(),
  create_users: flagOut,
  second_factor: flagOut,
  role_attribute: z.string(),
}

export const accountSsoGet = command('/account/sso/get', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    /** Whether this installation is known to Google, so that the account can let people use it. */
    google_available: flagOut,
    oidc: z.object({
      ...sharedOut,
      issuer: z.string(),
      client_id: z.string(),
      scopes: z.string(),
      /** The secret itself is never given back. */
      has_secret: flagOut,
      /** What has to be registered with the provider. */
      redirect_uri: z.string(),
    }),
    saml: z.object({
      ...sharedOut,
      metadata_url: z.string(),
      issuer: z.string(),
      entry_point: z.string(),
      certificates: z.array(z.string()),
      email_attribute: z.string(),
      first_attribute: z.string(),
      last_attribute: z.string(),
      /** How the identity provider knows us: our metadata stand at the entity id. */
      entity_id: z.string(),
      acs_url: z.string(),
    }),
  }),
  errors: [],
})

export const accountSsoOidcSet = command('/account/sso/oidc/set', {
  permission: anyOf('account_edit'),
  params: z.object({
    ...sharedParams,
    issuer: text.optional(),
    client_id: text.optional(),
    /** Empty drops it: a public client, with PKCE alone. */
    client_secret: text.optional(),
    scopes: text.optional(),
  }),
  returns: z.object({}),
  errors: ['INVALID_URL', 'INCOMPLETE'],
})

export const accountSsoSamlSet = command('/account/sso/saml/set', {
  permission: anyOf('account_edit'),
  params: z.object({
    ...sharedParams,
    /** An address to read the metadata from, or the metadata themselves: they fill in the three that follow. */
    metadata_url: text.optional(),
    metadata: text.optional(),
    issuer: text.optional(),
    entry_point: text.optional(),
    certificates: jsonList.optional(),
    email_attribute: text.optional(),
    first_attribute: text.optional(),
    last_attribute: text.optional(),
  }),
  returns: z.object({}),
  errors: ['INVALID_URL', 'INVALID_METADATA', 'INVALID_CERTIFICATE', 'PROVIDER_UNREACHABLE', 'INCOMPLETE'],
})

export const accountSsoTest = command('/account/sso/test', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid, kind: text }),
  returns: z.object({
    /** What the provider said of itself, for people: name and value. */
    found: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  errors: ['PROVIDER_UNREACHABLE', 'INCOMPLETE', 'INVALID_KIND'],
})

export const accountSamlRoleList = command('/account/saml/role/list', {
  permission: anyOf('saml_role_edit'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    roles: z.array(
      z.object({
        saml_role: z.string(),
        namespace_id: z.string().nullable(),
        for_group: flagOut,
        for_location: flagOut,
        namespace_name: z.string().nullable(),
        role_id: z.string(),
        role_name: z.string(),
        ...eventsOut,
        sequence: z.number().int(),
      }),
    ),
  }),
  errors: ['NOT_SYSADMIN_OR_SUPPORT'],
})

export const accountSamlRoleSet = command('/account/saml/role/set', {
  permission: anyOf('saml_role_edit'),
  params: z.object({
    account_id: uuid,
    saml_role: text,
    namespace_id: uuid.optional(),
    for_group: flag.optional(),
    for_location: flag.optional(),
    /** Not needed to delete a mapping. */
    role_id: uuid.optional(),
    ...eventParams,
    sequence: integer.optional(),
    delete: flag.optional(),
  }),
  oneOf: [[['role_id'], ['delete']]],
  returns: z.object({}),
  errors: ['NOT_SYSADMIN_OR_SUPPORT', 'ROLE_NAMESPACE_MISMATCH'],
})
