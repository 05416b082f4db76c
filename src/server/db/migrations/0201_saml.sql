-- Roles as a provider names them, and what they mean in an account.
create table saml_role_mapping (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  saml_role text not null,
  -- None: every group, or location, of the account, as the flags say.
  namespace_id uuid references namespace,
  for_group boolean not null default false,
  for_location boolean not null default false,
  role_id uuid not null references role,
  events jsonb not null default '{}',
  sequence integer not null default 0,
  unique nulls not distinct (account_id, saml_role, namespace_id)
);
create index saml_role_mapping_role on saml_role_mapping (role_id);

-- Assertions that have been used, until they are too old to be used at all.
create table saml_assertion (
  account_id uuid not null references account,
  assertion_id text not null,
  expires timestamptz not null,
  primary key (account_id, assertion_id)
);
create index saml_assertion_expires on saml_assertion (expires);
