-- A one-time link, a day long, with which a user chooses a password: $2 its hash.
insert into one_time_links (hash, purpose, user_id, expires_at)
select decode($2, 'hex'), 'reset', id, now() + interval '1 day'
from users
where username = lower($1)
returning purpose
