-- With another password, links that would set one are good no more.
-- shape: none
update one_time_links
set used_at = now()
where user_id = current_user_id() and purpose = 'reset' and used_at is null
