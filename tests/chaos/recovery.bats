#!/usr/bin/env bats
# Recovery to any moment from a base backup and archived log, and how long it takes to have
# a million orders back.

bats_require_minimum_version 1.5.0

load ../instance
load orders

setup_file() {
	export BATS_TEST_TIMEOUT=3600 RATE_LIMIT_KEY=0 RATE_LIMIT_TRADE=0 RATE_LIMIT_AUTH=0
	export PAPERTRADE=${RECOVERY_OF:-$PT_ROOT/build/papertrade}
	own_instance
	open_traders 3
	backup archive on
	"$PT_ROOT/scripts/instance" down
	"$PT_ROOT/scripts/instance" up
	backup base
}

teardown_file() {
	end_instance
}

backup() { "$PT_ROOT/scripts/papertrade-backup" "$@"; }
restore() { "$PT_ROOT/scripts/papertrade-restore" --yes "$@"; }

trade_a_while() {
	start_trading
	sleep 3
	trading_was_fair
	cancel_all
	settle
}

# Whose client was killed may still be answered.
settle() {
	local before='' after
	after=$(hash)
	while [[ $before != "$after" ]]; do
		before=$after
		sleep 1
		after=$(hash)
	done
}

hash() { audit | sed -n 's/^sha256 //p'; }

now() { date -u '+%F %T.%6N'; }

refused() {
	local words=$1 before
	shift
	before=$(hash)
	run -1 --separate-stderr "$@"
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr == *"$words"* && $(wc -l <<<"$stderr") -eq 1 ]] || {
		printf 'not: %s\nsaid: %s\n%s\n' "$words" "$output" "$stderr"
		return 1
	}
	[[ $(hash) == "$before" ]]
	[[ -z $(find "$PT_HOME" -name '.new.*' -o -name '.recovery.*') ]]
}

@test "any moment can be had back, to the last entry" {
	local -a moments hashes
	local number
	for number in 0 1 2; do
		trade_a_while
		moments[number]=$(now) hashes[number]=$(hash)
		sleep 1
	done
	[[ ${hashes[0]} != "${hashes[1]}" && ${hashes[1]} != "${hashes[2]}" ]]
	for number in 1 0; do
		run -0 restore --until "${moments[number]}"
		[[ $(hash) == "${hashes[number]}" ]]
	done
	# What serves now is of an earlier moment, and the log goes on from there.
	trade_a_while
	audit
}

@test "all that was acknowledged is in the log" {
	trade_a_while
	local before
	before=$(hash)
	run -0 restore --until latest
	[[ $(hash) == "$before" ]]
}

@test "times and archives that do not do are refused, and nothing is changed" {
	local piece
	refused 'lies ahead' restore --until '2100-01-01'
	refused 'is no time' restore --until 'the day before'
	refused 'no base backup from before' restore --until '2020-01-01 00:00:00'
	piece=$(find "$PT_HOME/wal" -name '0*.gz' -not -name '*.backup.gz' | sort | tail -n 2 | head -n 1)
	mv "$piece" "$BATS_TEST_TMPDIR"
	refused 'the archived log breaks off after' restore --until "$(now)"
	refused 'the archived log breaks off after' restore --until latest
	mv "$BATS_TEST_TMPDIR/${piece##*/}" "$piece"
	local base
	base=$(find "$PT_HOME/backups" -name 'base-*.tar.gz')
	printf x | dd of="$base" bs=1 seek=1000 conv=notrunc status=none
	refused 'is corrupt' restore --until latest
	backup base
	restore --until latest
}

@test "an archive that is full is told, and heals" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount a small disk'
	mount -t tmpfs -o size=4k none "$PT_HOME/wal"
	chmod 777 "$PT_HOME/wal"
	trade_a_while
	query -c 'select pg_switch_wal()'
	local try
	for ((try = 0; try < 100; try++)); do
		! metric wal_archive_last_failed 1 || break
		sleep 0.2
	done
	metric wal_archive_last_failed 1
	run backup archive status
	[[ $status -eq 1 && $output == *'failed '[1-9]* ]]
	umount -l "$PT_HOME/wal"
	query -c 'select pg_switch_wal()'
	for ((try = 0; try < 400; try++)); do
		! metric wal_archive_last_failed 0 || break
		sleep 0.2
	done
	metric wal_archive_last_failed 0
	local before
	before=$(hash)
	restore --until latest
	[[ $(hash) == "$before" ]]
}

metric() {
	curl -sS --cacert "$PT_CA" "$PT_URL/metrics" | grep -qx "papertrade_$1 $2"
}

@test "base backups beyond the newest are dropped, and the log that only they needed" {
	local before
	before=$(find "$PT_HOME/wal" -name '0*' | wc -l)
	trade_a_while
	BACKUP_BASES=1 backup base
	[[ $(find "$PT_HOME/backups" -name 'base-*.tar.gz' | wc -l) -eq 1 ]]
	(($(find "$PT_HOME/wal" -name '0*' | wc -l) < before))
	before=$(hash)
	restore --until latest
	[[ $(hash) == "$before" ]]
}

@test "a million orders: how long they take to back up and to have back" {
	backup archive off
	node "$PT_ROOT/tests/chaos/orders.mjs" open "$PT_URL" "$PT_CA" 17 >"$BATS_TEST_TMPDIR/more"
	query -v parts=1 -v rest=0 -f "$PT_ROOT/tests/bench/past.sql" >/dev/null
	local began=$SECONDS before
	before=$(hash)
	echo "# audit of $(query -c 'select count(*) from orders') orders: $((SECONDS - began)) s" >&3
	began=$SECONDS
	backup
	echo "# backup, restored and audited: $((SECONDS - began)) s" >&3
	began=$SECONDS
	restore latest
	echo "# restore: $((SECONDS - began)) s" >&3
	[[ $(hash) == "$before" ]]
}
