#!/usr/bin/env bats
# papertrade-backup and papertrade-restore on an instance of the tests' own: what is backed
# up while people trade is proved to the last entry, and whatever goes wrong is told.

bats_require_minimum_version 1.5.0

load ../instance
load ../chaos/orders

setup_file() {
	export RATE_LIMIT_KEY=0 RATE_LIMIT_TRADE=0 RATE_LIMIT_AUTH=0
	own_instance
	open_traders 3
	trade_a_while
}

teardown_file() {
	end_instance
}

setup() {
	backups=$PT_HOME/backups
}

teardown() {
	if [[ -v holder ]]; then end_hold; fi
	if [[ -v trading ]]; then kill "$trading" || true; fi
}

# shellcheck disable=SC2120 # bats calls it with words
backup() { "$PT_ROOT/scripts/papertrade-backup" "$@" 9>&-; }
restore() { "$PT_ROOT/scripts/papertrade-restore" "$@" 9>&-; }

trade_a_while() {
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR start_trading
	sleep 2
	kill "$trading"
	wait "$trading" || true
	unset trading
	cancel_all
}

hash() { audit | sed -n 's/^sha256 //p'; }

newest() { find "$backups" -name 'papertrade-*.dump' | sort | tail -n 1; }

# refused WORDS COMMAND …: exit 1, one line with these words on standard error.
refused() {
	local words=$1
	shift
	run -1 --separate-stderr "$@"
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr == *"$words"* && $(wc -l <<<"$stderr") -eq 1 ]] || {
		printf 'not: %s\nsaid: %s\n%s\n' "$words" "$output" "$stderr"
		return 1
	}
}

# hold: a dump waits, for somebody has locked what it has to read.
hold() {
	psql -X -q -h "$PT_HOME/run" -U postgres -d papertrade \
		-c 'begin; lock table instance in access exclusive mode; select pg_sleep(60)' 3>&- &
	holder=$!
	until_so '1' "select count(*) from pg_stat_activity where query ~ 'pg_slee[p]'"
}

end_hold() {
	query -c "select pg_terminate_backend(pid) from pg_stat_activity where query ~ 'pg_slee[p]'" >/dev/null
	wait "$holder" || true
	unset holder
}

# until_so ANSWER STATEMENT
until_so() {
	local try
	for ((try = 0; try < 200; try++)); do
		[[ $(query -c "$2") != "$1" ]] || return 0
		sleep 0.1
	done
	echo "it does not become $1: $2"
	return 1
}

metric() {
	curl -sS --cacert "$PT_CA" "$PT_URL/metrics" | sed -n "s/^papertrade_$1 //p"
}

no_scratch_left() {
	[[ -z $(query -c "select 1 from pg_database where datname = 'papertrade_verify'") ]]
	[[ -z $(find "$PT_HOME" -name '.new.*' -o -name '.recovery.*') ]]
}

@test "a backup is proved: what it restores is the ledger of the moment it was made" {
	run -0 --separate-stderr backup
	[[ -z $stderr && $output == *', verified' ]]
	local file
	file=$(newest)
	[[ $output == *"$file"* && $(stat -c %a "$file") == 600 && $(stat -c %a "$backups") == 700 ]]
	[[ $(sed -n 's/^ledger=//p' "$file.info") == "$(hash)" ]]
	[[ $(sed -n 's/^sha256=//p' "$file.info") == "$(sha256sum <"$file" | cut -d ' ' -f 1)" ]]
	run -0 backup --list
	[[ ${#lines[@]} -eq 2 && ${lines[1]} == "${file##*/}"* ]]
	no_scratch_left
}

@test "while people trade the dump and the audit are of one moment" {
	start_trading
	local try
	for try in 1 2 3; do
		run -0 backup
		[[ $output == *verified ]]
	done
	trading_was_fair
	cancel_all
	run -0 backup --verify
	[[ $output == *verified ]]
}

@test "a backup is told in /metrics" {
	run -0 backup
	local file
	file=$(newest)
	[[ $(metric backup_last_failed) == 0 && $(metric backup_size_bytes) == "$(stat -c %s "$file")" ]]
	(($(metric backup_age_seconds) < 60 && $(metric backups) >= 1))
	(($(metric backup_last_success_timestamp_seconds) >= $(stat -c %Y "$file")))
	# Whatever stands in that file, metrics are told.
	cp "$PT_HOME/backup.status" "$BATS_TEST_TMPDIR"
	printf 'state=running\nsuccess=-1\nsize=99999999999999999999\nkept=x\nreason=\xff%0999d' 1 >"$PT_HOME/backup.status"
	[[ $(metric backup_last_failed) == 1 && -z $(metric backup_size_bytes) && $(metric backups) == 0 ]]
	cp "$BATS_TEST_TMPDIR/backup.status" "$PT_HOME/backup.status"
	tail -n 1 <(grep '"event":"backup"' "$PT_HOME/log/papertrade.log") | jq -e --arg file "$file" '.detail == $file'
}

@test "a restore brings back the ledger, and keeps what was there" {
	backup
	local ago now kept
	ago=$(hash)
	trade_a_while
	now=$(hash)
	[[ $ago != "$now" ]]
	refused 'nobody to ask' restore latest </dev/null
	[[ $(hash) == "$now" ]]
	run -0 restore --yes latest
	[[ $(hash) == "$ago" && $output == *audited* ]]
	request /api/health | grep healthy
	kept=$(grep -o 'papertrade_before_[0-9]*' <<<"${lines[0]}" | head -n 1)
	[[ $(query -c "select datacl::text from pg_database where datname = '$kept'") != *T/*=T* ]]
	run -0 restore --yes --back "$kept"
	[[ $(hash) == "$now" ]]
	trade_a_while
	audit
	no_scratch_left
}

@test "the rights on the database itself are restored" {
	backup
	restore --yes latest
	[[ $(query -c "select has_database_privilege('papertrade_app', 'papertrade', 'temporary')") == f ]]
	[[ $(query -c "select has_database_privilege('papertrade_app', 'papertrade', 'connect')") == t ]]
}

@test "a file that is corrupt, lacks its checksum or is not there is refused" {
	backup
	local file bad=$BATS_TEST_TMPDIR/papertrade-20260101T000000Z.dump before
	file=$(newest)
	before=$(hash)
	refused 'there is no backup' restore --yes nothing.dump
	cp "$file" "$bad"
	refused 'cannot be checked' restore --yes "$bad"
	run -0 restore --yes --unchecked "$bad"
	[[ $(hash) == "$before" ]]
	cp "$file.info" "$bad.info"
	printf x | dd of="$bad" bs=1 seek=1000 conv=notrunc status=none
	refused 'is corrupt' restore --yes "$bad"
	refused 'is corrupt' backup --verify "$bad"
	truncate -s 1000 "$bad"
	refused 'is corrupt' restore --yes "$bad"
	head -c 100000 /dev/urandom >"$bad"
	sed -i "s/^sha256=.*/sha256=$(sha256sum <"$bad" | cut -d ' ' -f 1)/" "$bad.info"
	refused 'is no backup' restore --yes "$bad"
	[[ $(hash) == "$before" ]]
	no_scratch_left
}

@test "a backup of a newer schema, of a newer PostgreSQL, of another ledger is refused" {
	backup
	local other=$BATS_TEST_TMPDIR/papertrade-20260101T000000Z.dump before
	before=$(hash)
	cp "$(newest)" "$other"
	sed 's/^schema=.*/schema=9999/' "$(newest).info" >"$other.info"
	refused 'of schema 9999' restore --yes "$other"
	sed 's/^postgres=.*/postgres=99/' "$(newest).info" >"$other.info"
	refused 'install PostgreSQL 99' restore --yes "$other"
	sed "s/^ledger=.*/ledger=$(printf '0%.0s' {1..64})/" "$(newest).info" >"$other.info"
	refused 'not the ledger that was dumped' restore --yes "$other"
	[[ $(hash) == "$before" ]]
	no_scratch_left
}

@test "a backup of an older schema is migrated" {
	"$PAPERTRADE" migrate down --quiet
	backup
	"$PAPERTRADE" migrate up --quiet
	run -0 restore --yes latest
	[[ $(query -c 'select max(version) from schema_migrations') == "$("$PAPERTRADE" version --json | jq .schema)" ]]
}

@test "a backup that is killed is told, and the next one cleans up" {
	hold
	"$PT_ROOT/scripts/papertrade-backup" 3>&- &
	local pid=$! try
	until_so 1 "select count(*) from pg_stat_activity where application_name = 'papertrade-backup' and wait_event_type = 'Lock'"
	[[ $(metric backup_last_failed) == 0 ]]
	kill -KILL "$pid"
	wait "$pid" || true
	end_hold
	for ((try = 0; try < 100; try++)); do
		[[ $(metric backup_last_failed) != 1 ]] || break
		sleep 0.1
	done
	[[ $(metric backup_last_failed) == 1 ]]
	run -0 --separate-stderr backup
	[[ $stderr == *'the last backup was killed' && $(metric backup_last_failed) == 0 ]]
	no_scratch_left
}

@test "a backup that is asked to stop says so" {
	hold
	"$PT_ROOT/scripts/papertrade-backup" 2>"$BATS_TEST_TMPDIR/said" 3>&- &
	local pid=$! status=0
	until_so 1 "select count(*) from pg_stat_activity where application_name = 'papertrade-backup' and wait_event_type = 'Lock'"
	kill -TERM "$pid"
	end_hold
	wait "$pid" || status=$?
	[[ $status -eq 1 && $(<"$BATS_TEST_TMPDIR/said") == *'stopped by a signal' ]]
	[[ $(metric backup_last_failed) == 1 ]]
	no_scratch_left
}

@test "two at once: the second goes away and says why" {
	hold
	"$PT_ROOT/scripts/papertrade-backup" 3>&- &
	local pid=$!
	until_so 1 "select count(*) from pg_stat_activity where application_name = 'papertrade-backup' and wait_event_type = 'Lock'"
	refused 'another backup or restore is under way' backup
	refused 'another backup or restore is under way' restore --yes latest
	end_hold
	wait "$pid"
	[[ $(metric backup_last_failed) == 0 ]]
}

@test "a database that is not there" {
	refused 'the database: ' env DATABASE_OWNER_URL='host=/nonexistent dbname=papertrade user=papertrade_owner' \
		"$PT_ROOT/scripts/papertrade-backup"
	[[ $(metric backup_last_failed) == 1 ]]
	grep -q '"event":"backup failed"' "$PT_HOME/log/papertrade.log"
	backup
	[[ $(metric backup_last_failed) == 0 ]]
}

@test "no password of the database is on a command line" {
	refused 'the database: ' env DATABASE_OWNER_URL='host=/nonexistent password=hidden dbname=papertrade user=papertrade_owner' \
		"$PT_ROOT/scripts/papertrade-backup"
	[[ $stderr != *hidden* ]]
	# shellcheck disable=SC2016 # the inner shell expands it
	run -0 bash -c 'name=x; . "$1"; for url in "host=a password=it'\''s dbname=b" "host=a password='\''a b'\'' dbname=b" \
		"postgresql://u:a%20b@h:1/d?x=y" "host=a"; do without_password "$url"; echo "$target|${PGPASSWORD-none}"; done' \
		bash "$PT_ROOT/scripts/backup/common.bash"
	[[ ${lines[0]} == "host=a  dbname=b|it's" && ${lines[1]} == 'host=a  dbname=b|a b' ]]
	[[ ${lines[2]} == 'postgresql://u@h:1/d?x=y|a b' && ${lines[3]} == 'host=a|none' ]]
}

@test "a disk that is full" {
	[[ $(id -u) -eq 0 ]] || skip 'only root can mount a small disk'
	local small=$BATS_TEST_TMPDIR/small
	mkdir "$small"
	mount -t tmpfs -o size=96k none "$small"
	refused 'No space left' env BACKUP_DIR="$small" "$PT_ROOT/scripts/papertrade-backup"
	[[ $(metric backup_last_failed) == 1 && -z $(find "$small" -name '*.dump*') ]]
	umount -l "$small"
	mount -t tmpfs -o size=4m none "$small"
	BACKUP_DIR=$small backup
	head -c 4m /dev/zero >"$small/zero" 2>/dev/null || true
	refused 'a backup needs about' env BACKUP_DIR="$small" "$PT_ROOT/scripts/papertrade-backup"
	umount -l "$small"
	backup
	[[ $(metric backup_last_failed) == 0 ]]
}

@test "days, weeks and months are kept, and nothing else" {
	local old=$BATS_TEST_TMPDIR/old day file
	mkdir -m 700 "$old"
	for day in {1..500}; do
		for file in 02 14; do
			file=$old/papertrade-$(date -u -d "$day days ago" +%Y%m%d)T${file}1703Z.dump
			touch "$file" "$file.info"
		done
	done
	touch "$old/papertrade-20200101T000000Z.dump.info" "$old/notes.txt"
	BACKUP_DIR=$old backup
	run -0 env BACKUP_DIR="$old" "$PT_ROOT/scripts/papertrade-backup" --list
	# Today's, six days before it, then weeks and months that those do not stand for.
	local kept=$((${#lines[@]} - 1))
	((kept >= 17 && kept <= 24)) || {
		echo "$output"
		return 1
	}
	for day in {0..6}; do
		[[ $(find "$old" -name "papertrade-$(date -u -d "$day days ago" +%Y%m%d)T*.dump" | wc -l) -ge 1 ]]
	done
	[[ $(find "$old" -name '*.dump' -printf '%f\n' | cut -c 12-17 | sort -u | wc -l) -eq 12 ]]
	[[ -e $old/notes.txt && ! -e $old/papertrade-20200101T000000Z.dump.info ]]
	run -0 env BACKUP_DIR="$old" BACKUP_DAILY=1 BACKUP_WEEKLY=0 BACKUP_MONTHLY=0 "$PT_ROOT/scripts/papertrade-backup"
	[[ $(find "$old" -name '*.dump' -newermt '1 hour ago' | wc -l) -eq $(find "$old" -name '*.dump' | wc -l) ]]
}

@test "encrypted, and copied elsewhere" {
	command -v age >/dev/null || skip 'age is not installed'
	local there=$BATS_TEST_TMPDIR/there key=$BATS_TEST_TMPDIR/key file
	mkdir "$there"
	age-keygen -o "$key" 2>/dev/null
	export BACKUP_DIR=$BATS_TEST_TMPDIR/here
	BACKUP_RECIPIENT=$(age-keygen -y "$key") BACKUP_COPY="cp \"\$1\"* $there" backup
	file=$(find "$there" -name '*.dump.age')
	[[ $(head -c 21 "$file") == age-encryption.org/v1 && -e $file.info ]]
	[[ -z $(find "$BACKUP_DIR" "$there" -name '*.dump') ]]
	refused 'is encrypted' restore --yes "$file"
	age-keygen -o "$key.other" 2>/dev/null
	refused 'decrypting it' restore --yes --identity "$key.other" "$file"
	run -0 restore --yes --identity "$key" "$file"
	run -0 backup --verify --identity "$key"
	refused 'copying it elsewhere failed: no vault today' env BACKUP_COPY='echo no vault today; false' \
		"$PT_ROOT/scripts/papertrade-backup"
	[[ $(metric backup_last_failed) == 1 ]]
	refused 'age: error' env BACKUP_RECIPIENT=nonsense "$PT_ROOT/scripts/papertrade-backup"
	no_scratch_left
}

@test "arguments that are not understood: usage, exit 2" {
	local words
	for words in --nonsense 'base now' 'archive' 'archive perhaps' 'x' '--identity'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr backup $words
		[[ $stderr == papertrade-backup* && -z $output ]]
	done
	for words in '' 'a b' --until --nonsense; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr restore $words
		[[ $stderr == papertrade-restore* && -z $output ]]
	done
}
