-- A message to send: $1 recipient, $2 subject, $3 body.
-- shape: none
insert into mail_queue (recipient, subject, body)
values ($1, $2, $3)
