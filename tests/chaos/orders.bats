#!/usr/bin/env bats
# Whatever is killed while orders come: none that was acknowledged is lost, none is there
# twice, none is filled twice, and the ledger adds up.
bats_require_minimum_version 1.5.0
load ../instance
load load
load orders

KILLS=${CHAOS_KILLS:-20} # of each part: a hundred in all

setup_file() {
	export BATS_TEST_TIMEOUT=1200
	own_instance TELEMETRY=true RATE_LIMIT_AUTH=0 RATE_LIMIT_KEY=0 \
		ARGON2_MEMORY_KIB=8192 ARGON2_PASSES=1
	open_traders 32
}

teardown() {
	if [[ -v trading ]]; then kill "$trading" || true; fi
}

teardown_file() { end_instance; }

# kills PART: again and again under load; served within 5 seconds, and sound, each time.
kills() {
	local number
	start_trading 20
	sleep 1
	for ((number = 0; number < KILLS; number++)); do
		kill_part "$1"
		serves_within 5
		audit
		sleep 0.5
	done
	trading_was_fair
	nothing_lost
}

@test "workers killed while orders come" { kills worker; }

@test "the master of the workers killed while orders come" { kills master; }

@test "the market daemon killed while orders come" { kills market; }

@test "PostgreSQL killed while orders come" { kills postmaster; }

@test "nginx killed while orders come" { kills nginx; }

@test "a worker killed every 0.2 s: reads never fail, orders are placed once" {
	local try
	start_trading 20
	for try in {1..150}; do
		kill_part worker || true
		sleep 0.2
	done
	echo "killed $try workers"
	trading_was_fair
	nothing_lost
	# Of what is read, nothing was ever without an answer.
	if grep -q '"GET without answer' "$BATS_TEST_TMPDIR/trading"; then return 1; fi
}
