-- Reports that readers write. Two records of the same images have their own, unless the account shows them in both.
create table radreport (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  study_id uuid not null references study,
  storage_namespace uuid not null,
  study_uid text not null,
  -- Where the record was when it was written.
  phi_namespace uuid not null references namespace,
  type text not null,
  -- Not jsonb: the fields stay in the order in which they were written.
  fields json not null default '{}',
  -- What its texts are: plain, or HTML of the few tags that `radreport/formatted.ts` lets through.
  html boolean not null default false,
  -- The attachment of the study that holds the document: id, version, filename, mime_type, size.
  attachment jsonb,
  addendum_to uuid references radreport,
  user_id uuid not null references "user",
  created timestamptz not null default now(),
  created_by uuid not null references "user",
  updated timestamptz not null default now(),
  updated_by uuid not null references "user",
  signed timestamptz,
  signed_by uuid references "user",
  -- How often it has been signed.
  version integer not null default 0,
  deleted timestamptz
);
create index radreport_study on radreport (study_id) where deleted is null;
create index radreport_stored on radreport (storage_namespace, study_uid) where deleted is null;
create index radreport_user on radreport (account_id, user_id, created desc) where deleted is null;

-- What was signed, for good: a later change does not touch it.
create table radreport_version (
  radreport_id uuid not null references radreport,
  version integer not null,
  account_id uuid not null,
  fields json not null,
  html boolean not null,
  signed timestamptz not null,
  signed_by uuid not null references "user",
  detail text not null,
  primary key (radreport_id, version)
);

-- Who edits a report of a study: one report at a time, in one session (`enable_radreport_lock_reading`).
create table radreport_lock (
  study_id uuid primary key references study,
  account_id uuid not null,
  radreport_id uuid not null references radreport,
  user_id uuid not null references "user",
  -- MD5 of the sid, as a lock is its session’s; of who has none, their user.
  holder text not null,
  expires timestamptz not null
);
create index radreport_lock_report on radreport_lock (radreport_id);

create table radreport_macro (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  user_id uuid not null references "user",
  modality text not null,
  type text not null,
  name text not null,
  body json not null,
  hotkey text,
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create index radreport_macro_user on radreport_macro (account_id, user_id) where deleted is null;

create table radreport_template (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  type text not null,
  name text not null,
  body text not null,
  preview text,
  options json,
  active boolean not null default false,
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create unique index radreport_template_active on radreport_template (account_id, lower(type))
  where active and deleted is null;
create index radreport_template_account on radreport_template (account_id) where deleted is null;

alter table account add column radreport_mail_out_authorized boolean not null default false;
