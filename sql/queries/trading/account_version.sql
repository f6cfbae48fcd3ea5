-- Which row account $1 is, as it stands: another one after each transaction that has changed
-- anything of the account. And is the server's kill switch on?
-- shape: one
select
  a.xmin::text || a.ctid::text as version,
  k.killed_at is not null as server_killed
from accounts a
cross join kill_switch k
where a.id = $1::uuid and a.user_id = current_user_id()
