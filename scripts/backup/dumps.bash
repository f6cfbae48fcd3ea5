# Dumps: making, proving, keeping and finding them. Sourced by papertrade-backup and
# papertrade-restore. Each has a file beside it that says what it is: FILE.info.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not assigned or used here is by the others
set -euo pipefail

# All names of dumps that are whole, newest first.
dumps() {
	local file
	for file in "$BACKUP_DIR"/papertrade-[0-9]*.dump{,.age}; do
		[[ ! -f $file || ! -f $file.info ]] || printf '%s\n' "${file##*/}"
	done | sort -r
}

# papertrade-20261120T021703Z.dump → 2026-11-20T02:17:03Z
time_of() {
	local digits=${1##*/}
	digits=${digits#*-}
	printf '%s-%s-%sT%s:%s:%sZ' "${digits:0:4}" "${digits:4:2}" "${digits:6:2}" \
		"${digits:9:2}" "${digits:11:2}" "${digits:13:2}"
}

# The audit of the living holds the moment that it reads until the dump of that very moment
# is made: what the dump says later can be compared with it to the last entry.
dump() {
	local word snapshot
	stamp=$(date -u +%Y%m%dT%H%M%SZ)
	try 'the database' with "$backup_url" psql -X -q -A -t -c \
		"select coalesce(max(version), 0) from schema_migrations"
	schema=$(printf '%04d' "$said")
	mkfifo "$work/hold"
	exec {told}< <(exec "$PAPERTRADE" audit --snapshot 2>&1 <"$work/hold")
	exec {hold}>"$work/hold"
	read -r word snapshot <&"$told" || word='' snapshot=''
	[[ $word == snapshot ]] || fail "the audit: $word $snapshot"
	try 'the dump' with "$backup_url" "$(tool pg_dump)" -Fc --no-password \
		--snapshot="$snapshot" --lock-wait-timeout=300s -f "$work/dump"
	exec {hold}>&-
	said=$(tail -n 2 <&"$told")
	exec {told}<&-
	read_audit "$said" || fail "the audit: $(why)"
	living_ledger=$ledger
}

# verify_dump DUMP [LEDGER]: restores it, and compares.
verify_dump() {
	local expected=${2-$living_ledger}
	make_scratch
	fill_scratch "$1"
	audit_of "$scratch"
	drop_scratch
	[[ -z $expected || $ledger == "$expected" ]] ||
		fail "what it restores is not the ledger that was dumped: $ledger, and not $expected"
}

dump_facts() {
	printf '%s\n' "made=$(time_of "x-$stamp")" "postgres=$major" "server=$server_version" \
		"schema=$schema" "ledger=$ledger" "accounts=$accounts" "transfers=$transfers" \
		"entries=$entries" "program=$("$PAPERTRADE" version | head -n 1)"
}

# seal FILE AS FACTS: encrypts it if that is wanted, and puts it in its place with what it
# is; sets $file to that.
seal() {
	local from=$1 recipients=() recipient
	file=$2
	if [[ -n $BACKUP_RECIPIENT ]]; then
		for recipient in $BACKUP_RECIPIENT; do recipients+=(-r "$recipient"); done
		command -v age >/dev/null || fail 'BACKUP_RECIPIENT is set, and age is not installed'
		try 'encrypting it' age "${recipients[@]}" -o "$from.age" "$from"
		from=$from.age file=$file.age
	fi
	try 'writing it' sync "$from"
	try 'writing it' write_info "$from" "$3"
	mv "$work/info" "$file.info"
	mv "$from" "$file"
	try 'writing it' sync "$BACKUP_DIR"
}

write_info() {
	local sum
	sum=$(sha256sum "$1") || return 1
	printf '%s\n' "sha256=${sum%% *}" "size=$(stat -c %s "$1")" "$2" >"$work/info" &&
		sync "$work/info"
}

copy_away() {
	[[ -n $BACKUP_COPY ]] || return 0
	try 'it is made, but copying it elsewhere failed' sh -c "$BACKUP_COPY" "$name" "$1"
}

# Lines of name, day, week and month, newest first; prints the names that nothing keeps.
too_old() {
	awk -v days="$BACKUP_DAILY" -v weeks="$BACKUP_WEEKLY" -v months="$BACKUP_MONTHLY" \
		-v fresh="$(date -u -d '1 day ago' +%Y%m%dT%H%M%SZ)" '
		{
			keep = NR == 1 || $5 >= fresh
			if (!($2 in day) && day_count < days) { day[$2]; day_count++; keep = 1 }
			if (!($3 in week) && week_count < weeks) { week[$3]; week_count++; keep = 1 }
			if (!($4 in month) && month_count < months) { month[$4]; month_count++; keep = 1 }
			if (!keep) print $1
		}'
}

# The newest of each day, week and month is what is kept of it.
expire_dumps() {
	local file
	while read -r file; do
		[[ -n $file ]] || continue
		rm -f -- "${BACKUP_DIR:?}/$file" "$BACKUP_DIR/$file.info"
	done < <(
		while read -r file; do
			date -u -d "$(time_of "$file")" "+$file %F %G-%V %Y-%m %Y%m%dT%H%M%SZ"
		done < <(dumps) | too_old
	)
	# What was killed between the two leaves what is about nothing.
	for file in "$BACKUP_DIR"/*.info; do
		[[ -f ${file%.info} ]] || rm -f -- "$file"
	done
}

list_dumps() {
	local file
	printf '%-40s %-20s %8s %6s %10s  %s\n' backup made size schema transfers ledger
	while read -r file; do
		printf '%-40s %-20s %8s %6s %10s  %.12s\n' "$file" "$(time_of "$file")" \
			"$(numfmt --to=iec "$(stat -c %s "$BACKUP_DIR/$file")")" \
			"$(value "$BACKUP_DIR/$file.info" schema)" \
			"$(value "$BACKUP_DIR/$file.info" transfers)" \
			"$(value "$BACKUP_DIR/$file.info" ledger)"
	done < <(dumps && bases)
}

# find_dump FILE|latest: its path.
find_dump() {
	local file=$1
	if [[ $file == latest ]]; then
		file=$(dumps | head -n 1)
		[[ -n $file ]] || fail "there is no backup in $BACKUP_DIR"
	fi
	[[ $file == */* ]] || file=$BACKUP_DIR/$file
	[[ -f $file ]] || fail "there is no backup $file"
	realpath "$file"
}

# open_dump FILE: checks that it is what was written, and sets $plain to a dump that can be
# restored here.
open_dump() {
	local file=$1 made_by
	check_sum "$file"
	plain=$file
	if [[ $file == *.age ]]; then
		[[ -n $identity ]] || fail "$file is encrypted: name age's secret key with --identity FILE"
		try 'decrypting it' age -d -i "$identity" -o "$work/dump" "$file"
		plain=$work/dump
	fi
	made_by=$(value "$file.info" postgres)
	[[ -z $made_by ]] || ((made_by <= major)) ||
		fail "$file was made by PostgreSQL $made_by and cannot be restored into $major: install PostgreSQL $made_by"
	try "$file is no backup" "$(tool pg_restore)" -l "$plain"
	made_by=$(sed -nE 's/^; +Dumped from database version: ([0-9]+).*/\1/p' <<<"$said")
	((${made_by:-0} <= major)) ||
		fail "$file was made by PostgreSQL $made_by and cannot be restored into $major: install PostgreSQL $made_by"
}

check_sum() {
	local sum
	if [[ ! -f $1.info ]]; then
		[[ -n ${unchecked-} ]] ||
			fail "$1 has no $1.info beside it, so it cannot be checked; --unchecked takes it all the same"
		return
	fi
	sum=$(sha256sum "$1") || fail "$1 cannot be read"
	[[ ${sum%% *} == "$(value "$1.info" sha256)" ]] ||
		fail "$1 is corrupt: its checksum is not the one in $1.info"
}

# The next dump will be about as large as the last. A disk that it fills may be the one that
# the database is on.
check_space() {
	local last free wanted
	last=$(dumps | head -n 1)
	[[ -n $last ]] || return 0
	last=$(stat -c %s "$BACKUP_DIR/$last")
	free=$(df -B1 --output=avail "$BACKUP_DIR" | tail -n 1)
	wanted=$((last + last / 4))
	((free > wanted)) ||
		fail "a backup needs about $((wanted / 1048576 + 1)) MB in $BACKUP_DIR, and $((free / 1048576)) MB are free"
}
