-- What other programs of an account encrypt with, for links that they make (`/link/external`, `/link/sso`); itself encrypted.
alter table account add column link_key bytea;

-- Sign-ins by link that were used.
create table link_sign_in (
  account_id uuid not null references account,
  payload_hash bytea not null,
  expires timestamptz not null,
  primary key (account_id, payload_hash)
);

alter table user_identity drop constraint user_identity_vendor_check;
alter table user_identity add check (vendor in ('brand', 'google', 'saml', 'link'));
