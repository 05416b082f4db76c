-- What one account asks another for: a patient's studies, to be shared or copied into a namespace of the asking one.
create table study_request (
  uuid uuid primary key default uuidv7(),
  -- The account that is asked.
  account_id uuid not null references account,
  requesting_account_id uuid not null references account,
  namespace_id uuid not null references namespace,
  -- N pending, I in progress, R rejected, C closed.
  status text not null default 'N' check (status in ('N', 'I', 'R', 'C')),
  comments text not null,
  patientid text,
  patient_first_name text not null,
  patient_last_name text not null,
  patient_sex text,
  -- Dates in DICOM form.
  patient_birth_date text not null,
  modality text,
  study_date_start text,
  study_date_end text,
  study_description text,
  -- What the two sides see of it in their inboxes, and put away one by one.
  inbound_activity_id uuid not null default gen_random_uuid(),
  outbound_activity_id uuid not null default gen_random_uuid(),
  created timestamptz not null default now(),
  created_by uuid not null references "user",
  updated timestamptz not null default now(),
  updated_by uuid not null references "user"
);
create index study_request_asked on study_request (account_id, status, created desc);
create index study_request_asking on study_request (requesting_account_id, updated desc);
create index study_request_inbound on study_request (inbound_activity_id);
create index study_request_outbound on study_request (outbound_activity_id);

alter table message add column study_request_id uuid references study_request;
create index message_study_request on message (study_request_id) where study_request_id is not null;
