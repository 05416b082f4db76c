-- A one-time code is good once: the step that was used last.
alter table "user"
  add column totp_step bigint,
  -- A secret that its user has yet to prove that an authenticator knows.
  add column totp_pending text;

-- Its PIN was given, or the device was remembered.
alter table session add column second_factor boolean not null default false;

-- What a person sees of their remembered devices.
alter table trusted_device
  add column uuid uuid not null default gen_random_uuid(),
  add column user_agent text;
