-- Tags, saved filters, custom fields, terminology, help.
create table tag (
  object text not null,
  object_id uuid not null,
  account_id uuid,
  tag citext not null,
  created timestamptz not null default now(),
  created_by uuid,
  primary key (object, object_id, tag)
);
create index tag_value on tag (object, account_id, tag, object_id);

create table filter (
  uuid uuid primary key default uuidv7(),
  user_id uuid not null references "user",
  account_id uuid references account,
  namespace_id uuid references namespace,
  name citext not null,
  type text not null,
  configuration jsonb not null,
  tier_parent_id uuid references filter,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  deleted timestamptz
);
create index filter_user on filter (user_id) where deleted is null;
create index filter_account on filter (account_id) where deleted is null;
create index filter_tier on filter (tier_parent_id) where deleted is null;

create table filter_share (
  filter_id uuid not null references filter on delete cascade,
  account_id uuid,
  type text not null check (type in ('account_id', 'location_id', 'group_id', 'user_id', 'role_id')),
  type_uuid uuid not null,
  primary key (filter_id, type, type_uuid)
);
create index filter_share_target on filter_share (type_uuid);

create table customfield (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext not null,
  object text not null,
  type text not null default 'text',
  capture_on_share_code boolean not null default false,
  capture_on_destination_search boolean not null default false,
  display_order integer,
  wrapped_dicom_only boolean not null default false,
  dicom_only boolean not null default false,
  required boolean not null default false,
  options jsonb,
  hl7_segment text,
  hl7_field integer,
  hl7_component integer,
  load_hl7 text,
  load_hl7_filter text,
  dicom_tag text,
  other_dicom_tags jsonb,
  load_dicom_tag boolean not null default false,
  dicom_tag_ignore_empty boolean not null default false,
  load_from_sr text,
  field_flag text,
  ui_json jsonb,
  load_order boolean not null default false,
  other_customfield_id uuid,
  other_customfield_no_overwrite_with_blank boolean not null default false,
  other_customfield_no_refresh_on_reshare boolean not null default false,
  include_in_analytics boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  created_by uuid,
  updated_by uuid,
  deleted timestamptz
);
create index customfield_account on customfield (account_id, object, display_order) where deleted is null;

create table customfield_mapping (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  name citext,
  rule_set_id uuid,
  from_customfield_id uuid not null references customfield,
  to_customfield_id uuid not null references customfield,
  overwrite_with_blank boolean not null default true,
  refresh_on_reshare boolean not null default true,
  refresh_on_edit boolean not null default true,
  reverse_refresh_on_edit boolean not null default false,
  created timestamptz not null default now(),
  deleted timestamptz
);
create unique index customfield_mapping_pair on customfield_mapping (from_customfield_id, to_customfield_id)
  where deleted is null;
create index customfield_mapping_account on customfield_mapping (account_id) where deleted is null;

create table terminology (
  tag text not null,
  language text not null,
  account_id uuid references account,
  vanity citext,
  value text not null,
  unique nulls not distinct (tag, language, account_id, vanity)
);
create index terminology_account on terminology (account_id);

create table help (
  key text primary key,
  text text not null,
  updated timestamptz not null default now(),
  updated_by uuid
);
