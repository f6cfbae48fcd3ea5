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
	[[ -z $stderr && $output != *FAIL* ]]
}

# finds CHECK WORDS NAME=value …: exit 1, with exactly this check failed.
finds() {
	local check=$1 words=$2
	shift 2
	run -1 --separate-stderr env "$@" "$PAPERTRADE" doctor
	[[ -z $stderr && $(grep -c '^FAIL' <<<"$output") -eq 1 ]]
	[[ $(grep '^FAIL' <<<"$output") == "FAIL  $check "*$words* ]]
}

certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$BATS_TEST_TMPDIR/key" \
		-out "$BATS_TEST_TMPDIR/crt" -subj /CN=localhost -days "$1" 2>/dev/null
}

@test "a running instance is well" {
	healthy
	local check
	for check in settings disk certificate database schema role clock durability pool; do
		grep -q "^ok    $check " <<<"$output"
	done
	[[ $(grep -c '^ok    pool ' <<<"$output") -eq 2 ]]
}

@test "--json says the same" {
	run -0 --separate-stderr doctor --json
	jq -e '.well and ([.checks[].well] | all) and (.checks | length) >= 10
		and ([.checks[] | .check, .detail | type == "string"] | all)' <<<"$output"
	run -1 --separate-stderr env TLS_CERTIFICATE=/nonexistent "$PAPERTRADE" doctor --json
	jq -e '(.well | not) and [.checks[] | select(.well | not) | .check] == ["certificate"]' <<<"$output"
}

@test "a database that cannot be reached, and no password in what it says" {
	finds database '/nonexistent' DATABASE_URL='host=/nonexistent password=hidden'
	[[ $output != *hidden* ]]
	finds database 'stranger' DATABASE_URL="host=$PT_HOME/run dbname=papertrade user=stranger"
}

@test "a database that takes the connection and says nothing" {
	perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5); sleep 60' \
		"$BATS_TEST_TMPDIR/.s.PGSQL.5432" 3>&- &
	local listener=$! began=$SECONDS
	until [[ -S $BATS_TEST_TMPDIR/.s.PGSQL.5432 ]]; do sleep 0.05; done
	finds database timeout DATABASE_URL="host=$BATS_TEST_TMPDIR dbname=x user=y"
	kill "$listener"
	[[ $((SECONDS - began)) -lt 12 ]]
}

@test "a schema that is behind, ahead or not there" {
	"$PAPERTRADE" migrate down --quiet
	finds schema 'papertrade migrate up'
	"$PAPERTRADE" migrate up --quiet
	healthy
	admin "insert into schema_migrations values (9999, 'future', repeat('f', 64))"
	finds schema 'at 9999'
	admin 'delete from schema_migrations where version = 9999'
	finds schema 'schema_migrations' DATABASE_URL="host=$PT_HOME/run dbname=postgres user=papertrade_app"
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

@test "a certificate that is missing, unreadable, about to expire or expired" {
	finds certificate /nonexistent TLS_CERTIFICATE=/nonexistent
	echo nonsense >"$BATS_TEST_TMPDIR/crt"
	finds certificate "$BATS_TEST_TMPDIR/crt" TLS_CERTIFICATE="$BATS_TEST_TMPDIR/crt"
	certificate 6
	finds certificate expire TLS_CERTIFICATE="$BATS_TEST_TMPDIR/crt"
	openssl x509 -in "$BATS_TEST_TMPDIR/crt" -signkey "$BATS_TEST_TMPDIR/key" -days 0 -out "$BATS_TEST_TMPDIR/expired"
	mv "$BATS_TEST_TMPDIR/expired" "$BATS_TEST_TMPDIR/crt"
	sleep 1.1
	finds certificate expire TLS_CERTIFICATE="$BATS_TEST_TMPDIR/crt"
	certificate 8
	run -0 env TLS_CERTIFICATE="$BATS_TEST_TMPDIR/crt" "$PAPERTRADE" doctor
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
	for words in --nonsense 'now' '--json x'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr doctor $words
		[[ $stderr == usage:* && -z $output ]]
	done
}

@test "an instance that was stopped" {
	"$PT_ROOT/scripts/instance" down
	run -1 --separate-stderr doctor
	[[ -z $stderr && $(grep '^FAIL' <<<"$output" | awk '{ print $2 }' | xargs) == 'database pool pool' ]]
}
