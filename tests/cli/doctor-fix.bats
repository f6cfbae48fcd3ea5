#!/usr/bin/env bats
# papertrade doctor --fix: what is broken and safe to mend is mended, said, and stays so;
# what is not safe is left alone. And what else doctor can find on a machine.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance
}

teardown_file() {
	end_instance
}

doctor() {
	"$PAPERTRADE" doctor "$@"
}

# mends CHECK WORDS: doctor finds this alone, mends it, says so, and has nothing to do after.
mends() {
	run -1 --separate-stderr doctor
	[[ -z $stderr && $(grep '^FAIL' <<<"$output" | awk '{ print $2 }' | sort -u | xargs) == "$1" ]]
	run -0 --separate-stderr doctor --fix
	[[ -z $stderr && $(grep -m 1 '^mend' <<<"$output") == "mend  ${1%% *} "*$2* && $output != *FAIL* ]]
	run -0 --separate-stderr doctor --fix
	[[ -z $stderr && $output != *mend* ]]
}

@test "settings that everyone may read" {
	chmod 0644 "$PT_HOME/papertrade.env"
	mends settings 'private again'
	[[ $(stat -c %a "$PT_HOME/papertrade.env") == 640 ]]
}

@test "sockets, keys and shared memory that are open to too many, or of the wrong owner" {
	local file
	for file in run/fast.sock run/board run/access tls/server.key tls/ca.key; do
		chmod o+rw "$PT_HOME/$file"
		mends files ''
		[[ $(stat -c %A "$PT_HOME/$file") == ???????--- ]]
	done
	chmod 0777 "$PT_HOME/run"
	mends files ''
	[[ $(stat -c %a "$PT_HOME/run") == 755 ]]
	[[ $(id -u) -eq 0 ]] || return 0
	chown root "$PT_HOME/run/slow.sock"
	mends files ''
	[[ $(stat -c %U "$PT_HOME/run/slow.sock") == papertrade ]]
}

@test "a directory that is missing" {
	mv "$PT_HOME/log" "$PT_HOME/away"
	mends files ''
	[[ $(stat -c '%a %U' "$PT_HOME/log") == "750 $(stat -c %U "$PT_HOME/away")" ]]
	rmdir "$PT_HOME/log"
	mv "$PT_HOME/away" "$PT_HOME/log"
}

@test "nginx's configuration that somebody changed, or that is older than the settings" {
	echo '# changed' >>"$PT_HOME/nginx/snippets/papertrade-fast.conf"
	mends nginx 'written anew'
	run ! grep changed "$PT_HOME/nginx/snippets/papertrade-fast.conf"
	rm "$PT_HOME/nginx/conf.d/papertrade.conf"
	mends nginx 'written anew'
	request /api/health | head -n 1 | grep -x 200
}

@test "a configuration that nginx refuses is not taken" {
	local before
	before=$(cat "$PT_HOME"/nginx/sites-available/papertrade)
	run -1 env TLS_CERTIFICATE=/nonexistent "$PAPERTRADE" doctor --fix
	[[ $output == *'FAIL  nginx '* && $output != *mend* ]]
	[[ $(cat "$PT_HOME"/nginx/sites-available/papertrade) == "$before" ]]
	run -0 doctor
}

@test "a certificate of the local authority that has expired, and one whose key is another's" {
	local tls=$PT_HOME/tls
	openssl x509 -in "$tls/server.crt" -signkey "$tls/server.key" -days 0 -out "$BATS_TEST_TMPDIR/crt" 2>/dev/null
	cat "$BATS_TEST_TMPDIR/crt" >"$tls/server.crt"
	sleep 1.1
	mends 'certificate served' 'made a server certificate'
	openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt"
	curl -fsS --cacert "$tls/ca.crt" "$PT_URL/api/health" >/dev/null
	openssl ecparam -name prime256v1 -genkey -noout -out "$tls/server.key"
	mends certificate 'made a server certificate'
	[[ $(id -u) -ne 0 || $(stat -c %U "$tls/server.key") == papertrade ]]
}

@test "a certificate of somebody else's is not touched" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$BATS_TEST_TMPDIR/key" \
		-out "$BATS_TEST_TMPDIR/crt" -subj /CN=localhost -days 2 2>/dev/null
	local before
	before=$(sha256sum "$BATS_TEST_TMPDIR/crt" "$PT_HOME/tls/server.crt")
	run -1 env TLS_CERTIFICATE="$BATS_TEST_TMPDIR/crt" TLS_KEY="$BATS_TEST_TMPDIR/key" "$PAPERTRADE" doctor --fix
	[[ $output == *'FAIL  certificate '* ]]
	[[ $(sha256sum "$BATS_TEST_TMPDIR/crt" "$PT_HOME/tls/server.crt") == "$before" ]]
	# nginx was told to take it, which it now unlearns.
	run -0 doctor --fix
}

@test "migrations that wait are applied" {
	"$PAPERTRADE" migrate down --quiet
	mends schema 'migrated: the schema is at'
	"$PAPERTRADE" migrate status --json | jq -e '.current == .latest'
}

@test "the database is dumped before it is migrated, and is not migrated when that fails" {
	local dump
	dump=$(find "$PT_HOME/upgrades" -name 'before-*.dump')
	[[ $(wc -l <<<"$dump") -eq 1 && $(stat -c %a "$dump") == 600 ]]
	pg_restore --list "$dump" | grep -q 'TABLE DATA public schema_migrations'
	"$PAPERTRADE" migrate down --quiet
	mv "$PT_HOME/upgrades" "$PT_HOME/away"
	touch "$PT_HOME/upgrades"
	run -1 --separate-stderr "$PAPERTRADE" doctor --fix
	[[ $output == *'FAIL  schema '*'the database was not dumped: '*'so nothing was changed'* && $output != *mend\ \ schema* ]]
	"$PAPERTRADE" migrate status --json | jq -e '.current < .latest'
	rm "$PT_HOME/upgrades"
	run -0 --separate-stderr "$PAPERTRADE" doctor --fix
	[[ $output == *'mend  schema '*"migrated: the schema is at "*"dumped to $PT_HOME/upgrades/before-"* ]]
	[[ -z $(find "$PT_HOME" -maxdepth 1 -name '.dump.*') ]]
}

@test "what is not safe to mend is left alone, and told again" {
	sed -i.old '/^JWT_SECRET_KEY=/d' "$PT_HOME/papertrade.env"
	run -1 --separate-stderr env -u JWT_SECRET_KEY "$PAPERTRADE" doctor --fix
	[[ $output == *'FAIL  settings '*'JWT_SECRET_KEY'*'does not start'* && $output != *mend* ]]
	run ! grep -q '^JWT_SECRET_KEY=' "$PT_HOME/papertrade.env"
	mv "$PT_HOME/papertrade.env.old" "$PT_HOME/papertrade.env"
	run -0 doctor
}

@test "a role of the market daemon that is refused, and a database with too few connections" {
	run -1 --separate-stderr env DATABASE_MARKET_URL="host=$PT_HOME/run dbname=papertrade user=nobody_here" "$PAPERTRADE" doctor
	[[ $output == *'FAIL  database '*'the market daemon, by DATABASE_MARKET_URL: '* && $output != *'FAIL  role'* ]]
	run -1 --separate-stderr env FAST_WORKERS=32 SLOW_WORKERS=16 "$PAPERTRADE" doctor
	[[ $output == *'FAIL  connections '* ]]
}

@test "books that do not add up, and books that were not proved for long" {
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c "
		insert into audit_runs (started_at, finished_at, accounts, transfers, entries, problems, hash)
		values (now(), now(), 1, 1, 1, 2, repeat('a', 64))"
	run -1 doctor
	[[ $output == *'FAIL  books '*'2 problems'* ]]
	psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c "
		update audit_runs set problems = 0, finished_at = now() - interval '9 days'"
	run -0 doctor
	[[ $output == *'warn  books '*'9 days'*'papertrade audit'* ]]
	"$PAPERTRADE" audit >/dev/null
	run -0 doctor
	[[ $output == *'ok    books '* ]]
}

@test "logs that have grown large" {
	truncate -s 2G "$PT_HOME/log/old.log"
	run -0 doctor
	[[ $output == *'warn  logs '*'2048 MB'* ]]
	rm "$PT_HOME/log/old.log"
	run -0 doctor
	[[ $output == *'ok    logs '* ]]
}

@test "a port on which nobody listens" {
	run -1 env HTTPS_PORT="$("$PT_ROOT/tests/free-port")" "$PAPERTRADE" doctor
	[[ $output == *'FAIL  port '* ]]
}

@test "a disk that is read-only" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount'
	mkdir "$BATS_TEST_TMPDIR/ro"
	mount -t tmpfs -o ro none "$BATS_TEST_TMPDIR/ro"
	run -1 env PT_HOME="$BATS_TEST_TMPDIR/ro" "$PAPERTRADE" doctor --fix
	umount "$BATS_TEST_TMPDIR/ro"
	[[ $output == *'FAIL  disk '*'is read-only'* && $output != *mend* ]]
}

@test "the clock's synchronisation is what the kernel says of it" {
	# 5: nobody synchronises it.
	local state
	state=$(perl -e 'my $kernel = "\0" x 512; print syscall(159, $kernel)')
	run -0 doctor
	if [[ $state -eq 5 ]]; then [[ $output == *'warn  time '* ]]; else [[ $output == *'ok    time '* ]]; fi
}

@test "a program that it needs and does not find: it could not look, exit 2" {
	local tool
	mkdir "$BATS_TEST_TMPDIR/bin"
	for tool in bash dirname mktemp rm awk stat nproc nginx mkdir mv find sort diff cp head grep sed id; do
		ln -s "$(PATH=$PATH:/usr/sbin type -P "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	run -2 env PATH="$BATS_TEST_TMPDIR/bin" "$PAPERTRADE" doctor
	[[ $output == *'?     certificate '*'openssl is not installed'* ]]
}

# after_backup STATE AGE-IN-HOURS: as papertrade-backup leaves word of its last run.
after_backup() {
	printf 'state=%s\nattempt=%d\nsuccess=%d\nsize=1\nseconds=1\nkept=3\nreason=no space left\n' \
		"$1" "$EPOCHSECONDS" "$((EPOCHSECONDS - $2 * 3600))" >"$PT_HOME/backup.status"
}

@test "backups: none, a good one, one too old, one that failed, a log that is not archived" {
	run -0 doctor
	[[ $output == *'warn  backup '*'there is none'* ]]
	after_backup good 3
	run -0 doctor
	[[ $output == *'ok    backup '*'3 hours old, 3 are kept'* ]]
	after_backup good 37
	run -1 doctor
	[[ $output == *'FAIL  backup '*'37 hours old'* ]]
	after_backup failed 3
	run -1 doctor
	[[ $output == *'FAIL  backup '*'no space left'* ]]
	after_backup good 1
	mkdir "$PT_HOME/wal"
	touch "$PT_HOME/wal/failed"
	run -1 doctor
	[[ $output == *'FAIL  archive '* ]]
	rm -r "$PT_HOME/wal" "$PT_HOME/backup.status"
}
