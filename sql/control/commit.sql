-- Ends the transaction of one migration.
commit
