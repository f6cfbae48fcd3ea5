-- Deletes order template $1.
-- shape: one
delete from order_templates
where user_id = current_user_id() and id = $1::uuid
returning
  id
