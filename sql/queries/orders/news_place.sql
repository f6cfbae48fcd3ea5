-- For the market daemon: from where on orders/news has to look, for who begins now.
-- shape: row
select
  pg_snapshot_xmin(pg_current_snapshot()) as place
