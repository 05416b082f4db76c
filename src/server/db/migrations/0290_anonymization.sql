-- What is replaced in studies that come into a namespace: v3's rules by field.
alter table namespace
  add column anonymize jsonb not null default '{}',
  add column prompt_for_anonymize boolean not null default false;

-- The substitutions between a record and its images: a list of {tag, pattern, flags, replacement, empty}.
alter table study add column anonymization jsonb;

-- The last number of each pattern `__COUNTER-…__`.
create table anonymization_counter (
  namespace_id uuid not null references namespace,
  pattern text not null,
  value bigint not null,
  primary key (namespace_id, pattern)
);

-- Rules of an account that several of its namespaces may have.
create table anonymization_profile (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name text not null,
  rules jsonb not null,
  created timestamptz not null default now(),
  created_by uuid,
  updated timestamptz not null default now(),
  updated_by uuid,
  deleted timestamptz
);
create index anonymization_profile_account on anonymization_profile (account_id) where deleted is null;
alter table namespace add column anonymization_id uuid references anonymization_profile;
