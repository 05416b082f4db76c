-- The account at the payment processor that is paid.
alter table account add column payment_account text;

-- What was paid to open a link. Its uuid is what the payer shows.
create table link_charge (
  uuid uuid primary key default gen_random_uuid(),
  link_id uuid not null references link,
  amount integer not null,
  currency text not null,
  -- The charge at the processor.
  processor_id text not null unique,
  client_address text,
  created timestamptz not null default now()
);
create index link_charge_link on link_charge (link_id);
