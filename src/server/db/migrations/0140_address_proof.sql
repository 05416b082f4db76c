-- A token that stands in a mail to this address and nowhere else: whoever has it reads the address's mail.
create table address_proof (
  token_hash bytea primary key,
  email citext not null,
  expires timestamptz not null default now() + interval '90 days'
);
create index address_proof_expires on address_proof (expires);
