-- A share makes another record over the same stored images. This keeps who made it of which, for as long as it stands.
create table study_share (
  uuid uuid primary key default uuidv7(),
  study_id uuid not null references study on delete cascade,
  shared_id uuid not null references study on delete cascade,
  account_id uuid,
  type text not null check (type in ('account_id', 'location_id', 'group_id', 'user_id')),
  type_uuid uuid not null,
  namespace_id uuid not null references namespace,
  -- `copy` for a duplicate.
  action text not null default 'share',
  created timestamptz not null default now(),
  created_by uuid not null references "user",
  stopped timestamptz
);
create unique index study_share_live on study_share (study_id, namespace_id) where stopped is null;
create index study_share_shared on study_share (shared_id);

-- Shares with addresses that nobody has registered yet: whoever does finds the study.
create table user_invite_share (
  uuid uuid primary key default gen_random_uuid(),
  study_id uuid not null references study on delete cascade,
  email citext not null,
  message text,
  created timestamptz not null default now(),
  created_by uuid not null references "user",
  taken timestamptz
);
create unique index user_invite_share_live on user_invite_share (study_id, email) where taken is null;
create index user_invite_share_email on user_invite_share (email) where taken is null;

-- Shares of studies that are still on their way.
create table study_deferred_share (
  uuid uuid primary key default uuidv7(),
  storage_namespace uuid not null,
  study_uid text not null,
  phi_namespace uuid not null,
  user_id uuid not null references "user",
  parameters jsonb not null,
  expires timestamptz not null default now() + interval '2 hours'
);
create index study_deferred_share_study on study_deferred_share (storage_namespace, study_uid);

alter table study
  add column must_match jsonb,
  -- The record that this one was shared from.
  add column shared_from_study uuid;
