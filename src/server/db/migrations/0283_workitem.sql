-- Unified Procedure Steps (PS3.4 Annex CC): work that is scheduled, taken up, and done or given up.
create table workitem (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  namespace_id uuid not null references namespace,
  uid text not null,
  state text not null default 'SCHEDULED' check (state in ('SCHEDULED', 'IN PROGRESS', 'COMPLETED', 'CANCELED')),
  -- Who has it locks it with this.
  transaction_uid text,
  -- DICOM JSON, without state and lock.
  attributes jsonb not null,
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now()
);
create unique index workitem_uid on workitem (namespace_id, uid);
create index workitem_state on workitem (namespace_id, state, uuid desc);

-- Who is told of a step, of all steps of the places they may see, or of those that a search finds.
create table workitem_subscription (
  uuid uuid primary key default uuidv7(),
  user_id uuid not null references "user",
  aetitle text not null,
  workitem_id uuid references workitem on delete cascade,
  -- Matching keys as a query, of a filtered subscription to all.
  query text,
  deletion_lock boolean not null default false,
  -- Of those to all: steps that are still to come are not told of.
  suspended timestamptz,
  created timestamptz not null default now()
);
create unique index workitem_subscription_one on workitem_subscription (user_id, aetitle, workitem_id)
  where workitem_id is not null;
create unique index workitem_subscription_all on workitem_subscription (user_id, aetitle) where workitem_id is null;
create index workitem_subscription_step on workitem_subscription (workitem_id) where workitem_id is not null;
