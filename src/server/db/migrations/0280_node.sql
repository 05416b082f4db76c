-- Gateways: what a place has standing elsewhere, which signs in by its serial number and works in the place's namespace.
create table node (
  uuid uuid primary key default uuidv7(),
  account_id uuid not null references account,
  -- Where it stores, and where all of its rights are.
  namespace_id uuid not null references namespace,
  -- In whose name it does things; nobody signs in as them.
  user_id uuid not null references "user",
  name text not null,
  type text not null,
  os_type text,
  -- Shown again to those who may see the node, so it is no hash.
  serial_no text not null,
  accelerator_id uuid,
  primary_node_id uuid references node,
  configuration jsonb not null default '{}',
  -- Account settings that the node overrides.
  settings jsonb not null default '{}',
  reload_configuration boolean not null default false,
  restart_gateway boolean not null default false,
  monitor_study_create boolean not null default false,
  monitor_study_create_threshold integer,
  monitor_node_ping boolean not null default false,
  monitor_node_ping_threshold integer,
  monitor_node_slow_push boolean not null default false,
  monitor_node_slow_push_threshold integer,
  monitor_node_last_send boolean not null default false,
  monitor_node_last_send_threshold integer,
  monitor_node_performance_metrics jsonb,
  monitor_email text,
  warning_email text,
  facility_name text,
  facility_zip text,
  facility_contact text,
  facility_contact_title text,
  facility_email text,
  facility_notes text,
  category text,
  is_public boolean not null default false,
  ctc_bucket text,
  pinged timestamptz,
  last_study timestamptz,
  -- Failures that have been told of, by the monitor's name, until they are over.
  told jsonb not null default '{}',
  created timestamptz not null default now(),
  created_by uuid references "user",
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  deleted timestamptz
);
create index node_account on node (account_id) where deleted is null;
create unique index node_user on node (user_id);
create index node_monitored on node (uuid)
  where deleted is null and (monitor_node_ping or monitor_study_create or monitor_node_last_send);
