#!/usr/bin/env bats
# papertrade migrate: up, down and status, on a scratch database of the shared instance.

bats_require_minimum_version 1.5.0

setup() {
	scratch=scratch_$$_$BATS_TEST_NUMBER
	admin postgres "create database $scratch owner papertrade_owner"
	admin "$scratch" 'alter schema public owner to papertrade_owner'
	export DATABASE_OWNER_URL="host=$PT_HOME/run dbname=$scratch user=papertrade_owner"
	latest=$(find "$PT_ROOT/sql/migrations" -name '*.up.sql' | wc -l)
}

teardown() {
	admin postgres "drop database if exists $scratch with (force)"
}

admin() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$PT_HOME/run" -U postgres -d "$1" -c "$2"
}

ask() {
	admin "$scratch" "$1"
}

migrate() {
	"$PAPERTRADE" migrate "$@"
}

# The schema as text; newer versions of pg_dump put a random word on two lines.
dump() {
	pg_dump -s -C -h "$PT_HOME/run" -U postgres "$scratch" | grep -vE '^\\(un)?restrict '
}

applied() {
	ask 'select coalesce(max(version), 0) from schema_migrations'
}

# hold_lock: keeps the lock that runs of migrate take, until release_lock.
hold_lock() {
	coproc HOLDER { exec psql -X -q -A -t -h "$PT_HOME/run" -U postgres -d "$scratch" 3>&-; }
	echo "select 'held' from pg_advisory_lock(7274823871);" >&"${HOLDER[1]}"
	local answer
	read -r answer <&"${HOLDER[0]}"
	[[ $answer == held ]]
}

release_lock() {
	local pid=$HOLDER_PID
	echo '\q' >&"${HOLDER[1]}"
	wait "$pid"
}

# wait_waiting N: until N runs wait for the lock.
wait_waiting() {
	local end=$((SECONDS + 10))
	until [[ $(ask "select count(*) from pg_locks l join pg_database d on d.oid = l.database
		where locktype = 'advisory' and not granted and datname = current_database()") -ge $1 ]]; do
		[[ $SECONDS -lt $end ]] || return 1
		sleep 0.05
	done
}

@test "up applies all, says which, and a second run has nothing to do" {
	run -0 --separate-stderr migrate up
	[[ ${lines[0]} == 'migration 0001 foundation up' ]]
	[[ ${#lines[@]} -eq $((latest + 1)) && -z $stderr ]]
	[[ ${lines[-1]} == "the schema is at $(printf %04d "$latest")" ]]
	[[ $(applied) -eq $latest ]]
	run -0 migrate up
	[[ ${#lines[@]} -eq 1 ]]
	run -0 migrate up --quiet
	[[ -z $output ]]
}

@test "up, down to nothing and up again leave the same schema" {
	migrate up
	dump >"$BATS_TEST_TMPDIR/first"
	run -0 migrate down --to 0
	[[ $(applied) -eq 0 ]]
	[[ $(ask "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'") -eq 1 ]]
	migrate up
	diff "$BATS_TEST_TMPDIR/first" <(dump)
}

@test "each migration by itself is taken back without a trace" {
	local version
	migrate up --to 0
	for ((version = 0; version < latest; version++)); do
		dump >"$BATS_TEST_TMPDIR/$version"
		migrate up --to $((version + 1))
		[[ $(applied) -eq $((version + 1)) ]]
	done
	dump >"$BATS_TEST_TMPDIR/$latest"
	for ((version = latest - 1; version >= 0; version--)); do
		run -0 migrate down
		[[ $(applied) -eq $version ]]
		diff "$BATS_TEST_TMPDIR/$version" <(dump)
	done
	for ((version = 1; version <= latest; version++)); do
		migrate up --to "$version"
		diff "$BATS_TEST_TMPDIR/$version" <(dump)
	done
}

@test "down without a target takes back one; there is nothing below none" {
	migrate up
	run -0 migrate down
	[[ $(applied) -eq $((latest - 1)) ]]
	migrate down --to 0
	run -0 migrate down
	[[ $output == 'the schema is at 0000' ]]
}

@test "status, before and after" {
	run -0 migrate status
	[[ ${#lines[@]} -eq $latest && ${lines[0]} == '0001  pending   -'*foundation ]]
	migrate up --to 1 --quiet
	run -0 migrate status
	[[ ${lines[0]} =~ ^0001\ \ applied\ \ \ [0-9-]{10}T[0-9:]{8}Z\ \ foundation$ ]]
	[[ ${lines[1]} == '0002  pending'* ]]
	run -0 --separate-stderr migrate status --json
	jq -e --argjson latest "$latest" '
		.current == 1 and .latest == $latest and (.migrations | length) == $latest
		and .migrations[0].state == "applied" and (.migrations[0].applied_at | endswith("Z"))
		and .migrations[0].name == "foundation" and .migrations[0].version == 1
		and .migrations[1].state == "pending" and .migrations[1].applied_at == null' <<<"$output"
}

@test "status changes nothing" {
	dump >"$BATS_TEST_TMPDIR/before"
	migrate status
	diff "$BATS_TEST_TMPDIR/before" <(dump)
}

@test "a migration whose text has changed stops up and down" {
	migrate up --to 1 --quiet
	ask "update schema_migrations set checksum = repeat('0', 64) where version = 1"
	local action
	for action in up down; do
		run -1 --separate-stderr migrate "$action"
		[[ $stderr == *'0001 foundation'*changed* && $stderr != *$'\n'* ]]
		[[ $(applied) -eq 1 ]]
	done
	run -0 migrate status
	[[ ${lines[0]} == '0001  changed'* ]]
}

@test "a migration that this program does not know stops up and down" {
	migrate up --quiet
	ask "insert into schema_migrations (version, name, checksum) values (9999, 'future', repeat('f', 64))"
	local action
	for action in up down 'down --to 0'; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr migrate $action
		[[ $stderr == *'9999 future'*newer* && $stderr != *$'\n'* ]]
	done
	[[ $(applied) -eq 9999 ]]
	run -0 migrate status
	[[ $output == *$'\n9999  unknown'* ]]
}

@test "a migration that was skipped stops up" {
	migrate up --quiet
	ask 'delete from schema_migrations where version = 1'
	run -1 --separate-stderr migrate up
	[[ $stderr == *'0001 foundation'*skipped* && $stderr != *$'\n'* ]]
}

@test "a migration that fails leaves nothing of itself, and keeps those before it" {
	ask 'set role papertrade_owner; create table telemetry_events (mine int)'
	run -1 --separate-stderr migrate up
	[[ $stderr == *'0002 telemetry up'*'already exists'* && $stderr != *$'\n'* ]]
	[[ $(applied) -eq 1 ]]
	ask 'drop table telemetry_events'
	migrate up
	[[ $(applied) -eq $latest ]]
}

@test "one that fails in the middle is undone from its beginning" {
	migrate up --to 0 --quiet
	ask 'set role papertrade_owner; create table instance (mine int)'
	dump >"$BATS_TEST_TMPDIR/before"
	run -1 --separate-stderr migrate up
	[[ $stderr == *'0001 foundation up'*'already exists'* && $stderr != *$'\n'* ]]
	diff "$BATS_TEST_TMPDIR/before" <(dump)
}

@test "a way down that fails leaves the schema as it was" {
	migrate up --to 2 --quiet
	ask 'create view in_the_way as select * from telemetry_events'
	dump >"$BATS_TEST_TMPDIR/before"
	run -1 --separate-stderr migrate down --to 0
	[[ $stderr == *'0002 telemetry down'*depend* && $stderr != *$'\n'* ]]
	diff "$BATS_TEST_TMPDIR/before" <(dump)
	[[ $(applied) -eq 2 ]]
}

@test "several runs at once: all succeed, each migration is applied once" {
	local pids=() number
	hold_lock
	for number in 1 2 3; do
		migrate up >"$BATS_TEST_TMPDIR/$number" 2>&1 3>&- &
		pids+=($!)
	done
	wait_waiting 3
	release_lock
	for number in "${pids[@]}"; do
		wait "$number"
	done
	[[ $(ask 'select count(*) from schema_migrations') -eq $latest ]]
	[[ $(cat "$BATS_TEST_TMPDIR"/[123] | grep -c 'migration 0001 foundation up') -eq 1 ]]
}

@test "a run upwards never goes down, though another was faster" {
	local further less
	hold_lock
	migrate up >"$BATS_TEST_TMPDIR/further" 2>&1 3>&- &
	further=$!
	wait_waiting 1
	migrate up --to 1 >"$BATS_TEST_TMPDIR/less" 2>&1 3>&- &
	less=$!
	wait_waiting 2
	release_lock
	wait "$further"
	wait "$less" || [[ $? -eq 1 ]]
	[[ $(applied) -eq $latest ]]
}

@test "a target in the other direction is refused" {
	migrate up --quiet
	run -1 --separate-stderr migrate up --to 1
	[[ $stderr == *'other direction'* && $stderr != *$'\n'* ]]
	migrate down --to 0 --quiet
	run -1 --separate-stderr migrate down --to 1
	[[ $stderr == *'other direction'* && $stderr != *$'\n'* ]]
	[[ $(applied) -eq 0 ]]
}

@test "a target beyond the newest migration is refused" {
	run -1 --separate-stderr migrate up --to $((latest + 1))
	[[ $stderr == *beyond* && $stderr != *$'\n'* ]]
	[[ $(ask "select to_regclass('instance') is null") == t ]]
}

@test "an argument that is not understood: usage, exit 2" {
	local words
	for words in '' sideways 'up --to' 'up --to x' 'up --to -1' 'up --to 10000' 'up --nonsense' 'down 1' \
		'up --wait' 'up --wait -1' 'status up'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr migrate $words
		[[ $stderr == usage:* && -z $output ]]
	done
}

@test "a database that cannot be had: one line, no password in it" {
	local url
	for url in 'host=/nonexistent user=x password=hidden' \
		"host=$PT_HOME/run dbname=papertrade user=stranger password=hidden" \
		"host=$PT_HOME/run dbname=missing user=papertrade_owner password=hidden" \
		'host=127.0.0.1 port=1 password=hidden' 'nonsense=hidden'; do
		run -1 --separate-stderr env DATABASE_OWNER_URL="$url" "$PAPERTRADE" migrate up
		[[ $stderr == 'papertrade: the database: '?* && $stderr != *$'\n'* && $stderr != *hidden* ]]
		[[ -z $output ]]
	done
}

@test "a database that takes the connection and says nothing is given up" {
	perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5); sleep 60' \
		"$BATS_TEST_TMPDIR/.s.PGSQL.5432" 3>&- &
	local listener=$! began=$SECONDS
	until [[ -S $BATS_TEST_TMPDIR/.s.PGSQL.5432 ]]; do sleep 0.05; done
	run --separate-stderr timeout 30 env DATABASE_OWNER_URL="host=$BATS_TEST_TMPDIR dbname=x user=y" \
		"$PAPERTRADE" migrate up
	kill "$listener"
	[[ $status -eq 1 && $stderr == 'papertrade: the database: '*timeout* ]]
	[[ $((SECONDS - began)) -lt 12 ]]
}

@test "--wait waits for a database that is still starting" {
	local began=$SECONDS
	run -1 env DATABASE_OWNER_URL='host=/nonexistent' "$PAPERTRADE" migrate up --wait 1
	[[ ${#lines[@]} -eq 1 && $((SECONDS - began)) -ge 1 && $((SECONDS - began)) -le 4 ]]
	ask 'select 1'
	admin postgres "alter database $scratch rename to ${scratch}_later"
	migrate up --quiet --wait 10 3>&- &
	local run=$!
	sleep 0.5
	admin postgres "alter database ${scratch}_later rename to $scratch"
	wait "$run"
	[[ $(applied) -eq $latest ]]
}

# A way down is rehearsed and undone: what it would lose is told, and nothing is changed.
loses() {
	run -1 --separate-stderr migrate loss --to "$1"
	[[ $stderr == "papertrade: going down to $(printf %04d "$1") would lose $2" ]]
}

@test "a way down loses nothing when nothing came since" {
	migrate up --quiet
	dump >"$BATS_TEST_TMPDIR/before"
	run -0 migrate loss --to 1
	[[ $output == 'going down to 0001 would lose nothing' ]]
	diff "$BATS_TEST_TMPDIR/before" <(dump)
	run -0 migrate down --to 1 --keep-data
	[[ $(applied) -eq 1 ]]
	migrate down --to 0
	run -0 migrate loss
}

@test "rows that came since are lost with their table, and refuse --keep-data" {
	migrate up --to 2 --quiet
	ask "insert into telemetry_events (name) values ('one'), ('two')"
	loses 1 'telemetry_events (2 rows)'
	run -1 --separate-stderr migrate down --to 1 --keep-data
	[[ $stderr == *'would lose telemetry_events (2 rows)' && $(applied) -eq 2 ]]
	[[ $(ask 'select count(*) from telemetry_events') -eq 2 ]]
	run -0 migrate down --to 1
	[[ $(applied) -eq 1 ]]
}

@test "what a migration wrote itself is no loss, until it is changed" {
	migrate up --quiet
	run -0 migrate loss --to 4
	ask 'update kill_switch set reason = reason'
	loses 4 'kill_switch (1 row)'
}

@test "after a restore all rows count, for none can be told apart" {
	migrate up --quiet
	ask "begin; update schema_migrations set name = name; update kill_switch set reason = reason; commit"
	loses 4 'kill_switch (1 row)'
}

@test "values in a column that goes are a loss, its defaults are not" {
	migrate up --to 4 --quiet
	ask "insert into users (username, password_hash, role) values ('ann', 'x', 'trader')"
	ask "insert into accounts (user_id, name, starting_cash) select id, 'first', 1000 from users"
	migrate up --quiet
	run -0 migrate loss --to 4
	ask 'update accounts set fee_per_order = 1.5'
	run -1 --separate-stderr migrate loss --to 4
	[[ $stderr == *'accounts.fee_per_order (1 row)'* ]]
}

@test "a database of a newer version tells no loss" {
	migrate up --quiet
	ask "insert into schema_migrations (version, name, checksum) values (9999, 'future', repeat('f', 64))"
	run -1 --separate-stderr migrate loss
	[[ $stderr == *newer* && $stderr != *$'\n'* ]]
}
