-- What failed at the door, for accounts that ask for it (`audit_failed_logins`). Thirty days.
create table failed_login (
  id bigint generated always as identity primary key,
  account_id uuid not null references account,
  at timestamptz not null default now(),
  reason text not null check (reason in ('LOCKOUT', 'PRIMARY')),
  vanity text,
  client_address text,
  -- As they were sent to `/session/login`: the login, or the account's name and the login in it.
  named text[] not null
);
create index failed_login_account on failed_login (account_id, at desc);
create index failed_login_at on failed_login (at);

-- What clients log (`/audit/log`). Thirty days.
create table client_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  bucket text not null,
  message jsonb not null,
  user_id uuid references "user",
  client_address text
);
create index client_log_address on client_log (client_address, at desc);
create index client_log_at on client_log (at);

-- When the chain of hashes was last computed anew, and where it broke, if it did.
create table audit_check (
  id integer primary key default 1 check (id = 1),
  checked timestamptz not null,
  sealed bigint not null,
  broken bigint
);

-- The history of a patient's studies is asked for by the patient's ID.
create index study_patient on study (lower(patientid));
