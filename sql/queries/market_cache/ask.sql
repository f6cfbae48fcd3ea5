-- Somebody needs what is kept of kind $1 under key $2, and it is old: it is to be
-- fetched anew.
-- shape: none
update market_cache
set
  asked_at = now()
where kind = $1 and key = $2 and asked_at is null
