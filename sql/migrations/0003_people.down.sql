drop function sweep();
drop function admin_change(uuid, text, boolean);
drop function link_for_reset(bigint, bytea);
drop function link_use(uuid);
drop function link_find(bytea);
drop function key_find(text);
drop function refresh_find(bytea);
drop function session_find(uuid);
drop function people_register(text, text, text, text, numeric);
drop function people_find(text);
drop function people_count();
drop table mail_queue;
drop table activity_log;
drop table one_time_links;
drop table recovery_codes;
drop table api_keys;
drop table refresh_tokens;
drop table user_sessions;
-- Users and the function of their policy need each other, and so do users and
-- accounts.
drop policy own on users;
drop function current_user_is_admin();
drop table accounts, users;
drop function announce_access();
alter default privileges grant execute on functions to public;
