-- A study may be both shared with a namespace and copied to it.
drop index study_share_live;
create unique index study_share_live on study_share (study_id, namespace_id, action) where stopped is null;

-- Copies whose images have to be written anew, because their UIDs or their patient change: what a job works through.
create table study_copy (
  uuid uuid primary key default uuidv7(),
  kind text not null check (kind in ('duplicate', 'clone', 'split')),
  study_id uuid not null references study on delete cascade,
  copy_id uuid not null references study on delete cascade,
  namespace_id uuid not null references namespace,
  -- Of the one series that is copied; all of them without.
  series_uid text,
  new_series_uids boolean not null default false,
  new_image_uids boolean not null default false,
  exclude_phi boolean not null default false,
  state text not null default 'SCHEDULED' check (state in ('SCHEDULED', 'RUNNING', 'DONE', 'ERROR')),
  -- Images.
  total integer not null,
  done integer not null default 0,
  error text,
  user_id uuid not null references "user",
  created timestamptz not null default now(),
  updated timestamptz not null default now()
);
create index study_copy_study on study_copy (study_id, kind);
create index study_copy_copy on study_copy (copy_id);
