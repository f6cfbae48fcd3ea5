#!/usr/bin/env bats
# wapiti crawls the site as an administrator, attacks what it found, and finds nothing.
# What it has no module for is told elsewhere: TLS in testssl.bats; bodies, which are JSON,
# in sqlmap.bats.
bats_require_minimum_version 1.5.0
load ../instance
load scan

setup_file() {
	export BATS_TEST_TIMEOUT=600
	has wapiti 'wapiti, which Debian 13 has not' || return 0
	target
	sign_up
	node "$BATS_TEST_DIRNAME/endpoint.mjs" >"$BATS_FILE_TMPDIR/caught" 3>&- &
	export endpoint=$!
	for _ in {1..100}; do
		[ ! -s "$BATS_FILE_TMPDIR/caught" ] || break
		sleep 0.1
	done
	export REPORT=$BATS_FILE_TMPDIR/report.json
	scan >"$BATS_FILE_TMPDIR/said" 2>&1 </dev/null || true
}

teardown_file() {
	[[ ! -v endpoint ]] || kill "$endpoint"
	end_target
}

# Its modules want to fetch lists from the web: a proxy that is not there keeps it in.
scan() {
	local pages=() page
	for page in '/api/activity?limit=5&before=20' '/api/admin/users?limit=5&after=1' \
		'/api/admin/activity?limit=5&before=20' '/api/telemetry?limit=5&before=20' \
		'/api/openapi.json' '/sign-in' '/reset' '/account' '/admin' '/docs'; do
		pages+=(-s "$PT_URL$page")
	done
	HOME=$BATS_FILE_TMPDIR no_proxy=127.0.0.1 \
		http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 \
		timeout 500 wapiti -u "$PT_URL/" "${pages[@]}" --scope domain --verify-ssl 0 \
		-m http_headers,csp,cookieflags,csrf,xss,permanentxss,sql,blindsql,file,exec,crlf,redirect,ssrf,xxe \
		-H "Authorization: Bearer $TOKEN" -H "X-CSRF-Token: $CSRF" \
		--endpoint "http://127.0.0.1:$(head -n 1 "$BATS_FILE_TMPDIR/caught")/" \
		--max-scan-time 60 --max-attack-time 30 -t 10 --no-bugreport --flush-session \
		--store-session "$BATS_FILE_TMPDIR/session" --store-config "$BATS_FILE_TMPDIR/config" \
		-f json -o "$REPORT"
}

@test "all modules ran, over all that was given to them" {
	tail -n 80 "$BATS_FILE_TMPDIR/said"
	local module path
	for module in http_headers csp cookieflags csrf xss permanentxss sql blindsql file exec \
		crlf redirect ssrf xxe; do
		grep -qx "\[\*\] Launching module $module" "$BATS_FILE_TMPDIR/said"
	done
	for path in activity admin/users admin/activity telemetry; do
		(($(requests "/api/$path$") >= 200))
	done
}

# One finding is none: X-XSS-Protection, which browsers have dropped because it opened holes
# of its own; the Content-Security-Policy forbids inline scripts.
@test "nothing is found" {
	jq -r '(.vulnerabilities, .anomalies) | to_entries[] | .key as $kind | .value[] |
		"\($kind): \(.method) \(.path) \(.parameter) \(.info)"' "$REPORT" \
		>"$BATS_TEST_TMPDIR/found"
	cat "$BATS_TEST_TMPDIR/found"
	run ! grep -v '^HTTP Secure Headers: GET /  X-XSS-Protection is not set$' \
		"$BATS_TEST_TMPDIR/found"
}

@test "the server asked nobody for anything" {
	cat "$BATS_FILE_TMPDIR/caught"
	run ! grep -vE '^[0-9]+$|^GET /get_(ssrf|xxe)\.php\?id=[a-z0-9]+$' "$BATS_FILE_TMPDIR/caught"
	[ "$(wc -l <"$BATS_FILE_TMPDIR/caught")" -eq 3 ]
}

@test "the server came through it: no 5xx, no worker lost, no statement misread" {
	unharmed
}
