alter table "order" add column customfields jsonb not null default '{}';
create index order_words on "order" (account_id, lower(patient_name)) where deleted is null;
create trigger announce_access after insert or update or delete on "order"
  for each statement execute function announce_access_change();
alter table order_sps
  add column mpps_status text not null default 'PENDING',
  add column mpps_uid text;
