#!/usr/bin/env bats
# Starts that cannot go well: one clear line that names the cause, nothing half-done, and
# everything as before.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	PT_HOME=$(mktemp -d "${TMPDIR:-/tmp}/pt-XXXXXX")
	HTTPS_PORT=$("$PT_ROOT/tests/free-port")
	export PT_HOME HTTPS_PORT
}

teardown_file() {
	"$PT_ROOT/scripts/instance" down
	rm -rf "$PT_HOME"
}

# refuses WORDS NAME=value …: a start says this in its last line, and makes no database.
refuses() {
	local words=$1
	shift
	run -1 env "$@" "$PT_ROOT/scripts/instance" up
	echo "$output"
	[[ ${lines[-1]} == 'papertrade: '*$words* && ${#lines[@]} -eq 1 ]]
	[[ ! -e $PT_HOME/pg ]]
}

@test "a setting that makes no sense" {
	refuses 'HTTPS_PORT must be' HTTPS_PORT=x
	refuses 'MARKET_DATA' MARKET_DATA=nonsense
	refuses 'LIVE_TRADING must be false' LIVE_TRADING=true
}

@test "a port that is taken" {
	perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 1) or die; sleep 60' \
		"$HTTPS_PORT" 3>&- &
	local listener=$!
	until [[ -n $(ss -Hltn "sport = :$HTTPS_PORT") ]]; do sleep 0.05; done
	refuses "port $HTTPS_PORT is taken; choose another"
	kill "$listener"
	wait "$listener" || true
}

@test "a certificate or key that is unreadable, none, or another's" {
	local name
	for name in a b; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
			-keyout "$BATS_TEST_TMPDIR/$name.key" -out "$BATS_TEST_TMPDIR/$name.crt" 2>/dev/null
	done
	refuses 'TLS_CERTIFICATE cannot be read' TLS_CERTIFICATE=/nonexistent
	refuses 'TLS_KEY cannot be read' TLS_CERTIFICATE="$BATS_TEST_TMPDIR/a.crt" TLS_KEY=/nonexistent
	refuses 'TLS_KEY is no private key' TLS_CERTIFICATE="$BATS_TEST_TMPDIR/a.crt" TLS_KEY="$BATS_TEST_TMPDIR/a.crt"
	refuses 'TLS_KEY is not the key of' TLS_CERTIFICATE="$BATS_TEST_TMPDIR/a.crt" TLS_KEY="$BATS_TEST_TMPDIR/b.key"
}

@test "a disk that is read-only" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount'
	mkdir "$BATS_TEST_TMPDIR/ro"
	mount -t tmpfs -o ro none "$BATS_TEST_TMPDIR/ro"
	refuses 'PT_HOME cannot be written' PT_HOME="$BATS_TEST_TMPDIR/ro"
	refuses 'PT_HOME cannot be made' PT_HOME="$BATS_TEST_TMPDIR/ro/home"
	umount "$BATS_TEST_TMPDIR/ro"
}

@test "a pool without a secret, or with one too short, and a reload that would lose it" {
	local words
	for words in 'serve fast' 'serve slow' 'config --check'; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr env JWT_SECRET_KEY=short "$PAPERTRADE" $words
		# shellcheck disable=SC2154 # run sets it
		[[ $stderr == 'papertrade: JWT_SECRET_KEY '*'openssl rand'* && $stderr != *$'\n'* && $stderr != *short\ * ]]
	done
}

@test "a runtime directory that is missing" {
	local words
	for words in 'serve fast' market; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr env RUNTIME_DIRECTORY=/nonexistent JWT_SECRET_KEY="$(printf 'x%.0s' {1..40})" \
			"$PAPERTRADE" $words
		[[ $(jq -r .mend <<<"$stderr") == 'papertrade doctor --fix makes the directory' ]]
	done
}

@test "a password that the database refuses: told, without it, by doctor, migrate and the log" {
	"$PT_ROOT/scripts/instance" up
	local url="host=$PT_HOME/run dbname=papertrade user=papertrade_app password=mistaken"
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c "alter role papertrade_app password 'right'"
	sed -i '1i local papertrade papertrade_app scram-sha-256' "$PT_HOME/pg/pg_hba.conf"
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c 'select pg_reload_conf()' >/dev/null
	sleep 0.5
	run -1 env DATABASE_URL="$url" "$PAPERTRADE" doctor
	[[ $output == *'FAIL  database '*'DATABASE_URL'*'password authentication failed'* && $output != *mistaken* ]]
	run -1 env DATABASE_OWNER_URL="$url" "$PAPERTRADE" migrate status
	[[ $output == *'password authentication failed'* && $output != *mistaken* ]]
	run -0 env DATABASE_URL="${url/mistaken/right}" "$PAPERTRADE" doctor
	# A pool that meets it stays up, says why, and serves once it is let in.
	run env DATABASE_URL="$url" RUNTIME_DIRECTORY="$BATS_TEST_TMPDIR" timeout 3 "$PAPERTRADE" serve fast
	[[ $output == *'password authentication failed'* && $output != *mistaken* ]]
	sed -i 1d "$PT_HOME/pg/pg_hba.conf"
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c 'select pg_reload_conf()' >/dev/null
}

@test "a database of a newer version: not started over, named by doctor and by migrate" {
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c \
		"insert into schema_migrations values (9999, 'future', repeat('f', 64))"
	run -1 "$PAPERTRADE" migrate up
	[[ $output == papertrade:*9999* && $output != *$'\n'* ]]
	run -0 "$PAPERTRADE" doctor --fix
	[[ $output == *'warn  schema '*'a newer version has been here'* && $output != *mend\ \ schema* ]]
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c 'delete from schema_migrations where version = 9999'
	run -0 "$PAPERTRADE" doctor
}
