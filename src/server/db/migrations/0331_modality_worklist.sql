-- The UIDs that a modality gives to the study of an order, and to its report on a step, are ours from the start.
create function random_uid() returns text language sql volatile as
  $$ select '2.25.' || ('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint::text $$;
alter table "order" add column study_uid text not null default random_uid();
update order_sps set mpps_uid = random_uid() where mpps_uid is null;
alter table order_sps alter column mpps_uid set default random_uid(), alter column mpps_uid set not null;
create unique index order_sps_mpps on order_sps (mpps_uid);
create index order_sps_due on order_sps (account_id) where mpps_status in ('PENDING', 'IN_PROGRESS');
