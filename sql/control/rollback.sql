-- Drops the transaction of a migration that failed.
rollback
