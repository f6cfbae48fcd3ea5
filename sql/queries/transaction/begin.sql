-- Opens the transaction of a request that changes something.
-- shape: none
begin
