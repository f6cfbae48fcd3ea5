-- What is kept of kind $1 under key $2 was tried anew, well or not.
-- shape: none
update market_cache
set
  asked_at = null
where kind = $1 and key = $2
