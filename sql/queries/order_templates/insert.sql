-- A new order template: $1 name, $2 the order's fields. No row: the name is taken.
-- shape: one
insert into order_templates (user_id, name, body)
values (current_user_id(), $1, $2::jsonb)
on conflict (user_id, name) do nothing
returning
  id,
  name,
  body,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
