-- Who asks to become a member of an account.
create table join_request (
  uuid uuid primary key default gen_random_uuid(),
  account_id uuid not null references account,
  user_id uuid not null references "user" on delete cascade,
  -- What they said of themselves when they registered: uuid, name and value of each custom field.
  customfields jsonb not null default '[]',
  created timestamptz not null default now(),
  unique (account_id, user_id)
);
create index join_request_user on join_request (user_id);

-- A picture, Base64, that stands under what the person signs.
alter table "user" add column signature text;
