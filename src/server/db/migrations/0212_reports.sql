-- Files that go with a mail: [{filename, mime_type, hash}], read from the object store when it is sent.
alter table mail add column attachments jsonb not null default '[]';
