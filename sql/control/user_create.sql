-- Makes a user: $1 name, $2 e-mail, $3 password hash, $4 role, $5 cash.
with made as (
  select people_register($1, $2, $3, $4, $5::numeric) as id
)
select
  id
from made
where id is not null
