-- Takes an invitation back. No row: there is none that is still good.
-- shape: one
update one_time_links
set used_at = now()
where id = $1::uuid and purpose = 'invite' and used_at is null
returning id
