-- An account's own HTML by name and language, which lists hand out beside their rows.
create table account_template (
  account_id uuid not null references account,
  name text not null,
  -- Empty: for every language that has none of its own.
  language text not null default '',
  html text not null,
  updated timestamptz not null default now(),
  updated_by uuid references "user",
  primary key (account_id, name, language)
);
