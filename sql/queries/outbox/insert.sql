-- What happened to account $1, in order. $2: an array of {kind, payload}.
-- shape: none
insert into outbox (user_id, account_id, kind, payload)
select
  current_user_id(),
  $1::uuid,
  m.message ->> 'kind',
  m.message -> 'payload'
from json_array_elements($2::json) with ordinality as m (message, place)
order by m.place
