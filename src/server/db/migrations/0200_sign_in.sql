-- How an account's people sign in with a provider of their own organisation, and what is known of them there.
create table sign_in_provider (
  account_id uuid not null references account,
  kind text not null check (kind in ('oidc', 'saml')),
  enabled boolean not null default false,
  configuration jsonb not null default '{}',
  -- The client secret, encrypted with the key of the installation.
  secret bytea,
  updated timestamptz not null default now(),
  updated_by uuid,
  primary key (account_id, kind)
);

-- A person as a provider knows them. `account_id` is null for providers of the whole installation (Google).
create table user_identity (
  uuid uuid primary key default uuidv7(),
  user_id uuid not null references "user",
  account_id uuid references account,
  vendor text not null check (vendor in ('brand', 'google', 'saml')),
  issuer text not null,
  subject text not null,
  created timestamptz not null default now(),
  last_used timestamptz not null default now(),
  unique nulls not distinct (account_id, vendor, issuer, subject)
);
create index user_identity_user on user_identity (user_id);

-- A sign-in on its way through a provider. The browser holds the secret; the provider returns the state.
create table sign_in_attempt (
  secret_hash bytea primary key,
  state_hash bytea not null,
  vendor text not null,
  account_id uuid references account,
  nonce text not null,
  code_verifier text not null,
  redirect_uri text not null,
  -- Whom the provider named, where the person has yet to prove that the address here is theirs.
  person jsonb,
  -- SAML: what the browser was sent back with.
  code_hash bytea,
  expires timestamptz not null default now() + interval '10 minutes'
);
create index sign_in_attempt_state on sign_in_attempt (state_hash);
create index sign_in_attempt_expires on sign_in_attempt (expires);
