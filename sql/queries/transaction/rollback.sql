-- Drops the work of a request that was refused or failed.
-- shape: none
rollback
