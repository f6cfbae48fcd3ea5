-- How many order templates the user has, and is one of them called $1?
-- shape: row
select
  count(*) as templates,
  coalesce(bool_or(name = $1), false) as taken
from order_templates
where user_id = current_user_id()
