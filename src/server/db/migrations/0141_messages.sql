-- Why a study has to be approved: S shared, M moved, U uploaded.
alter table study add column approval_reason text;

create table message (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  namespace_id uuid not null references namespace,
  user_id uuid not null references "user",
  parent_id uuid references message,
  study_id uuid references study on delete set null,
  subject text,
  body text not null,
  created timestamptz not null default now(),
  deleted timestamptz
);
create index message_namespace on message (namespace_id, created desc, uuid desc) where deleted is null;
create index message_user on message (user_id, created desc) where deleted is null;
create index message_study on message (study_id) where deleted is null and study_id is not null;

-- Since when a person's new messages are counted.
create table message_counter (
  user_id uuid primary key references "user" on delete cascade,
  since timestamptz not null
);

-- Activities are read from what they are about; what a person has put away is kept here.
create table activity_dismissed (
  user_id uuid not null references "user" on delete cascade,
  activity_id uuid not null,
  created timestamptz not null default now(),
  primary key (user_id, activity_id)
);
