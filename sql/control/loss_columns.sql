-- What the tables of the schema can hold: each column with its type and its default.
select
  c.oid::regclass::text as relation,
  a.attname as "column",
  format_type(a.atttypid, a.atttypmod) as type,
  coalesce(pg_get_expr(d.adbin, d.adrelid), 'null') as preset
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relname <> 'schema_migrations'
order by relation, a.attnum
