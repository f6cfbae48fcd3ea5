-- Makes the work of a request durable.
-- shape: none
commit
