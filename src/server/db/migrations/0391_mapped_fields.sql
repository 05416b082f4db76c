-- Custom fields in the tags of what is sent out. Most accounts have none: those are asked for in vain very often.
create index customfield_mapped on customfield (account_id)
  where object = 'Study' and deleted is null and (dicom_tag <> '' or jsonb_typeof(other_dicom_tags) = 'array');

-- The fields and the tags of their own that stand in the images of a study with these values, the later ones over the
-- earlier ones. In plpgsql, so that a statement that does not come to it does not prepare for it.
create function study_mapped_fields(account uuid, given jsonb)
returns table (type text, place integer, name text, tags jsonb, value text)
stable language plpgsql as $$
#variable_conflict use_column
declare
  settings jsonb := coalesce((select a.settings from account a where a.uuid = account), '{}');
begin
  return query
  select f.type, f.display_order, f.name::text,
    case when f.dicom_tag <> '' then jsonb_build_array(f.dicom_tag) else '[]' end
      || case jsonb_typeof(f.other_dicom_tags) when 'array' then f.other_dicom_tags else '[]' end,
    coalesce(given ->> f.uuid::text, '')
  from customfield f
  where f.account_id = account and f.object = 'Study' and f.deleted is null
    and (f.dicom_tag <> '' or jsonb_typeof(f.other_dicom_tags) = 'array')
    and not (f.dicom_tag_ignore_empty and coalesce(given ->> f.uuid::text, '') = '')
    and not (f.load_dicom_tag and coalesce(settings ->> 'exclude_load_dicom_tag', '1') = '1')
  union all
  select 'text', null, k.key, jsonb_build_array(k.key), k.value from jsonb_each_text(given) k
  where k.key like '(%' and coalesce(settings ->> 'enable_dicom_tag_customfields', '0') = '1';
end $$;
