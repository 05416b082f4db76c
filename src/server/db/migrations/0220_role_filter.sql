-- Access filters: what a role, or every role of an account, may not do with the objects that a filter finds.
create table role_filter (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  role_id uuid references role,
  name text,
  object_type text not null,
  -- Expressions as a saved filter holds them.
  filter jsonb not null,
  -- Permission flags, all of them 0.
  permissions_mask jsonb not null,
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create index role_filter_account on role_filter (account_id) where deleted is null;
create index role_filter_role on role_filter (role_id) where deleted is null;

-- Processes that remember what a caller sees forget it when a filter changes.
create trigger announce_access after insert or update or delete on role_filter
  for each statement execute function announce_access_change();
