-- All that an audit reads is of one moment.
begin isolation level repeatable read read only
