-- What programs of an account name it by; it never changes.
alter table account add column account_key uuid not null default gen_random_uuid() unique;

-- Keys of programs that act for the members of an account. Only their SHA-256 is kept.
create table api_key (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name text not null,
  key_hash bytea not null unique,
  -- The last characters, for people to tell keys apart.
  hint text not null,
  scopes text[] not null,
  -- Origins of pages that may use it from a browser; any, where there is none.
  origins text[] not null default '{}',
  expires timestamptz,
  last_used timestamptz,
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create index api_key_account on api_key (account_id) where deleted is null;
