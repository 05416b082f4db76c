-- The archive: a second store of image files, from which studies are brought back.
alter table stored_study
  -- v3's letter: null while its files are in the store, U while they are in the archive alone, R on their way back.
  add column storage_state text check (storage_state in ('U', 'R')),
  -- The archive holds every file of this revision.
  add column archived_revision bigint,
  add column archived timestamptz,
  -- While it comes back: how many files are there.
  add column retrieved integer;
create index stored_study_unarchived on stored_study (updated)
  where storage_state is null and archived_revision is distinct from revision;
create index stored_study_retrieving on stored_study (id) where storage_state = 'R';

-- Who waits for a study to come back, by which record they asked.
create table study_retrieval (
  study_id uuid not null references study on delete cascade,
  account_id uuid,
  user_id uuid not null references "user",
  created timestamptz not null default now(),
  primary key (study_id, user_id)
);
