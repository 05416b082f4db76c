-- Questions to the AI stack and its answers. Those of one call are a batch, asked one after the other.
create table ai_question (
  uuid uuid primary key default uuidv7(),
  batch uuid not null,
  position integer not null,
  account_id uuid,
  namespace_id uuid not null references namespace,
  study_id uuid references study,
  user_id uuid not null references "user",
  question text not null,
  detail text,
  -- As of /job/get: SCHEDULED, RUNNING, DONE, ERROR.
  state text not null default 'SCHEDULED',
  -- What the stack answered, whole.
  answer jsonb,
  error text,
  created timestamptz not null default now(),
  updated timestamptz not null default now()
);
-- One is asked once at a time of a study, or of a namespace.
create unique index ai_question_open on ai_question (namespace_id, study_id, question) nulls not distinct
  where state in ('SCHEDULED', 'RUNNING');
create index ai_question_batch on ai_question (batch, position);
