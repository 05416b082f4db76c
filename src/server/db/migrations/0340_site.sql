-- Trial sites: institutions that take part in trials, which are the groups of trial accounts. A site belongs to the
-- account that manages it, which may be another than those of its trials.
create table site (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext not null,
  -- Of which site it is a satellite.
  site_id uuid references site,
  country text,
  state text,
  zip text,
  city text,
  address1 text,
  address2 text,
  inactive boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index site_account on site (account_id) where deleted is null;
create index site_satellite on site (site_id) where deleted is null and site_id is not null;

-- Whom to turn to at a site, and what role they are to have in its groups.
create table site_user (
  site_id uuid not null references site,
  account_id uuid not null references account,
  user_id uuid not null references "user",
  role_name text not null,
  site_email citext,
  created timestamptz not null default now(),
  primary key (site_id, user_id)
);

create table scanner (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  site_id uuid not null references site,
  name citext not null,
  modality text,
  serial_no text,
  manufacturer text,
  model text,
  customfields jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index scanner_account on scanner (account_id) where deleted is null;
create index scanner_site on scanner (site_id) where deleted is null;

-- For which trials a scanner has been validated, by which study.
create table group_scanner (
  group_id uuid not null references "group",
  scanner_id uuid not null references scanner,
  account_id uuid not null references account,
  study_uid text not null,
  created timestamptz not null default now(),
  created_by uuid,
  primary key (group_id, scanner_id)
);
create index group_scanner_scanner on group_scanner (scanner_id);

alter table "group"
  add column site_id uuid references site,
  add column site_qualified boolean not null default false,
  add column site_inactive boolean not null default false;
create index group_site on "group" (site_id) where deleted is null and site_id is not null;

-- The account whose sites the groups of this one may have.
alter table account add column site_management_account_id uuid references account;
