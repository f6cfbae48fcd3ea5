-- Order template $1 gets name $2 and body $3; null leaves one as it is. No row: there is
-- none, or another has that name.
-- shape: one
update order_templates
set
  name = coalesce($2, name),
  body = coalesce($3::jsonb, body),
  updated_at = now()
where user_id = current_user_id()
  and id = $1::uuid
  and not exists (
    select
    from order_templates other
    where other.user_id = current_user_id() and other.name = $2 and other.id <> $1::uuid
  )
returning
  id,
  name,
  body,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
