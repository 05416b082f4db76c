-- What an account keeps of each of its members.
alter table user_account
  add column account_email citext,
  add column account_alias text,
  add column password_reset boolean not null default false,
  add column global_role_id uuid references role,
  add column epic_user text,
  add column max_sessions integer,
  add column external_roles jsonb not null default '[]',
  add column settings jsonb not null default '{}',
  add column updated timestamptz not null default now();
create index user_account_account on user_account (account_id, user_id);
create index user_by_name on "user" (lower(name), uuid) where deleted is null and not is_anonymous;
create index user_words on "user" using gin (lower(name) gin_trgm_ops, (email::text) gin_trgm_ops) where deleted is null;

alter table user_location add column no_physician_alias_share boolean not null default false;

create table account_vanity (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  vanity citext not null unique,
  ui_json jsonb not null default '{}',
  sort_order integer not null default 0,
  created timestamptz not null default now()
);
create index account_vanity_account on account_vanity (account_id, sort_order, uuid);
insert into account_vanity (account_id, vanity) select uuid, vanity from account where vanity is not null and deleted is null;

-- The same value is always the same number.
create table account_md5_counter (
  account_id uuid not null references account,
  md5 text not null,
  counter bigint not null,
  primary key (account_id, md5)
);

-- Who of an account may share with whom. Without a rule everybody may who has the permission.
create table share_rule (
  account_id uuid not null references account,
  by_type text not null check (by_type in ('user', 'account', 'group', 'location')),
  by_id uuid not null,
  with_type text not null check (with_type in ('user', 'account', 'group', 'location')),
  with_id uuid not null,
  created timestamptz not null default now(),
  created_by uuid,
  primary key (account_id, by_type, by_id, with_type, with_id)
);

create table user_invite (
  uuid uuid primary key default gen_random_uuid(),
  account_id uuid not null references account,
  email citext not null,
  role_id uuid references role,
  global boolean not null default false,
  global_role_id uuid references role,
  -- Groups and locations to be added to, by their uuid: the role there.
  groups jsonb not null default '{}',
  locations jsonb not null default '{}',
  expires timestamptz,
  accepted timestamptz,
  created timestamptz not null default now(),
  created_by uuid not null references "user"
);
create index user_invite_account on user_invite (account_id, created desc);
