-- The next message that is due, for one sender alone: it is put off first, so
-- that a sender that dies leaves it to another.
-- shape: one
update mail_queue
set
  attempts = attempts + 1,
  next_attempt_at = now() + least(attempts + 1, 12) * interval '5 minutes'
where id = (
  select id
  from mail_queue
  where next_attempt_at <= now()
  order by next_attempt_at
  limit 1
  for update skip locked
)
returning
  id,
  recipient,
  subject,
  body,
  attempts
