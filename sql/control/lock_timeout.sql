-- Another run is waited for, but not for ever.
set lock_timeout = '30s'
