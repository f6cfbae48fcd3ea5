-- News of changed access reaches this connection from now on.
-- shape: none
listen papertrade_access
