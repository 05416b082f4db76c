-- Guests: people who come by a link or the patient portal. Each is a user row that nobody can sign in with, so that
-- what they mark has an author; their address need not be unique and never takes an address from anybody.
drop index user_email;
create unique index user_email on "user" (email) where deleted is null and not is_anonymous;

create table patient (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name text not null,
  first text not null,
  last text not null,
  mrn citext not null,
  sex text,
  birth_date text,
  email citext,
  mobile_phone text,
  alt_email citext,
  alt_mobile_phone text,
  event_share boolean not null default false,
  event_new_report boolean not null default true,
  settings jsonb not null default '{}',
  customfields jsonb not null default '{}',
  -- The guest that the portal makes at the first sign-in.
  user_id uuid references "user",
  last_event timestamptz not null default now(),
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create unique index patient_mrn on patient (account_id, mrn) where deleted is null;
create index patient_by_last_event on patient (account_id, last_event desc, uuid desc) where deleted is null;
create index patient_by_name on patient (account_id, lower(name), uuid) where deleted is null;
create index patient_by_birth_date on patient (account_id, birth_date, uuid) where deleted is null;
create index patient_names on patient (account_id, lower(last), lower(first)) where deleted is null;
create index patient_email on patient (account_id, email) where deleted is null;
create index patient_words on patient using gin (account_id, lower(name) gin_trgm_ops, (mrn::text) gin_trgm_ops)
  where deleted is null;
create index patient_customfields on patient using gin (customfields jsonb_path_ops) where customfields <> '{}';
-- A patient's studies are found by the account and the medical record number.
create index study_by_account_patientid on study (account_id, lower(patientid)) where deleted is null;

create table patient_pin (
  patient_id uuid primary key references patient,
  pin_hash bytea,
  expires timestamptz not null,
  failures integer not null default 0,
  -- Until then no further PIN is made or tried.
  locked_until timestamptz
);

create table link (
  uuid uuid primary key default gen_random_uuid(),
  short_id text unique,
  account_id uuid references account,
  action text not null check (action in ('STUDY_LIST', 'STUDY_VIEW', 'STUDY_UPLOAD', 'LOGIN')),
  description text,
  study_id uuid references study,
  filter jsonb,
  namespace_id uuid references namespace,
  -- In whose name the link works: the maker, or whom the maker stands in for.
  user_id uuid not null references "user",
  password_hash text,
  password_is_dob boolean not null default false,
  password_max_attempts integer,
  password_failures integer not null default 0,
  skip_email_prompt boolean not null default false,
  pin_auth boolean not null default false,
  include_priors boolean not null default false,
  max_hits integer,
  hits integer not null default 0,
  minutes_alive integer,
  expires timestamptz,
  email text,
  mobile_phone text,
  message text,
  share_on_view boolean not null default false,
  notify text[] not null default '{}',
  use_share_code boolean not null default false,
  share_code text,
  parameters jsonb,
  meeting_id uuid,
  anonymize jsonb,
  prompt_for_anonymize boolean not null default false,
  referer text,
  acceptance_required boolean not null default false,
  mfm_page boolean not null default false,
  charge_amount integer,
  charge_currency text,
  charge_description text,
  upload_match jsonb,
  upload_study_customfields jsonb,
  workflow text,
  ui_json jsonb,
  inherit_permissions boolean not null default false,
  viewer text,
  last_used timestamptz,
  created timestamptz not null default now(),
  created_by uuid not null references "user",
  updated timestamptz not null default now(),
  deleted timestamptz
);
create index link_study on link (study_id, created desc) where deleted is null;
create index link_user on link (user_id, created desc) where deleted is null;
create index link_account on link (account_id, created desc) where deleted is null;
create index link_namespace on link (namespace_id) where deleted is null;

create table link_pin (
  pin_hash bytea primary key,
  link_id uuid not null references link,
  expires timestamptz not null
);
create index link_pin_link on link_pin (link_id);

-- One visit by a link.
create table link_usage (
  uuid uuid primary key default gen_random_uuid(),
  link_id uuid not null references link,
  user_id uuid not null references "user",
  email text,
  client_address text,
  detail jsonb,
  -- The visit may still be taken up by /link/sid.
  open boolean not null default false,
  created timestamptz not null default now()
);
create index link_usage_link on link_usage (link_id, created desc);

alter table session
  add column link_id uuid references link,
  add column patient_id uuid references patient;
create index session_link on session (link_id) where link_id is not null;
create index session_patient on session (patient_id) where patient_id is not null;
