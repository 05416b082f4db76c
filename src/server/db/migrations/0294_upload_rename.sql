-- Studies that come in under a new Study Instance UID, since the old one is there already (`force_new_study_on_upload`).
create table upload_rename (
  storage_namespace uuid not null references namespace,
  user_id uuid not null,
  study_uid text not null,
  new_study_uid text not null,
  created timestamptz not null default now(),
  primary key (storage_namespace, user_id, study_uid)
);
