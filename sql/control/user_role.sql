-- Another role for a user; what the command line says holds, even for the first.
update users
set role = $2
where username = lower($1)
returning username
