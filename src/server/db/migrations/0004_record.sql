-- What happened, what is still to do, what came of it.
create table audit (
  id bigint generated always as identity primary key,
  uuid uuid not null,
  account_id uuid,
  namespace_id uuid,
  type text not null,
  action text not null,
  what text,
  user_id uuid,
  who text,
  proxy text,
  "with" text,
  detail jsonb,
  client_address text,
  sid_md5 text,
  "when" timestamptz not null default clock_timestamp(),
  -- Given in order by the sealing job: each hash covers the row and the hash before it.
  seal bigint unique,
  hash bytea
);
create index audit_object on audit (uuid, id desc);
create index audit_account on audit (account_id, id desc);
create index audit_user on audit (user_id, id desc);
create index audit_unsealed on audit (id) where seal is null;

-- Append-only: a row may be sealed once, and is otherwise never changed nor removed.
create function audit_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.seal is null and new.seal is not null
     and to_jsonb(new) - 'seal' - 'hash' = to_jsonb(old) - 'seal' - 'hash' then
    return new;
  end if;
  raise exception 'the audit is append-only';
end $$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_append_only();
create trigger audit_no_truncate before truncate on audit
  for each statement execute function audit_append_only();

-- Mail waits here; it is sent by a job when SMTP is configured.
create table mail (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text,
  created timestamptz not null default now(),
  sent timestamptz,
  error text
);
create index mail_unsent on mail (created) where sent is null;

-- Reports built by a job and fetched as a zip.
create table report (
  uuid uuid primary key default uuidv7(),
  account_id uuid,
  user_id uuid not null references "user",
  kind text not null,
  parameters jsonb not null default '{}',
  percent integer not null default 0,
  error text,
  object_key text,
  file_name text,
  created timestamptz not null default now(),
  downloaded timestamptz
);

-- The state of a storage call, by the id that its client sent.
create table storage_job (
  id text not null,
  user_id uuid not null references "user",
  state text not null,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (id, user_id)
);
