-- Orders: what is to be examined. Their studies are those of the account with the same patient and accession number.
create table "order" (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  -- The institution that owns it.
  namespace_id uuid not null references namespace,
  patientid text,
  patientid_other text,
  patient_name text,
  patient_sex text,
  patient_birth_date text,
  accession_number text,
  study_description text,
  referring_physician text,
  requesting_physician text,
  requesting_department text,
  sending_facility text,
  priority text,
  complaints text,
  history text,
  symptoms text,
  note_1 text,
  note_2 text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index order_by_namespace on "order" (namespace_id, created desc) where deleted is null;
create index order_by_accession on "order" (account_id, accession_number) where deleted is null;

-- The steps of an order; one that comes whole has a single one.
create table order_sps (
  uuid uuid primary key default uuidv7(),
  order_id uuid not null references "order",
  account_id uuid not null references account,
  modality text,
  scheduled_procedure_step_id text,
  requested_procedure_id text,
  requested_procedure_description text,
  scheduled_station_aetitle text,
  scheduled_procedure_step_start_date text,
  scheduled_procedure_step_start_time text,
  scheduled_procedure_step_description text,
  -- Equipment that the sender knows by a uuid of its own.
  equipment_id uuid,
  created timestamptz not null default now()
);
create index order_sps_order on order_sps (order_id);

create table order_document (
  uuid uuid primary key default uuidv7(),
  order_id uuid not null references "order",
  account_id uuid not null references account,
  -- SHA-256 in hexadecimal: its key in the object store.
  version text not null,
  filename text not null,
  mime_type text not null,
  size bigint not null,
  created timestamptz not null default now(),
  created_by uuid
);
create index order_document_order on order_document (order_id);
create index order_document_version on order_document (version);

create view order_study as
  select o.uuid as order_id, s.uuid as study_id, s.phi_namespace
  from "order" o join study s on s.account_id = o.account_id and lower(s.patientid) = lower(o.patientid)
    and s.accession_number = o.accession_number
  where o.accession_number <> '' and o.deleted is null and s.deleted is null;

-- Folders hold studies and orders by reference. They are their owner's until they are shared.
create table folder (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  parent_id uuid references folder,
  owner_id uuid not null references "user",
  name text not null,
  description text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index folder_children on folder (parent_id) where deleted is null;
create index folder_owner on folder (owner_id) where deleted is null;

create table folder_item (
  folder_id uuid not null references folder,
  account_id uuid not null references account,
  object text not null check (object in ('Study', 'Order')),
  object_id uuid not null,
  created timestamptz not null default now(),
  created_by uuid not null,
  primary key (folder_id, object_id)
);
create index folder_item_object on folder_item (object_id);

-- Members reach a folder and all below it.
create table folder_member (
  uuid uuid primary key default uuidv7(),
  folder_id uuid not null references folder,
  account_id uuid not null references account,
  user_id uuid references "user",
  group_id uuid references "group",
  may_edit boolean not null default false,
  may_download boolean not null default false,
  may_upload boolean not null default false,
  expires timestamptz,
  created timestamptz not null default now(),
  created_by uuid,
  check (num_nonnulls(user_id, group_id) = 1)
);
create unique index folder_member_user on folder_member (folder_id, user_id) where user_id is not null;
create unique index folder_member_group on folder_member (folder_id, group_id) where group_id is not null;
create index folder_member_by_user on folder_member (user_id);
create index folder_member_by_group on folder_member (group_id);

-- Who is to work on a study or order: they reach it although their role shows them nothing.
create table assignment (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  object text not null check (object in ('Study', 'Order')),
  object_id uuid not null,
  user_id uuid references "user",
  group_id uuid references "group",
  created timestamptz not null default now(),
  created_by uuid,
  check (num_nonnulls(user_id, group_id) = 1)
);
create unique index assignment_user on assignment (object_id, user_id) where user_id is not null;
create unique index assignment_group on assignment (object_id, group_id) where group_id is not null;
create index assignment_by_user on assignment (user_id);
create index assignment_by_group on assignment (group_id);

-- Studies and orders that open together; each belongs to one set at most.
create table connected (
  object_id uuid primary key,
  account_id uuid not null references account,
  object text not null check (object in ('Study', 'Order')),
  set_id uuid not null
);
create index connected_set on connected (set_id);

-- An account's flags, in groups of which a study or order has one flag each.
create table flag (
  account_id uuid not null references account,
  group_id integer not null,
  group_name text not null,
  flag_id integer not null,
  name text not null,
  color text,
  primary key (account_id, group_id, flag_id)
);
create table flag_mark (
  account_id uuid not null references account,
  object text not null check (object in ('Study', 'Order')),
  object_id uuid not null,
  group_id integer not null,
  flag_id integer not null,
  updated timestamptz not null default now(),
  updated_by uuid,
  primary key (object_id, group_id),
  foreign key (account_id, group_id, flag_id) references flag on delete cascade
);

-- Links to a folder, or to several studies and orders at once.
alter table link
  add column folder_id uuid references folder,
  add column title text,
  add column download boolean not null default false,
  -- The one address that may open it.
  add column bound_address text;
create index link_folder on link (folder_id) where deleted is null;
create table link_item (
  link_id uuid not null references link,
  account_id uuid not null references account,
  object text not null check (object in ('Study', 'Order')),
  object_id uuid not null,
  primary key (link_id, object_id)
);

-- Processes that remember what a caller sees forget it when a grant changes.
create trigger announce_access after insert or update or delete on folder
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on folder_item
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on folder_member
  for each statement execute function announce_access_change();
create trigger announce_access after insert or update or delete on assignment
  for each statement execute function announce_access_change();

-- Roles that were made before there were folders have what a new role of their type has.
update role set permissions = permissions || case type
    when 'admin' then '{"folder_view": 1, "folder_edit": 1, "folder_share": 1}'::jsonb
    else '{"folder_view": 1, "folder_edit": 1, "folder_share": 0}'::jsonb end
where type in ('admin', 'user') and not permissions ? 'folder_view';
