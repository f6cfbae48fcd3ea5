-- Uses a link up.
-- shape: row
select
  link_use($1::uuid)::text as used
