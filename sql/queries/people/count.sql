-- How many users there are.
-- shape: row
select
  people_count() as users
