-- Makes a user ($1 name, $2 e-mail, $3 password hash, $4 role, $5 cash of the
-- first account); the id is null when name or e-mail is taken.
-- shape: row
select
  people_register($1, $2, $3, $4, $5::numeric) as id
