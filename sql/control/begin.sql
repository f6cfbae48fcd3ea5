-- Opens the transaction of one migration.
begin
