# For run: does a busy slow pool leave the fast one alone?
# shellcheck disable=SC2154 # what is not assigned here is run's

waiting_slow_workers() {
	sql papertrade -c "select count(*) from pg_stat_activity
		where application_name like 'papertrade-slow-%' and wait_event_type = 'Lock'"
}

all_slow_workers_wait() { [ "$(waiting_slow_workers)" -eq "$(setting SLOW_WORKERS)" ]; }

# Every slow worker held by a query that waits for a lock, and 64 more requests
# behind them; they are answered when the lock is gone.
block_slow_pool() {
	begin locks psql -X -q -h "$PT_HOME/run" -U postgres -d papertrade \
		-c 'begin' -c 'lock table telemetry_events' -c 'select pg_sleep(600)'
	wait_for 10 locked
	begin background wrk -t 1 -c "$CONNECTIONS" -d 600s --timeout 600s "$address/bench/slow-query"
	wait_for 10 all_slow_workers_wait
}

locked() {
	[ "$(sql papertrade -c "select count(*) from pg_locks
		where relation = 'telemetry_events'::regclass and mode = 'AccessExclusiveLock'")" -gt 0 ]
}

# A lock's holder that is asleep ends with its client only at its next word.
unblock_slow_pool() {
	sql papertrade -c "select pg_terminate_backend(pid) from pg_locks
		where relation = 'telemetry_events'::regclass and mode = 'AccessExclusiveLock'" >/dev/null
	end locks
	end background
}

# The same with work instead of waiting: both pools then share the processors.
load_slow_pool() {
	begin background wrk -t 1 -c "$QUERY_CONNECTIONS" -d 600s "$address/bench/slow-query"
}

measure_isolation() {
	local round
	for ((round = 1; round <= rounds; round++)); do
		say "a busy slow pool, round $round of $rounds"
		load "$round" idle /api/health
		block_slow_pool
		load "$round" blocked /api/health
		all_slow_workers_wait || fail 'the slow pool was not busy to the end'
		unblock_slow_pool
		wait_for 10 get /bench/slow-query
		load_slow_pool
		load "$round" loaded /api/health
		end background
	done
}
