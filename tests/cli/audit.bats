#!/usr/bin/env bats
# papertrade audit and papertrade replay: books that are in order, and books that were
# broken on purpose, each in its own way, on scratch databases of the shared instance.

bats_require_minimum_version 1.5.0

admin() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$PT_HOME/run" -U postgres -d "$1" -c "$2"
}

# Alice has bought, has an offer out and a lot; bob has sold a part of what he bought; carol
# has begun anew. They are a template that each case gets a copy of.
setup_file() {
	export template=books_$$ scratch=broken_books_$$
	admin postgres "create database $template owner papertrade_owner"
	admin "$template" 'alter schema public owner to papertrade_owner'
	DATABASE_OWNER_URL="host=$PT_HOME/run dbname=$template user=papertrade_owner" \
		"$PAPERTRADE" migrate up --quiet
	admin "$template" 'create extension pgtap'
	cd "$PT_ROOT" || return 1
	psql -X -q -v ON_ERROR_STOP=1 -h "$PT_HOME/run" -U postgres -d "$template" >/dev/null <<-'END'
		begin;
		\i tests/sql/trading.psql
		set local role papertrade_app;
		select acts_for('-1');
		execute orders_insert(:'alice', '1', an_order(1, '{"status": "filled", "filled_quantity": "10",
			"filled_value": "995", "fees": "1", "fill_count": 1, "filled_us": 1767625200000001}'));
		execute orders_insert(:'alice', '1', an_order(2, '{"side": "sell", "limit_price": "120"}'));
		execute fills_insert(:'alice', '1', a_fill(1));
		execute ledger_insert(:'alice', '1', a_transfer(1));
		execute trading_put_positions(:'alice', '1', '1767625200000001', '[{"symbol": "AAPL", "quantity": "10",
			"cost": "995", "session": "2026-01-05"}]');
		execute trading_put_lots(:'alice', '1', '[{"number": 1, "symbol": "AAPL",
			"opened_us": 1767625200000001, "fill_id": "00000000-0000-4000-8000-000000000101", "quantity": "10",
			"remaining": "10", "cost": "995"}]');
		execute trading_put_account(:'alice', '99004', '2', '1');
		select acts_for('-2');
		execute orders_insert(:'bob', '1', an_order(3, '{"number": 1, "status": "filled", "filled_quantity": "10",
			"filled_value": "995", "fees": "1", "fill_count": 1, "filled_us": 1767625200000003}'));
		execute orders_insert(:'bob', '1', an_order(4, '{"number": 2, "side": "sell", "quantity": "4",
			"status": "filled", "filled_quantity": "4", "filled_value": "400", "fees": "1", "fill_count": 1,
			"filled_us": 1767625200000004}'));
		execute fills_insert(:'bob', '1', a_fill(3));
		execute fills_insert(:'bob', '1', a_fill(4, '{"side": "sell", "quantity": "4", "price": "100", "value": "400",
			"position_quantity": "6"}'));
		execute ledger_insert(:'bob', '1', a_transfer(3));
		execute ledger_insert(:'bob', '1', a_transfer(4, '{"entries": [
			{"party": "holder", "asset": "usd", "amount": "400"}, {"party": "market", "asset": "usd", "amount": "-400"},
			{"party": "market", "asset": "AAPL", "amount": "4"}, {"party": "holder", "asset": "AAPL", "amount": "-4"},
			{"party": "holder", "asset": "usd", "amount": "-1"}, {"party": "broker", "asset": "usd", "amount": "1"}]}'));
		execute trading_put_positions(:'bob', '1', '1767625200000004', '[{"symbol": "AAPL", "quantity": "6",
			"cost": "597", "session": "2026-01-05"}]');
		execute trading_put_lots(:'bob', '1', '[{"number": 1, "symbol": "AAPL",
			"opened_us": 1767625200000003, "fill_id": "00000000-0000-4000-8000-000000000103", "quantity": "10",
			"remaining": "6", "cost": "597"}]');
		execute trading_insert_closings(:'bob', '1', '[{"lot_number": 1, "symbol": "AAPL",
			"fill_id": "00000000-0000-4000-8000-000000000104", "opened_us": 1767625200000003,
			"closed_us": 1767625200000004, "quantity": "4", "cost": "398", "cash": "400"}]');
		execute trading_put_account(:'bob', '99403', '2', '2');
		select acts_for('-3');
		execute accounts_reset(:'carol', '500');
		commit;
	END
}

teardown_file() {
	admin postgres "drop database if exists $scratch with (force)"
	admin postgres "drop database if exists $template with (force)"
}

setup() {
	alice=a0000000-0000-4000-8000-000000000000
	number=$(admin "$template" "select account_number from accounts where user_id = -1")
	bobs=$(admin "$template" "select account_number from accounts where user_id = -2")
	fresh
}

# fresh: the books as they were.
fresh() {
	admin postgres "drop database if exists $scratch with (force)"
	admin postgres "create database $scratch template $template owner papertrade_owner"
	export DATABASE_OWNER_URL="host=$PT_HOME/run dbname=$scratch user=papertrade_owner"
}

# As nobody but the owner of all can: without triggers, foreign keys, or what a transfer has to be.
break_by() {
	admin "$scratch" "alter table transfers drop constraint if exists transfers_entries;
		set session_replication_role = replica; $1"
}

audit() {
	"$PAPERTRADE" audit "$@"
}

# finds WORDS SQL: after the SQL the audit fails, and says so of alice's account.
finds() {
	finds_of "$number" "$@"
}

finds_of() {
	local number=$1
	shift
	fresh
	break_by "$2"
	run -1 --separate-stderr audit
	# shellcheck disable=SC2154 # run sets it
	[[ $output == *"$number $1"* && $output == *problem*'sha256 '* && -z $stderr ]] || {
		printf '%s\nafter: %s\nsaid: %s%s\n' "not found: $1" "$2" "$output" "$stderr"
		return 1
	}
	[[ $(admin "$scratch" 'select problems > 0 from audit_runs order by id desc limit 1') == t ]]
}

@test "books that are in order" {
	run -0 --separate-stderr audit
	[[ ${lines[0]} == 'in order: 3 accounts, 8 transfers, 28 entries' ]]
	[[ ${lines[1]} =~ ^sha256\ [0-9a-f]{64}$ && ${#lines[@]} -eq 2 && -z $stderr ]]
	run -0 audit --json
	jq -e '.in_order and .accounts == 3 and .problem_count == 0 and .problems == []' <<<"$output"
}

@test "an audit is noted, with its hash when it was of all" {
	run -0 audit
	[[ $(admin "$scratch" "select concat_ws(' ', accounts, transfers, entries, problems, hash) from audit_runs") == "3 8 28 0 ${lines[1]#sha256 }" ]]
	audit "$alice"
	[[ $(admin "$scratch" "select concat_ws(' ', accounts, hash is null) from audit_runs order by id desc limit 1") == '1 t' ]]
}

@test "a moment that is shared can be taken up, and stays what it was" {
	local before word name
	before=$(audit)
	mkfifo "$BATS_TEST_TMPDIR/hold"
	exec {told}< <(exec "$PAPERTRADE" audit --snapshot <"$BATS_TEST_TMPDIR/hold" 3>&-)
	exec {hold}>"$BATS_TEST_TMPDIR/hold"
	read -r word name <&"$told"
	[[ $word == snapshot ]]
	admin "$scratch" "update accounts set cash = 7 where id = '$alice'"
	[[ $(psql -X -q -A -t -h "$PT_HOME/run" -U papertrade_backup -d "$scratch" -c 'begin isolation level repeatable read' \
		-c "set transaction snapshot '$name'" -c "select cash from accounts where id = '$alice'" -c commit) == 99004* ]]
	exec {hold}>&-
	[[ $(cat <&"$told") == "$before" ]]
	run -1 psql -X -q -h "$PT_HOME/run" -U papertrade_backup -d "$scratch" -c 'begin isolation level repeatable read' \
		-c "set transaction snapshot '$name'"
}

@test "one account, by its id or its number" {
	run -0 audit "$alice"
	[[ ${lines[0]} == 'in order: 1 account, 2 transfers, 8 entries' ]]
	local by_id=${lines[1]}
	run -0 audit "${number,,}"
	[[ ${lines[1]} == "$by_id" ]]
	run -1 --separate-stderr audit PA1
	[[ $stderr == 'papertrade: there is no such account' && -z $output ]]
}

@test "arguments and databases that are not understood" {
	run -2 audit --fix
	run -2 audit one two
	run -2 "$PAPERTRADE" replay
	run -2 "$PAPERTRADE" replay one two
	run -1 "$PAPERTRADE" replay PA1
	DATABASE_OWNER_URL='host=/nonexistent' run -1 audit
	DATABASE_OWNER_URL="host=$PT_HOME/run dbname=postgres user=papertrade_owner" run -1 --separate-stderr audit
	[[ $stderr == papertrade:* && -z $output ]]
}

@test "the hash is that of the ledger: the same after a restore, another after any change" {
	run -0 audit
	local hash=${lines[1]} change
	pg_dump -Fc -h "$PT_HOME/run" -U postgres -f "$BATS_TEST_TMPDIR/dump" "$scratch"
	admin postgres "drop database $scratch with (force)"
	admin postgres "create database $scratch owner papertrade_owner"
	pg_restore -h "$PT_HOME/run" -U postgres -d "$scratch" "$BATS_TEST_TMPDIR/dump"
	run -0 audit
	[[ ${lines[1]} == "$hash" ]]
	for change in "update transfers set note = 'x' where id = 1" "update transfers set at = at + interval '1 us' where id = 1" \
		"update transfers set parties[2] = 'bank' where id = 4" \
		"update transfers set event = 'x' where id = 1" \
		"update transfers set assets = array_replace(assets, 'AAPL', 'MSFT')"; do
		fresh
		break_by "$change"
		run audit
		[[ ${lines[-1]} == sha256* && ${lines[-1]} != "$hash" ]] || {
			echo "the same hash after: $change"
			return 1
		}
	done
}

@test "transfers that are not whole" {
	finds 'transfer 4: adds up to 0.000001 usd' 'update transfers set amounts[1] = amounts[1] + 0.000001 where id = 4'
	finds 'transfer 4: adds up to 10 AAPL' 'update transfers set amounts[3] = 0 where id = 4'
	finds 'transfer 4: has 6 entries, too few or not all of them whole' 'update transfers set parties = parties[1:5] where id = 4'
	finds 'transfer 4: has 1 entries, too few or not all of them whole' \
		'update transfers set parties = parties[1:1], assets = assets[1:1], amounts = amounts[1:1] where id = 4'
	finds 'transfer 4: has no entries' "update transfers set parties = '{}', assets = '{}', amounts = '{}' where id = 4"
	finds 'epoch 1: does not begin with a deposit' 'delete from transfers where id = 1'
	finds 'epoch 2: is later than' "update orders set epoch = 2 where account_id = '$alice'"
}

@test "what does not follow from the ledger" {
	finds 'cash: is 99005, and by the ledger 99004' "update accounts set cash = cash + 1 where id = '$alice'"
	finds 'position AAPL: is 11, and by the ledger 10' 'update positions set quantity = 11'
	finds 'position AAPL: is 0, and by the ledger 10' 'delete from positions'
	finds 'position MSFT: is 1, and by the ledger 0' \
		"insert into positions (user_id, account_id, epoch, symbol, quantity, cost, opened_at, updated_at)
		values (-1, '$alice', 1, 'MSFT', 1, 1, now(), now())"
	finds 'lots of AAPL: are 9, and the position 10' 'update lots set remaining = 9'
	finds 'lots of AAPL: are 0, and the position 10' 'delete from lots'
	finds 'lots of AAPL: lie on both sides' \
		"insert into lots (user_id, account_id, epoch, number, symbol, opened_at, quantity, remaining, cost)
		values (-1, '$alice', 1, 2, 'AAPL', now(), -1, -1, -1)"
	finds 'lot 2: is numbered beyond the 1 that the account counts' 'update lots set number = 2'
	finds 'position AAPL: is 10, and 11 are offered' 'update orders set quantity = 11 where number = 2 and user_id = -1'
}

@test "orders and fills that do not agree" {
	finds 'orders: are 1, numbered up to 1, and the account counts 2' 'delete from orders where number = 2'
	finds 'orders: are 2, numbered up to 3, and the account counts 2' 'update orders set number = 3 where number = 2'
	finds 'orders: are 2, numbered up to 2, and the account counts 3' "update accounts set order_count = 3 where id = '$alice'"
	finds 'order 00000000-0000-4000-8000-000000000001: has filled 10 for 996' 'update orders set filled_value = 996 where number = 1'
	finds 'order 00000000-0000-4000-8000-000000000001: has filled 10 for 995 and 2' 'update orders set fees = 2 where number = 1'
	finds 'order 00000000-0000-4000-8000-000000000001: is overfilled: 11 of 10' 'update fills set quantity = 11'
	finds 'order 00000000-0000-4000-8000-000000000001: has fills that are numbered with gaps' 'update fills set number = 2'
	finds 'order 00000000-0000-4000-8000-000000000002: is open in epoch 1, which is over' \
		"update accounts set epoch = 2 where id = '$alice'"
	finds 'fill 00000000-0000-4000-8000-000000000101: has no order' 'delete from orders where number = 1'
	finds 'fill 00000000-0000-4000-8000-000000000101: is not what its order is' "update fills set side = 'sell'"
	finds 'fill 00000000-0000-4000-8000-000000000101: has no quote' 'update fills set bid = 0, ask = 0'
	finds 'fill 00000000-0000-4000-8000-000000000101: is worth 995, and 10 at 99.6 are not' 'update fills set price = 99.6'
	finds 'fill 00000000-0000-4000-8000-000000000101: has 0 transfers' 'delete from transfers where id = 4'
	finds 'fill 00000000-0000-4000-8000-000000000101: has a transfer, and is not there' 'delete from fills'
	finds 'fill 00000000-0000-4000-8000-000000000101: is not what its transfer moves: 10 MSFT and -996' \
		"update transfers set assets = array_replace(assets, 'AAPL', 'MSFT')"
	finds 'fill 00000000-0000-4000-8000-000000000101: is not what its transfer moves: 10 AAPL and -996' 'update fills set fee = 2'
}

@test "costs that do not follow from lots and fills" {
	local fill='fill 00000000-0000-4000-8000-000000000' closing
	closing=closing\ $(admin "$template" 'select id from closings')
	finds 'position AAPL: has cost 996, and its lots 995' 'update positions set cost = cost + 1'
	finds_of "$bobs" 'position AAPL: has cost 597, and its lots 596' 'update lots set cost = 596 where user_id = -2'
	finds_of "$bobs" 'lot 1: was opened for 995, of which 598 are left and 398 closed' \
		'update lots set cost = 598 where user_id = -2; update positions set cost = 598 where user_id = -2'
	finds_of "$bobs" 'lot 1: was opened for 995, of which 597 are left and 397 closed' 'update closings set cost = 397'
	finds_of "$bobs" "${fill}103: neither opens nor closes a lot" 'update lots set fill_id = null where user_id = -2'
	finds_of "$bobs" "${fill}103: is buy 10, and opens a lot of 9" 'update lots set quantity = 9 where user_id = -2'
	finds_of "$bobs" "${fill}104: neither opens nor closes a lot" 'delete from closings'
	finds_of "$bobs" "${fill}104: is sell 4 for 400, and closes 3 for 400" 'update closings set quantity = 3'
	finds_of "$bobs" "${fill}104: is sell 4 for 400, and closes 4 for 401" 'update closings set cash = 401'
	finds_of "$bobs" "${fill}103: opens a lot and closes others" \
		"update closings set fill_id = '00000000-0000-4000-8000-000000000103'"
	finds_of "$bobs" "$closing: is by a fill that is not there" "update closings set fill_id = gen_random_uuid()"
	finds_of "$bobs" "$closing: is of lot 7, which is not there" 'update closings set lot_number = 7'
	finds_of "$bobs" "$closing: is of lot 1, which is of another epoch or on the other side" \
		'update closings set quantity = -4'
	finds_of "$bobs" 'closings of AAPL by a corporate action: are for 400, and it paid 0' \
		'update closings set fill_id = null'
	finds_of "$bobs" 'closings of AAPL by a corporate action: are for 0, and it paid -1' \
		"update transfers set kind = 'split', symbol = 'AAPL', fill_id = null,
		parties = parties[5:6], assets = assets[5:6], amounts = amounts[5:6] where id = 6"
}

@test "costs are kept through a split, of all lots together" {
	local -r split="insert into transfers (user_id, account_id, epoch, kind, symbol, event, parties, assets, amounts)
			values (-2, 'b0000000-0000-4000-8000-000000000000', 1, 'split', 'AAPL', 'split AAPL 2026-01-06',
				'{issuer,holder}', '{AAPL,AAPL}', '{-6,6}');
		update positions set quantity = 12 where user_id = -2;
		update lots set quantity = 20, remaining = 12 where user_id = -2;"
	break_by "$split"
	run -0 audit
	finds_of "$bobs" 'lots: were opened for 995, of which 600 are left and 398 closed' \
		"$split update lots set cost = 600 where user_id = -2; update positions set cost = 600 where user_id = -2"
	finds_of "$bobs" 'fill 00000000-0000-4000-8000-000000000104: is sell 4 for 400, and closes 3 for 400' \
		"$split update closings set quantity = 3"
}

@test "an epoch that is over and not empty" {
	local carols
	carols=$(admin "$template" 'select account_number from accounts where user_id = -3')
	finds_of "$carols" 'epoch 1: is over, and 100000 usd is left in it' \
		"delete from transfers where kind = 'reset'"
}

@test "problems as JSON" {
	break_by "update accounts set cash = cash + 1 where id = '$alice'"
	run -1 audit --json
	jq -e --arg id "$alice" --arg number "$number" '(.in_order | not) and .problem_count == 1 and .problems ==
		[{account_id: $id, account_number: $number, place: "cash", problem: "is 99005, and by the ledger 99004"}]' <<<"$output"
}

@test "a replay says what an account has" {
	run -0 "$PAPERTRADE" replay "$number"
	[[ ${lines[1]} =~ ^usd\ +99004\ +99004$ && ${lines[2]} =~ ^AAPL\ +10\ +10$ ]]
	[[ ${lines[3]} == 'the same: 2 transfers, epoch 1' ]]
	run -0 "$PAPERTRADE" replay c0000000-0000-4000-8000-000000000000
	[[ ${lines[1]} =~ ^usd\ +500\ +500$ && ${lines[2]} == 'the same: 3 transfers, epoch 2' ]]
	run -0 "$PAPERTRADE" replay --json "$alice"
	jq -e '.same and .transfers == 2 and .assets ==
		[{asset: "usd", by_ledger: "99004", as_kept: "99004"}, {asset: "AAPL", by_ledger: "10", as_kept: "10"}]' <<<"$output"
}

@test "a replay finds what differs" {
	break_by "update accounts set cash = 7 where id = '$alice'; delete from positions"
	run -1 "$PAPERTRADE" replay "$alice"
	[[ ${lines[1]} =~ ^usd\ +99004\ +7\ +differs$ && ${lines[2]} =~ ^AAPL\ +10\ +0\ +differs$ ]]
	[[ ${lines[3]} == 'not the same: 2 transfers, epoch 1' ]]
	run -1 "$PAPERTRADE" replay --json "$alice"
	jq -e '.same | not' <<<"$output"
	break_by 'update transfers set amounts[1] = amounts[1] + 1 where id = 4'
	run -1 --separate-stderr "$PAPERTRADE" replay "$alice"
	[[ $stderr == 'papertrade: transfer 4 does not add up, or what follows does not fit' && -z $output ]]
}
