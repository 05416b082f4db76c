-- What whoever or whatever comes into a namespace starts with.
alter table namespace
  add column event_defaults jsonb not null default '{}',
  -- By the name of an attribute, or `customfield-{uuid}`.
  add column study_defaults jsonb not null default '{}';

create function namespace_event_defaults() returns trigger language plpgsql as $$
begin
  if new.events = '{}' then
    select coalesce(n.event_defaults, '{}') into new.events from namespace n
    where n.type_uuid = (to_jsonb(new) ->> tg_argv[0])::uuid and n.type = tg_argv[0];
    new.events := coalesce(new.events, '{}');
  end if;
  return new;
end $$;
create trigger user_account_events before insert on user_account
  for each row execute function namespace_event_defaults('account_id');
create trigger user_group_events before insert on user_group
  for each row execute function namespace_event_defaults('group_id');
create trigger user_location_events before insert on user_location
  for each row execute function namespace_event_defaults('location_id');

create function namespace_study_defaults() returns trigger language plpgsql as $$
declare
  defaults jsonb;
begin
  select n.study_defaults into defaults from namespace n where n.uuid = new.phi_namespace and n.study_defaults <> '{}';
  if defaults is null then return new; end if;
  new := jsonb_populate_record(new, coalesce((
    select jsonb_object_agg(d.key, d.value) from jsonb_each(defaults) d
    where d.key not like 'customfield-%' and coalesce(to_jsonb(new) ->> d.key, '') = ''), '{}'));
  new.customfields := coalesce((
    select jsonb_object_agg(substr(d.key, length('customfield-') + 1), d.value) from jsonb_each(defaults) d
    where d.key like 'customfield-%'), '{}') || new.customfields;
  return new;
end $$;
create trigger study_defaults before insert on study
  for each row execute function namespace_study_defaults();
