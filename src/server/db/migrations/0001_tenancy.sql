-- Accounts, the namespaces they and their people own, users, roles, sessions.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists citext;

create table account (
  uuid uuid primary key default uuidv7(),
  name citext not null,
  vanity citext unique,
  namespace_id uuid not null,
  role_id uuid,
  password_expire integer,
  session_expire integer,
  can_request boolean not null default false,
  css text,
  vendor text,
  client_code text,
  settings jsonb not null default '{}',
  customfields jsonb not null default '{}',
  disabled boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create unique index account_name on account (name) where deleted is null;

-- Every account, group, location and user owns one. Studies live in namespaces.
create table namespace (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  type text not null check (type in ('account_id', 'group_id', 'location_id', 'user_id')),
  type_uuid uuid not null,
  name text not null,
  must_approve boolean not null default false,
  must_approve_upload boolean not null default false,
  must_approve_harvest boolean not null default false,
  must_approve_move boolean not null default false,
  must_approve_copy boolean not null default false,
  no_share boolean not null default false,
  share_code citext unique,
  share_description text,
  share_settings jsonb,
  share_via_gateway boolean not null default false,
  hl7_template text,
  search_threshold integer,
  settings jsonb not null default '{}',
  deleted timestamptz
);
create index namespace_account on namespace (account_id);
create index namespace_owner on namespace (type_uuid);

create table "user" (
  uuid uuid primary key default uuidv7(),
  email citext not null,
  alt_emails text[] not null default '{}',
  first text not null,
  last text not null,
  name text generated always as (btrim(first || ' ' || last)) stored,
  mobile_phone text,
  namespace_id uuid not null,
  password_hash text,
  password_changed timestamptz not null default now(),
  -- Hashes of the last three, the present one first.
  password_history text[] not null default '{}',
  password_reset boolean not null default false,
  sysadmin boolean not null default false,
  support boolean not null default false,
  is_anonymous boolean not null default false,
  blocked boolean not null default false,
  disabled boolean not null default false,
  time_zone text,
  pin_required boolean not null default false,
  totp_secret text,
  public_key text,
  public_key_changed timestamptz,
  allowed_login_brands text,
  npi text,
  terms_md5 text,
  privacy_md5 text,
  indicator_md5 text,
  events jsonb not null default '{}',
  ui_json jsonb,
  session_expire integer,
  last_login timestamptz,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  deleted timestamptz
);
create unique index user_email on "user" (email) where deleted is null;

create table role (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext not null,
  description text,
  type text,
  for_account boolean not null default true,
  for_group boolean not null default true,
  for_location boolean not null default true,
  permissions jsonb not null default '{}',
  settings jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index role_account on role (account_id) where deleted is null;

create table "group" (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext not null,
  namespace_id uuid not null references namespace,
  role_id uuid references role,
  customfields jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index group_account on "group" (account_id) where deleted is null;

create table location (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext not null,
  namespace_id uuid not null references namespace,
  role_id uuid references role,
  customfields jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index location_account on location (account_id) where deleted is null;

create table user_account (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  user_id uuid not null references "user",
  role_id uuid references role,
  account_login citext,
  account_password_hash text,
  session_expire integer,
  -- A global user has the account role in every group and location of the account.
  global boolean not null default false,
  sso_only boolean not null default false,
  events jsonb not null default '{}',
  customfields jsonb not null default '{}',
  created timestamptz not null default now(),
  unique (account_id, user_id)
);
create index user_account_user on user_account (user_id);
create unique index user_account_login on user_account (account_id, account_login) where account_login is not null;

create table user_group (
  group_id uuid not null references "group",
  account_id uuid not null references account,
  user_id uuid not null references "user",
  role_id uuid references role,
  events jsonb not null default '{}',
  no_physician_alias_share boolean not null default false,
  primary key (group_id, user_id)
);
create index user_group_user on user_group (user_id);

create table user_location (
  location_id uuid not null references location,
  account_id uuid not null references account,
  user_id uuid not null references "user",
  role_id uuid references role,
  events jsonb not null default '{}',
  primary key (location_id, user_id)
);
create index user_location_user on user_location (user_id);

-- A sid, or a Bearer token: only its SHA-256 is kept.
create table session (
  uuid uuid primary key default uuidv7(),
  secret_hash bytea not null unique,
  kind text not null check (kind in ('sid', 'token')),
  user_id uuid not null references "user",
  csrf_hash bytea,
  -- Minutes of idleness for a sid; tokens have a fixed end.
  session_expire integer not null,
  expires timestamptz not null,
  created timestamptz not null default now(),
  client_address text,
  pin_hash text,
  pin_via text,
  pin_expires timestamptz,
  pin_failures integer not null default 0,
  pin_required boolean not null default false,
  sign_required boolean not null default false
);
create index session_by_user on session (user_id, created);
create index session_expires on session (expires);

create table trusted_device (
  secret_hash bytea primary key,
  user_id uuid not null references "user",
  client_address text not null,
  created timestamptz not null default now(),
  expires timestamptz not null
);
create index trusted_device_user on trusted_device (user_id, created);

create table login_failure (
  login citext not null,
  client_address text not null,
  failures integer not null,
  last timestamptz not null,
  primary key (login, client_address)
);

create table password_token (
  token_hash bytea primary key,
  user_id uuid not null references "user",
  expires timestamptz not null
);

-- /setting/*: a user's own values. temp_ keys belong to one session.
create table user_setting (
  user_id uuid not null references "user",
  account_id uuid,
  session_id uuid references session on delete cascade,
  key text not null,
  value text not null,
  updated timestamptz not null default now(),
  unique nulls not distinct (user_id, account_id, session_id, key)
);
create index user_setting_session on user_setting (session_id) where session_id is not null;
