-- What sharing with a namespace costs.
alter table namespace add column share_pricing jsonb not null default '{}';

-- A person's card as the payment processor keeps it, and how people know it.
alter table "user" add column card_customer text, add column card_description text;

create table share_charge (
  uuid uuid primary key default gen_random_uuid(),
  study_id uuid not null references study,
  namespace_id uuid not null references namespace,
  user_id uuid not null references "user",
  -- One price for all studies of a session.
  session_id uuid,
  -- In the smallest unit of the currency.
  amount integer not null,
  currency text not null,
  -- The charge at the processor; the same one where a share was repeated.
  processor_id text not null,
  created timestamptz not null default now()
);
create index share_charge_namespace on share_charge (namespace_id, created);
create index share_charge_study on share_charge (study_id);
