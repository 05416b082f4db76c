-- Whoever has stopped a link can take that back for a while.
alter table link add column deleted_by uuid references "user";
