#!/usr/bin/env bats
# A disk that is full: alive, not ready, orders refused with a clear 503 and never half
# kept; healed within ten seconds of there being room again, by itself.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount a small disk'
	export HOME_DISK=$BATS_FILE_TMPDIR/disk
	mkdir -m 755 "$HOME_DISK"
	mount -t tmpfs -o size=400m none "$HOME_DISK"
	chmod 755 "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR"
	TMPDIR=$HOME_DISK own_instance RATE_LIMIT_AUTH=0 RATE_LIMIT_KEY=0 ARGON2_MEMORY_KIB=8192
}

teardown_file() {
	[[ $(id -u) -eq 0 ]] || return 0
	rm -f "$PT_HOME/filler"
	end_instance
	umount "$HOME_DISK"
}

status_of() {
	curl -sS --max-time 5 --cacert "$PT_CA" -o "$BATS_TEST_TMPDIR/body" -w '%{http_code}' "$@"
}

# asks PATH [curl options]: the status with the key's headers.
asks() {
	local path=$1
	shift
	status_of "$PT_URL$path" -H "APCA-API-KEY-ID: $key" -H "APCA-API-SECRET-KEY: $secret" \
		-H 'Content-Type: application/json' "$@"
}

order() {
	asks /v2/orders -d '{"symbol":"AAPL","qty":"1","side":"buy","type":"market","time_in_force":"day"}'
}

query() {
	psql -X -q -A -t -h "$PT_HOME/run" -U postgres papertrade -c "$1"
}

# within SECONDS COMMAND …: until it succeeds.
within() {
	local until=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < until)) || return 1
		sleep 0.2
	done
}

ready_is() { [[ $(status_of "$PT_URL/api/monitoring/health/ready") == "$1" ]]; }
order_is() { [[ $(order) == "$1" ]]; }

@test "full, then room again, three times over" {
	local session token csrf round sent=0 answer
	session=$(curl -fsS --cacert "$PT_CA" "$PT_URL/api/auth/register" -H 'Content-Type: application/json' \
		-d '{"username":"anna","password":"a quiet river in the north"}')
	token=$(jq -r .access_token <<<"$session") csrf=$(jq -r .csrf_token <<<"$session")
	session=$(curl -fsS --cacert "$PT_CA" "$PT_URL/api/keys" -H "Authorization: Bearer $token" \
		-H "X-CSRF-Token: $csrf" -H 'Content-Type: application/json' -d '{"name":"bot"}')
	key=$(jq -r .key_id <<<"$session") secret=$(jq -r .secret_key <<<"$session")
	[[ $(order) == 200 ]]
	sent=1
	for round in 1 2 3; do
		dd if=/dev/zero of="$PT_HOME/filler" bs=1M 2>/dev/null || true
		[[ $(df --output=avail "$HOME_DISK" | tail -n 1) -lt 64 ]]
		within 10 ready_is 503
		grep -qE 'the disk is full|service' "$BATS_TEST_TMPDIR/body"
		for answer in {1..60}; do
			answer=$(order)
			[[ $answer == 200 || $answer == 503 ]] || {
				echo "round $round: $answer $(cat "$BATS_TEST_TMPDIR/body")"
				return 1
			}
			[[ $answer != 200 ]] || sent=$((sent + 1))
			[[ $answer == 200 ]] || jq -e '.code == 50310000 and (.message | length > 0)' "$BATS_TEST_TMPDIR/body"
			[[ $(status_of "$PT_URL/api/monitoring/health/live") == 200 ]]
		done
		run -1 env PT_HOME="$PT_HOME" "$PAPERTRADE" doctor
		[[ $output == *'FAIL  disk '* ]]
		rm "$PT_HOME/filler"
		within 10 ready_is 200
		within 10 order_is 200
		sent=$((sent + 1))
	done
	# What was acknowledged is there, once; what was refused is not.
	[[ $(query "select count(*) from orders") == "$sent" ]]
	"$PAPERTRADE" audit
}
