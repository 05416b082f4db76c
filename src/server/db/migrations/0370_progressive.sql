-- Copies of frames as HTJ2K with the smallest resolution first, made after ingest for viewers behind slow lines. By
-- content, as the objects are: whoever may see a file may see its copy, and files that are alike share one.
create table progressive_object (
  -- SHA-256 of the file, as in stored_instance.
  source bytea primary key,
  -- SHA-256 of the code streams, one frame after the other; null where there is nothing to win, or no way to do it.
  hash bytea,
  -- Where each frame begins, and where the last one ends.
  offsets bigint[] not null,
  created timestamptz not null default now()
);
create index progressive_object_hash on progressive_object (hash) where hash is not null;
