-- How many rows a table ($1) has, or how many of them have something else in a column ($2)
-- than its default ($3); counted up to 1000. What the migrations above $4 wrote themselves,
-- unchanged since, counts not: such rows are of the same transaction as the migration's own
-- in schema_migrations. After a restore those are all of one transaction, and tell nothing.
select
  (xpath('/row/n/text()', query_to_xml(
    format(
      'select count(*) as n from (select from %1$s where %2$s and not (xmin::text = any (%3$L)) limit 1000) s',
      $1::text,
      case when $2::text is null then 'true'
        else format('%I is distinct from (%s)', $2::text, $3::text)
      end,
      array(
        select m.xmin::text
        from schema_migrations m
        where m.version > $4::int
          and 1 < (select count(*) from schema_migrations)
          and 1 = (select count(*) from schema_migrations o where o.xmin::text = m.xmin::text)
      )
    ),
    false, true, ''
  )))[1]::text as rows
