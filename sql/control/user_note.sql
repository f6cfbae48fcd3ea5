-- Notes in a user's log what was done on the command line.
insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
select id, $2, 'done', '', 'command line', ''
from users
where username = lower($1)
