# For bats, beside tests/instance.bash: what the scanners share. They only ever see an
# instance of their own, on 127.0.0.1.
#   has TOOL PACKAGE           is it there? If not, each test of the file is skipped
#   target, end_target         start and stop the instance
#   post PATH JSON [options]   prints the reply's body; @FILE as for curl
#   sign_up, sign_in           somebody who administrates; sets $TOKEN and $CSRF
#   requests PATH              how many the access log holds whose path matches ^PATH
#   unharmed                   no reply was a 5xx, no worker died, and PostgreSQL was never
#                              given a statement that it does not understand

has() {
	export cannot=''
	command -v "$1" >/dev/null || cannot="$1 is missing: install package $2"
	[ -z "$cannot" ]
}

setup() {
	if [ -n "$cannot" ]; then skip "$cannot"; fi
}

target() {
	own_instance RATE_LIMIT_AUTH=0 RATE_LIMIT_KEY=0 TELEMETRY=true \
		ARGON2_MEMORY_KIB=8192 ARGON2_PASSES=1
}

end_target() {
	if [ -z "$cannot" ]; then end_instance; fi
}

post() {
	curl -sS --fail-with-body --max-time 10 --cacert "$PT_CA" "${@:3}" \
		-H 'Content-Type: application/json' -d "$2" "$PT_URL$1"
}

enter() {
	local reply
	reply=$(post "/api/auth/$1" '{"username":"ann","password":"a quiet river in the north"}')
	TOKEN=$(jq -er .access_token <<<"$reply")
	CSRF=$(jq -er .csrf_token <<<"$reply")
	export TOKEN CSRF
}

sign_up() { enter register; }
sign_in() { enter login; }

# nginx writes its log once a second.
requests() {
	sleep 1.3
	jq -r .path "$PT_HOME/log/access.log" | grep -c -- "^$1" || true
}

unharmed() {
	echo "$(requests /) requests, by status:"
	jq -r .status "$PT_HOME/log/access.log" | sort | uniq -c
	jq -r 'select(.status >= 500) | "\(.status) \(.method) \(.path)"' "$PT_HOME/log/access.log" \
		>"$BATS_TEST_TMPDIR/failures"
	grep -E '(ERROR|PANIC): ' "$PT_HOME/log/postgres.log" >>"$BATS_TEST_TMPDIR/failures" || true
	curl -sS --max-time 10 --cacert "$PT_CA" "$PT_URL/metrics" |
		grep '^papertrade_worker_replacements_total{' >"$BATS_TEST_TMPDIR/replacements"
	cat "$BATS_TEST_TMPDIR/failures" "$BATS_TEST_TMPDIR/replacements"
	[ ! -s "$BATS_TEST_TMPDIR/failures" ]
	[ "$(grep -c '} 0$' "$BATS_TEST_TMPDIR/replacements")" -eq 2 ]
}
