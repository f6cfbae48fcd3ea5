#!/usr/bin/env bats
# papertrade smoke: from health to a trade and out again, against an instance that is well
# and against ones that are not.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance RATE_LIMIT_AUTH=0
}

teardown_file() {
	end_instance
}

teardown() {
	if [[ -v front ]]; then
		kill "$front"
		wait "$front" || true
	fi
}

smoke() {
	"$PAPERTRADE" smoke "$PT_URL" --ca "$PT_CA" "$@"
}

query() {
	psql -X -q -A -t -h "$PT_HOME/run" -U postgres papertrade -c "$1"
}

# in_front DIRECTIVE …: an nginx before the instance that spoils something; sets FRONT.
in_front() {
	local port try
	port=$("$PT_ROOT/tests/free-port")
	FRONT=https://localhost:$port
	cat >"$BATS_TEST_TMPDIR/nginx.conf" <<-END
		daemon off;
		pid "$BATS_TEST_TMPDIR/nginx.pid";
		error_log stderr;
		events { }
		http {
			access_log off;
			client_body_temp_path "$BATS_TEST_TMPDIR/body";
			proxy_temp_path "$BATS_TEST_TMPDIR/proxy";
			fastcgi_temp_path "$BATS_TEST_TMPDIR/fastcgi";
			uwsgi_temp_path "$BATS_TEST_TMPDIR/uwsgi";
			scgi_temp_path "$BATS_TEST_TMPDIR/scgi";
			server {
				listen 127.0.0.1:$port ssl;
				ssl_certificate "$PT_HOME/tls/server.crt";
				ssl_certificate_key "$PT_HOME/tls/server.key";
				$(printf '%s\n' "$@")
				location / { proxy_pass $PT_URL; }
			}
		}
	END
	"$(PATH=$PATH:/usr/sbin type -P nginx)" -p "$BATS_TEST_TMPDIR" -e stderr \
		-c "$BATS_TEST_TMPDIR/nginx.conf" 3>&- &
	front=$!
	for try in {1..100}; do
		! curl -s -o /dev/null --cacert "$PT_CA" "$FRONT/" || break
		sleep 0.1
	done
	echo "in front after $try tries"
}

# failing: what of the last run's output failed, and what was left out.
failing() { grep '^FAIL' <<<"$output" | awk '{ print $2 }' | xargs; }
skipped() { grep '^skip' <<<"$output" | awk '{ print $2 }' | xargs; }

@test "whoever is the first to register administrates: smoke refuses to, unless it is asked to" {
	run -1 --separate-stderr smoke
	[[ $(failing) == sign-in && $output == *'who comes first administrates: register, then run it again, or give --first-user'* ]]
	[[ $(query 'select count(*) from users') == 0 ]]
	run -0 --separate-stderr smoke --first-user
	[[ -z $stderr && $(grep -c '^ok  ' <<<"$output") -eq 13 ]]
	[[ $output == *'nobody had registered: smoke-'*'with the password '* ]]
	local user password
	[[ $output =~ (smoke-[0-9a-f]{8}).*password\ ([0-9a-f]{32}) ]]
	user=${BASH_REMATCH[1]} password=${BASH_REMATCH[2]}
	[[ $(request /api/auth/login -H 'Content-Type: application/json' \
		-d "{\"username\":\"$user\",\"password\":\"$password\"}" | head -n 1) == 200 ]]
}

@test "it trades, and leaves nothing open behind" {
	run -0 --separate-stderr smoke
	[[ -z $stderr && $(grep -cE '^ok    [a-z-]+ +[0-9]+ ms  .' <<<"$output") -eq 13 ]]
	[[ $output == *'registered as smoke-'*', a trader'* && $output == *'bought 1 AAPL at '*' and sold it'* ]]
	[[ $(query "select count(*) from accounts where name = 'smoke' and archived_at is null") == 0 ]]
	[[ $(query "select count(*) from api_keys where revoked_at is null") == 0 ]]
	[[ $(query "select count(*) from positions where quantity <> 0") == 0 ]]
	[[ $(query "select count(*) from orders where status = 'filled'") -ge 2 ]]
	"$PAPERTRADE" audit
}

@test "--json says the same" {
	run -0 --separate-stderr smoke --json
	jq -e '.well and (.checks | length) == 13 and all(.checks[]; .state == "ok"
		and (.milliseconds | type == "number") and (.detail | length > 0))' <<<"$output"
	run -1 --separate-stderr "$PAPERTRADE" smoke https://localhost:1 --json
	jq -e '(.well | not) and ([.checks[].state] | unique == ["skip", "wrong"])' <<<"$output"
}

@test "a user that is given is used again and again; a wrong password fails that alone" {
	echo 'a quiet river in the north' | "$PAPERTRADE" user create watcher --password-stdin
	local before
	before=$(query 'select count(*) from users')
	SMOKE_PASSWORD='a quiet river in the north' run -0 smoke --user watcher
	[[ $output == *'signed in as watcher, a trader'* ]]
	SMOKE_PASSWORD='a quiet river in the north' run -0 smoke --user watcher
	SMOKE_PASSWORD='a loud river in the south' run -1 smoke --user watcher
	[[ $(failing) == sign-in && $(skipped) == 'account data order trade clean-up' ]]
	[[ $output != *'a loud river'* && $(query 'select count(*) from users') == "$before" ]]
}

@test "a certificate that nobody vouches for, and nobody at all" {
	run -1 "$PAPERTRADE" smoke "$PT_URL"
	[[ $(failing) == 'health probes tls headers page openapi closed sign-in' ]]
	[[ $output == *'certificate'* ]]
	run -1 "$PAPERTRADE" smoke https://localhost:1
	[[ $(failing) == 'health probes tls headers page openapi closed sign-in' ]]
}

@test "old versions of TLS" {
	in_front 'ssl_protocols TLSv1.1 TLSv1.2 TLSv1.3;' 'ssl_ciphers ALL:@SECLEVEL=0;'
	run -1 "$PAPERTRADE" smoke "$FRONT" --ca "$PT_CA"
	[[ $(failing) == tls && $output == *'TLS 1.1 or older is accepted'* ]]
}

@test "TLS 1.3 that is refused" {
	in_front 'ssl_protocols TLSv1.2;'
	run -1 "$PAPERTRADE" smoke "$FRONT" --ca "$PT_CA"
	[[ $(failing) == tls && $output == *'TLS 1.2 or 1.3 is refused'* ]]
}

@test "each header that a proxy loses" {
	local header
	for header in Content-Security-Policy X-Content-Type-Options Referrer-Policy Strict-Transport-Security \
		X-Request-Id Cache-Control; do
		in_front 'ssl_protocols TLSv1.2 TLSv1.3;' "proxy_hide_header $header;"
		run -1 "$PAPERTRADE" smoke "$FRONT" --ca "$PT_CA"
		kill "$front"
		wait "$front" || true
		unset front
		[[ $(failing) == headers ]]
	done
}

@test "a page that is not the app, an API that is open, a description that is missing" {
	in_front 'ssl_protocols TLSv1.2 TLSv1.3;' 'location = / { default_type text/html; return 200 hello; }' \
		'location = /api/openapi.json { return 404; }' \
		'location = /api/keys { default_type application/json; return 200 "[]"; }'
	run -1 "$PAPERTRADE" smoke "$FRONT" --ca "$PT_CA"
	[[ " $(failing) " == *' page openapi closed '* ]]
}

@test "registration that is closed, and a market daemon that is gone" {
	"$PT_ROOT/scripts/instance" down
	RATE_LIMIT_GLOBAL=0 RATE_LIMIT_AUTH=0 REGISTRATION=closed "$PT_ROOT/scripts/instance" up
	run -1 smoke
	[[ $(failing) == sign-in && $output == *'registration is closed: give --user'* ]]
	pkill -STOP -P "$(<"$PT_HOME/run/supervisor.pid")" -f ' market$'
	sleep 11
	SMOKE_PASSWORD='a quiet river in the north' run -1 smoke --user watcher
	pkill -CONT -P "$(<"$PT_HOME/run/supervisor.pid")" -f ' market$'
	[[ " $(failing) " == *' health '* && $output == *'the market daemon does not run'* ]]
}

@test "arguments that are not understood: usage, exit 2" {
	local words
	for words in '' '--json' 'ftp://x' 'localhost' "$PT_URL --nonsense" "$PT_URL $PT_URL" "$PT_URL --user x" "$PT_URL --first-user --user x"; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr env -u SMOKE_PASSWORD "$PAPERTRADE" smoke $words
		[[ $stderr == usage:* && -z $output ]]
	done
}
