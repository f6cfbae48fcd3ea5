-- Cash ($2) and how many orders ($3) and events of lots ($4) account $1 has had, after what
-- was written to the ledger.
-- shape: none
update accounts
set cash = $2::numeric, order_count = $3::bigint, lot_count = $4::bigint
where id = $1::uuid and user_id = current_user_id()
