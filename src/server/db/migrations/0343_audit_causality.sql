-- What made somebody's change go on to another object: ids by the kind of cause.
alter table audit add column causality jsonb;
