-- The user's order templates by name, at most $1.
-- shape: rows
select
  id,
  name,
  body,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
from order_templates
where user_id = current_user_id()
order by name
limit $1::bigint
