#!/usr/bin/env bats
# papertrade doctor: all is well with an instance that runs, and whatever is broken is found.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance
}

teardown_file() {
	end_instance
}

admin() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$PT_HOME/run" -U postgres -d "${2-papertrade}" -c "$1"
}

doctor() {
	"$PAPERTRADE" doctor "$@"
}

# healthy: exit 0 and nothing found.
healthy() {
	run -0 --separate-stderr doctor
	[[ -z $stderr && $output != *FAIL* && $output != *'?   '* ]]
}

# finds CHECKS WORDS NAME=value …: exit 1, with exactly these checks failed, of which the
# first one's line begins with WORDS or has them in it.
finds() {
	local checks=$1 words=$2
	shift 2
	run -1 --separate-stderr env "$@" "$PAPERTRADE" doctor
	[[ -z $stderr && $(grep '^FAIL' <<<"$output" | awk '{ print $2 }' | xargs) == "$checks" ]]
	[[ $(grep -m 1 '^FAIL' <<<"$output") == "FAIL  ${checks%% *} "*$words* ]]
}

certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$BATS_TEST_TMPDIR/key" \
		-out "$BATS_TEST_TMPDIR/crt" -subj /CN=localhost -days "$1" 2>/dev/null
}

@test "a running instance is well" {
	healthy
	local check
	for check in settings files disk memory shared logs database schema clock durability \
		connections role books certificate served nginx port pool market; do
		grep -q "^ok    $check " <<<"$output"
	done
	[[ $(grep -c '^ok    pool ' <<<"$output") -eq 2 && $(grep -c '^ok    role ' <<<"$output") -eq 3 ]]
	run ! grep -vE '^(ok  |warn)  [a-z]+ +[^ ].*' <<<"$output"
}

@test "--json says the same" {
	run -0 --separate-stderr doctor --json
	jq -e '.well and ([.checks[].well] | all) and (.checks | length) >= 20
		and ([.checks[] | .check, .state, .detail | type == "string"] | all)
		and ([.checks[] | select(.state != "ok") | .why, .mend | type == "string"] | all)' <<<"$output"
	run -1 --separate-stderr env TLS_CERTIFICATE=/nonexistent "$PAPERTRADE" doctor --json
	jq -e '(.well | not) and .state == "wrong"
		and [.checks[] | select(.well | not) | .check] == ["certificate", "nginx"]' <<<"$output"
	run -1 --separate-stderr env HTTPS_PORT=x "$PAPERTRADE" doctor --json
	[[ -z $stderr ]]
	jq -e '[.checks[] | .check, .state] == ["settings", "wrong"] and (.checks[0].detail | test("HTTPS_PORT"))' <<<"$output"
}

@test "--only looks at one thing" {
	run -0 --separate-stderr doctor --only market
	[[ -z $stderr && $output == 'ok    market '* && $output != *$'\n'* ]]
	run -1 env TLS_CERTIFICATE=/nonexistent "$PAPERTRADE" doctor --json --only certificate
	jq -e '[.checks[].check] == ["certificate"]' <<<"$output"
	TLS_CERTIFICATE=/nonexistent run -0 doctor --only market
}

@test "a database that cannot be reached, and no password in what it says" {
	finds database '/nonexistent' DATABASE_URL='host=/nonexistent password=hidden'
	[[ $output != *hidden* ]]
	finds database 'stranger' DATABASE_URL="host=$PT_HOME/run dbname=papertrade user=stranger"
}

@test "a database that takes the connection and says nothing" {
	perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5); sleep 60' \
		"$BATS_TEST_TMPDIR/.s.PGSQL.5432" 3>&- &
	local listener=$!
	until [[ -S $BATS_TEST_TMPDIR/.s.PGSQL.5432 ]]; do sleep 0.05; done
	finds database timeout DATABASE_URL="host=$BATS_TEST_TMPDIR dbname=x user=y"
	kill "$listener"
}

@test "a schema that is behind, ahead or not there" {
	"$PAPERTRADE" migrate down --quiet
	finds schema 'papertrade migrate up'
	"$PAPERTRADE" migrate up --quiet
	healthy
	admin "insert into schema_migrations values (9999, 'future', repeat('f', 64))"
	run -0 --separate-stderr doctor
	[[ $output == *'warn  schema '*'at 9999'*'a newer version'* ]]
	admin 'delete from schema_migrations where version = 9999'
	finds 'schema database database' 'schema_migrations' DATABASE_URL="host=$PT_HOME/run dbname=postgres user=papertrade_app"
}

@test "a role that may do more than it should" {
	admin 'grant create on schema public to papertrade_app'
	finds role 'more than it should'
	admin 'revoke create on schema public from papertrade_app'
	local power
	for power in superuser createrole createdb bypassrls; do
		admin "alter role papertrade_app $power"
		finds role 'more than it should'
		admin "alter role papertrade_app no$power"
	done
	finds role 'more than it should' DATABASE_URL="host=$PT_HOME/run dbname=papertrade user=papertrade_owner"
	healthy
}

# presents FILES …: these instead of the instance's certificate and key, for a look.
with_certificate() {
	local tls=$PT_HOME/tls
	cp -p "$tls/server.crt" "$tls/server.key" "$BATS_TEST_TMPDIR/"
	cat "$BATS_TEST_TMPDIR/$1" >"$tls/server.crt"
	cat "$BATS_TEST_TMPDIR/$2" >"$tls/server.key"
	"${@:3}"
	cat "$BATS_TEST_TMPDIR/server.crt" >"$tls/server.crt"
	cat "$BATS_TEST_TMPDIR/server.key" >"$tls/server.key"
}

@test "a market daemon, or migrations, in another database than the server" {
	admin 'create database elsewhere owner papertrade_owner'
	local url="host=$PT_HOME/run dbname=elsewhere user=papertrade"
	finds database 'the market daemon, by DATABASE_MARKET_URL: another database than that of DATABASE_URL' \
		DATABASE_MARKET_URL="${url}_market"
	finds database 'the migrations, by DATABASE_OWNER_URL: another database than that of DATABASE_URL' \
		DATABASE_OWNER_URL="${url}_owner"
	admin 'drop database elsewhere'
	healthy
}

@test "a certificate that is missing, unreadable, about to expire, expired or not of its key" {
	finds 'certificate nginx' /nonexistent TLS_CERTIFICATE=/nonexistent
	finds 'certificate nginx' /nonexistent TLS_KEY=/nonexistent
	echo nonsense >"$BATS_TEST_TMPDIR/crt"
	echo nonsense >"$BATS_TEST_TMPDIR/key"
	with_certificate crt key finds certificate "$PT_HOME/tls/server.crt is missing or unreadable"
	certificate 6
	with_certificate crt key finds 'certificate served' 'within 7 days'
	openssl x509 -in "$BATS_TEST_TMPDIR/crt" -signkey "$BATS_TEST_TMPDIR/key" -days 0 -out "$BATS_TEST_TMPDIR/expired"
	sleep 1.1
	with_certificate expired key finds 'certificate served' 'has expired'
	certificate 8
	with_certificate crt key finds served 'presents another certificate'
	cp "$PT_HOME/tls/server.crt" "$BATS_TEST_TMPDIR/ours"
	with_certificate ours key finds certificate 'is not that of'
	healthy
}

@test "a settings file that everyone may read" {
	chmod 0644 "$PT_HOME/papertrade.env"
	finds settings 'chmod o='
	chmod 0602 "$PT_HOME/papertrade.env"
	finds settings 'chmod o='
	chmod 0640 "$PT_HOME/papertrade.env"
	healthy
}

@test "a pool that does not listen" {
	mv "$PT_HOME/run/slow.sock" "$PT_HOME/run/away.sock"
	finds pool slow
	mv "$PT_HOME/run/away.sock" "$PT_HOME/run/slow.sock"
	healthy
}

@test "a server that would lose what it acknowledged" {
	admin 'alter system set fsync = off'
	admin 'select pg_reload_conf()'
	sleep 0.5
	finds durability 'fsync is off'
	admin 'alter system reset fsync'
	admin 'select pg_reload_conf()'
	sleep 0.5
	healthy
}

@test "a disk that is full" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount a small disk'
	mkdir "$BATS_TEST_TMPDIR/small"
	mount -t tmpfs -o size=1m none "$BATS_TEST_TMPDIR/small"
	run -1 env PT_HOME="$BATS_TEST_TMPDIR/small" DATABASE_URL="host=$PT_HOME/run dbname=papertrade user=papertrade_app" \
		"$PAPERTRADE" doctor
	umount "$BATS_TEST_TMPDIR/small"
	[[ $output == *'FAIL  disk '* && $output == *'ok    database '* ]]
}

@test "settings that are refused: one line, exit 1" {
	run -1 --separate-stderr env HTTPS_PORT=x "$PAPERTRADE" doctor
	[[ $stderr == *HTTPS_PORT* && $stderr != *$'\n'* && -z $output ]]
}

@test "an argument that is not understood: usage, exit 2" {
	local words
	for words in --nonsense 'now' '--json x' '--fix --fix' --only '--only nonsense' '--only market --only market'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr doctor $words
		[[ $stderr == usage:* && -z $output ]]
	done
}

@test "an instance that was stopped" {
	"$PT_ROOT/scripts/instance" down
	run -1 --separate-stderr doctor
	[[ -z $stderr && $(grep '^FAIL' <<<"$output" | awk '{ print $2 }' | xargs) == 'database port pool pool' ]]
}
