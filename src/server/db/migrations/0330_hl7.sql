-- HL7 v2 messages that gateways send in, as they came. What lists and studies need of one is kept beside it.
create table hl7 (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  node_id uuid not null references node,
  md5 text not null,
  message text not null,
  type text,
  patientid text,
  patient_name text,
  -- A key for every accession number of the message, each 1: v3's filter asks for them so.
  accession_number_h jsonb not null default '{}',
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create index hl7_account on hl7 (account_id, created desc) where deleted is null;
create index hl7_accession on hl7 using gin (accession_number_h) where deleted is null;
create index study_by_account_accession on study (account_id, accession_number)
  where deleted is null and accession_number is not null;
