-- Changes what is given of the user's profile: $1 e-mail, $2 display name,
-- $3 preferences to merge, $4 default account. No row: the account is not the
-- user's.
-- shape: one
update users
set
  email = coalesce($1, email),
  display_name = coalesce($2, display_name),
  preferences = jsonb_strip_nulls(preferences || coalesce($3::jsonb, '{}')),
  default_account_id = coalesce($4::uuid, default_account_id)
where id = current_user_id()
  and ($4::uuid is null or exists (
    select 1 from accounts
    where id = $4::uuid and user_id = current_user_id() and archived_at is null
  ))
returning id
