-- What the storage API makes of studies: copies of some series, with pixels cut out or painted over, and images that are
-- merged into a study that is there.
alter table study_copy drop constraint study_copy_kind_check;
alter table study_copy add constraint study_copy_kind_check
  check (kind in ('duplicate', 'clone', 'split', 'crop', 'anonymize', 'merge'));
-- Of the series that are copied; all of them without.
alter table study_copy add series_uids text[];
update study_copy set series_uids = array[series_uid] where series_uid is not null;
alter table study_copy drop series_uid;
-- Regions by series and instance, as the client sent them.
alter table study_copy add regions jsonb;
alter table study_copy add color text;
-- The series, or the whole study after a merge, go from the original once the images are there.
alter table study_copy add delete_original boolean not null default false;
-- The client's own name of the work (X-AmbraHealth-Job-Id).
alter table study_copy add storage_job text;
