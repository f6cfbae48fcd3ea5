-- Drops the user's recovery codes; new ones follow.
-- shape: none
delete from recovery_codes
where user_id = current_user_id()
