-- The services record of a study: one per phi_namespace, over the stored images of (storage_namespace, study_uid).
create table study (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  phi_namespace uuid not null references namespace,
  storage_namespace uuid not null references namespace,
  study_uid text not null,
  source text,
  source_ae_title text,
  destination_ae_title text,
  node_id uuid,
  must_approve boolean not null default false,
  phantom boolean not null default false,
  thin boolean not null default false,
  is_frozen boolean not null default false,
  shared_from uuid,
  share_message text,
  patient_name text,
  patientid text,
  patient_sex text,
  patient_birth_date text,
  patient_birth_time text,
  patient_age text,
  patient_weight text,
  patient_address text,
  patient_size text,
  patientid_other text,
  patient_name_other text,
  patient_phone text,
  patient_additional_history text,
  study_description text,
  accession_number text,
  patient_birthname text,
  patient_mother_birthname text,
  medical_record_locator text,
  patient_religious_preference text,
  patient_comments text,
  patient_current_location text,
  patient_institution_residence text,
  patient_ethnic_group text,
  patient_occupation text,
  study_date text,
  study_time text,
  modality text,
  referring_physician text,
  integration_key text,
  image_count integer not null default 0,
  attachment_count integer not null default 0,
  size bigint not null default 0,
  compressed_size bigint not null default 0,
  transfer_syntax_uid text,
  is_dicom_wrapped boolean not null default false,
  -- Names of attributes that a person edited: an arriving image no longer overwrites them.
  edited text[] not null default '{}',
  customfields jsonb not null default '{}',
  study_status text,
  last_status_change timestamptz,
  locked_by uuid references "user",
  locked_at timestamptz,
  seconds_to_ingest integer,
  synced timestamptz,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz,
  deleted_by uuid,
  -- When the images go; until then the study can be revived.
  purge_at timestamptz
);
create unique index study_triplet on study (storage_namespace, study_uid, phi_namespace) where deleted is null;
create index study_stored on study (storage_namespace, study_uid);
create index study_uid on study (study_uid) where deleted is null;
create index study_purge on study (purge_at) where purge_at is not null;
create index study_locked on study (locked_by, locked_at) where locked_by is not null;

-- One index for each order the worklist offers, newest first within it, so that a page is a walk along an index.
create index study_by_created on study (phi_namespace, created desc, uuid desc) where deleted is null;
create index study_by_updated on study (phi_namespace, updated desc, uuid desc) where deleted is null;
create index study_by_study_date on study (phi_namespace, study_date desc nulls last, uuid desc) where deleted is null;
create index study_by_patient_name on study (phi_namespace, lower(patient_name), uuid) where deleted is null;
create index study_by_patientid on study (phi_namespace, lower(patientid), uuid) where deleted is null;
create index study_by_accession_number on study (phi_namespace, accession_number, uuid) where deleted is null;
create index study_by_modality on study (phi_namespace, lower(modality), created desc, uuid desc) where deleted is null;
create index study_modalities on study using gin (phi_namespace, string_to_array(lower(modality), '\')) where deleted is null;
create index study_by_study_status on study (phi_namespace, lower(study_status), created desc, uuid desc) where deleted is null;
create index study_by_study_description on study (phi_namespace, lower(study_description), uuid) where deleted is null;
create index study_by_patient_birth_date on study (phi_namespace, lower(patient_birth_date), uuid) where deleted is null;
create index study_by_patient_sex on study (phi_namespace, lower(patient_sex), uuid) where deleted is null;
create index study_by_referring_physician on study (phi_namespace, lower(referring_physician), uuid) where deleted is null;
create index study_by_image_count on study (phi_namespace, image_count, uuid) where deleted is null;
create index study_by_size on study (phi_namespace, size, uuid) where deleted is null;
create index study_pending_approval on study (phi_namespace, created desc) where deleted is null and must_approve;
create index study_phantom on study (phi_namespace, created desc) where deleted is null and phantom;

-- How often each value occurs, for the expressions that are compared: without it the planner believes that few studies
-- have a common modality and sorts half an account instead of walking an index.
create statistics study_lower_patient_name on (lower(patient_name)) from study;
create statistics study_lower_patientid on (lower(patientid)) from study;
create statistics study_lower_modality on (lower(modality)) from study;
create statistics study_modality_items on (string_to_array(lower(modality), '\')) from study;
create statistics study_lower_study_status on (lower(study_status)) from study;
create statistics study_lower_study_description on (lower(study_description)) from study;
create statistics study_lower_patient_birth_date on (lower(patient_birth_date)) from study;
create statistics study_lower_patient_sex on (lower(patient_sex)) from study;
create statistics study_lower_referring_physician on (lower(referring_physician)) from study;

-- Wildcard and smart search.
create index study_words on study using gin (
  phi_namespace,
  lower(patient_name) gin_trgm_ops,
  lower(patientid) gin_trgm_ops,
  accession_number gin_trgm_ops,
  lower(study_description) gin_trgm_ops,
  lower(referring_physician) gin_trgm_ops
) where deleted is null;
create index study_customfields on study using gin (customfields jsonb_path_ops) where customfields <> '{}';

create table study_star (
  user_id uuid not null references "user",
  study_id uuid not null references study on delete cascade,
  account_id uuid,
  primary key (user_id, study_id)
);
create index study_star_study on study_star (study_id);

create table study_status_change (
  id bigint generated always as identity primary key,
  study_id uuid not null references study on delete cascade,
  account_id uuid,
  old text,
  new text not null,
  seconds integer not null,
  user_id uuid,
  date timestamptz not null default now()
);
create index study_status_change_study on study_status_change (study_id, id);

create table study_comment (
  uuid uuid primary key default uuidv7(),
  study_id uuid not null references study on delete cascade,
  account_id uuid,
  user_id uuid not null references "user",
  body text not null,
  created timestamptz not null default now(),
  deleted timestamptz
);
create index study_comment_study on study_comment (study_id, created desc) where deleted is null;

-- A change to a study that has not arrived yet (/study/set with a triplet).
create table study_future (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  study_uid text not null,
  storage_namespace uuid not null,
  phi_namespace uuid not null,
  user_id uuid not null,
  change jsonb not null,
  created timestamptz not null default now()
);
create index study_future_triplet on study_future (storage_namespace, study_uid, phi_namespace);

-- Marks belong to the stored study, so that they show in every share of it.
create table annotation (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  study_id uuid not null references study,
  storage_namespace uuid not null,
  study_uid text not null,
  user_id uuid not null references "user",
  series_uid text not null,
  instance_uid text not null,
  frame_number integer not null,
  json jsonb,
  stamp boolean not null default false,
  locked boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  deleted timestamptz
);
create index annotation_stored on annotation (storage_namespace, study_uid) where deleted is null;

create table keyimage (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  study_id uuid not null references study,
  storage_namespace uuid not null,
  study_uid text not null,
  user_id uuid not null references "user",
  series_uid text not null,
  instance_uid text not null,
  frame_number integer not null,
  version text not null,
  created timestamptz not null default now(),
  deleted timestamptz
);
create index keyimage_stored on keyimage (storage_namespace, study_uid) where deleted is null;
