-- A study's tags as one text, so that the worklist's order by tags is a walk along an index too.
alter table study add column tags text;

create function study_tags() returns trigger language plpgsql as $$
declare
  touched uuid[] := array[]::uuid[];
begin
  if tg_op <> 'INSERT' and old.object = 'Study' then touched := touched || old.object_id; end if;
  if tg_op <> 'DELETE' and new.object = 'Study' then touched := touched || new.object_id; end if;
  update study s set tags = (
    select string_agg(lower(t.tag::text), ', ' order by lower(t.tag::text))
    from tag t where t.object = 'Study' and t.object_id = s.uuid)
  where s.uuid = any(touched);
  return null;
end $$;
create trigger study_tags after insert or update or delete on tag for each row execute function study_tags();

update study s set tags = t.tags from (
  select object_id, string_agg(lower(tag::text), ', ' order by lower(tag::text)) as tags
  from tag where object = 'Study' group by object_id) t
where t.object_id = s.uuid;

create index study_by_tags on study (phi_namespace, tags, uuid) where deleted is null;
