-- People by when they last signed in.
create index user_by_sign_in on "user" (last_login, uuid) where deleted is null and not is_anonymous;
-- The few studies of a namespace that its count leaves out, or that it counts apart.
create index study_aside on study (phi_namespace) where deleted is null and (must_approve or phantom or thin);
-- The few places that take no shares.
create index namespace_closed on namespace (uuid) where deleted is not null or no_share;
