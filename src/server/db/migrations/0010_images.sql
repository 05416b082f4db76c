-- What the images say: stored studies, their series and instances, attachments. A services record (table study)
-- points to a stored study by (storage_namespace, study_uid).
create table stored_study (
  id bigint generated always as identity primary key,
  account_id uuid,
  storage_namespace uuid not null references namespace,
  study_uid text not null,
  -- As in the images. Images of another patient are refused (see ingest/write.ts).
  patient_id text not null,
  patient_name text not null,
  -- Patient and study attributes as DICOM JSON, of the first image that had them.
  attributes jsonb not null,
  modalities text[] not null default '{}',
  sop_classes text[] not null default '{}',
  series_count integer not null default 0,
  instance_count integer not null default 0,
  size bigint not null default 0,
  -- Grows with every change to what the study holds.
  revision bigint not null default 1,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (storage_namespace, study_uid)
);
create index stored_study_uid on stored_study (study_uid);
create index stored_study_modalities on stored_study using gin (modalities);

create table stored_series (
  id bigint generated always as identity primary key,
  account_id uuid,
  stored_study_id bigint not null references stored_study on delete cascade,
  series_uid text not null,
  modality text,
  series_number integer,
  attributes jsonb not null,
  instance_count integer not null default 0,
  revision bigint not null default 1,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (stored_study_id, series_uid)
);
create index stored_series_uid on stored_series (series_uid);

-- One row for each version of an instance; one of them is current.
create table stored_instance (
  id bigint generated always as identity primary key,
  account_id uuid,
  stored_study_id bigint not null references stored_study on delete cascade,
  stored_series_id bigint not null references stored_series on delete cascade,
  sop_instance_uid text not null,
  sop_class_uid text not null,
  instance_number integer,
  version integer not null default 1,
  current boolean not null default true,
  -- SHA-256 of the file: its key in the object store.
  hash bytea not null,
  size bigint not null,
  transfer_syntax_uid text not null,
  rows integer,
  columns integer,
  -- Frames that are there, 0 for objects without pixels.
  frames integer not null,
  -- Where they are: see dicom/frame-index.ts. Null without pixels.
  frame_index jsonb,
  -- The header as DICOM JSON, compressed with Zstandard.
  metadata bytea not null,
  created timestamptz not null default now(),
  superseded timestamptz
);
alter table stored_instance alter metadata set storage external;
create unique index stored_instance_current on stored_instance (stored_study_id, sop_instance_uid) where current;
create index stored_instance_series on stored_instance (stored_series_id, instance_number, sop_instance_uid) where current;
create index stored_instance_uid on stored_instance (sop_instance_uid) where current;
create index stored_instance_versions on stored_instance (stored_study_id, sop_instance_uid, version);
create index stored_instance_hash on stored_instance (hash);

-- All current instances of a series as one DICOM JSON array, compressed; right while the revisions agree.
create table stored_series_metadata (
  stored_series_id bigint primary key references stored_series on delete cascade,
  account_id uuid,
  revision bigint not null,
  metadata bytea not null
);
alter table stored_series_metadata alter metadata set storage external;

create table attachment (
  id uuid primary key default uuidv7(),
  account_id uuid,
  storage_namespace uuid not null references namespace,
  study_uid text not null,
  -- The copy of the study it was attached to.
  phi_namespace uuid not null references namespace,
  -- SHA-256 in hexadecimal: v3's version of an attachment, and the key in the object store.
  version text not null,
  filename text not null,
  mime_type text not null,
  size bigint not null,
  stored timestamptz not null default clock_timestamp(),
  created_by uuid
);
create unique index attachment_once on attachment (storage_namespace, study_uid, id, version);
create index attachment_study on attachment (storage_namespace, study_uid, stored desc);
create index attachment_version on attachment (version);

-- Objects that a deletion left behind. A job removes those that nothing refers to.
create table object_garbage (
  hash text primary key,
  since timestamptz not null default now()
);

-- A large upload arriving in parts (v3 storage, /multipart).
create table multipart_upload (
  uuid uuid primary key default uuidv7(),
  user_id uuid not null references "user",
  created timestamptz not null default now()
);
create table multipart_part (
  upload_uuid uuid not null references multipart_upload on delete cascade,
  name text not null,
  -- SHA-256 in hexadecimal.
  hash text not null,
  size bigint not null,
  primary key (upload_uuid, name)
);

-- Processes remember for a moment what a caller may see; a change of rights ends that.
create function announce_access_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('collimate_event', '{"channel":"access","event":"CHANGED"}');
  return null;
end $$;
create trigger announce_access after insert or update or delete on user_account
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on user_group
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on user_location
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on role
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on account
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on "group"
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on location
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on namespace
  for each statement execute function announce_access_change();
create trigger announce_access after update or delete on "user"
  for each statement execute function announce_access_change();
