-- How long the stages of a study's way take: written by uploaders, read by who looks for the slow one.
create table study_timing (
  id bigint generated always as identity primary key,
  account_id uuid,
  storage_namespace uuid not null,
  study_uid text not null,
  event text not null,
  size bigint,
  user_id uuid,
  created timestamptz not null default clock_timestamp()
);
create index study_timing_study on study_timing (storage_namespace, study_uid, id);
