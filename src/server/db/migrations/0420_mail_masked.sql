-- A mail as it is shown to others than its recipient: without PINs, passwords and where its address leads.
alter table mail add column body_masked text not null default '';

update mail set body_masked = regexp_replace(regexp_replace(regexp_replace(body_text,
  '(https?://\S*/)\S+', '\1•••', 'g'),
  '\m\d{6}\M', '•••', 'g'),
  '(has sent you is|vous a envoyé est) [^\n]+', '\1 •••');
