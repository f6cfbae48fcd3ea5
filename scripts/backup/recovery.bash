# Recovery to a moment: a server of its own, beside the one that serves, starts from a base
# backup, reads the archived log as far as is wanted, and is dumped. Sourced by
# papertrade-restore.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not assigned or used here is by the others
set -euo pipefail

# choose_base TIME|latest: the newest one made before. Sets $until, empty for latest.
choose_base() {
	local file at=''
	until='' base=''
	if [[ $1 != latest ]]; then
		at=$(date -u -d "$1" +%s 2>/dev/null) || fail "this is no time: $1"
		((at <= EPOCHSECONDS)) || fail "$1 lies ahead: it is $(date -u '+%F %T') (UTC)"
		until=$(date -u -d "$1" '+%F %T.%6N+00')
	fi
	while read -r file; do
		[[ -n $file ]] || continue
		if [[ -z $at ]] || (($(date -u -d "$(value "$BACKUP_DIR/$file.info" ended)" +%s) <= at)); then
			base=$BACKUP_DIR/$file
			break
		fi
	done < <(bases)
	[[ -n $base ]] || fail "there is no base backup from before ${1/#latest/now}: papertrade-backup --list"
}

# Words that turn a command into one of PostgreSQL's own user: it refuses to run as root.
set_runner() {
	server=$(server_user)
	runner=()
	((EUID)) || runner=(setpriv --reuid "$server" --regid "$(id -g "$server")" --init-groups)
}

unpack_base() {
	local sum from=$base made_by
	sum=$(sha256sum "$base") || fail "$base cannot be read"
	[[ ${sum%% *} == "$(value "$base.info" sha256)" ]] ||
		fail "$base is corrupt: its checksum is not the one in $base.info"
	made_by=$(value "$base.info" postgres)
	[[ $made_by == "$major" || -x /usr/lib/postgresql/$made_by/bin/postgres ]] ||
		fail "$base was made by PostgreSQL $made_by, which is not installed"
	bin=$(dirname "$(command -v "/usr/lib/postgresql/$made_by/bin/postgres" || command -v postgres)") ||
		fail 'PostgreSQL is not installed here'
	if [[ $base == *.age ]]; then
		[[ -n $identity ]] || fail "$base is encrypted: name age's secret key with --identity FILE"
		try 'decrypting it' age -d -i "$identity" -o "$work/base" "$base"
		from=$work/base
	fi
	set_runner
	# The server's own user has to reach it, and nobody else to see what is in there.
	rm -rf -- "$WAL_DIR"/.recovery.*
	recovery=$(mktemp -d "$WAL_DIR/.recovery.XXXXXX" 2>&1) || fail "${recovery#mktemp: }"
	trap 'end_recovery; sweep' EXIT
	mkdir -m 700 "$recovery/pg"
	try 'unpacking it' tar -xzf "$from" -C "$recovery/pg"
	try "$base is not whole" "$bin/pg_verifybackup" -q "$recovery/pg"
	[[ $from == "$base" ]] || rm -f "$from"
	((EUID)) || chown -R "$server:" "$recovery"
}

# The log that is not archived yet, if the server that writes it is there.
catch_up() {
	local last try
	archives 2>/dev/null || return 0
	last=$(admin postgres -c 'select pg_walfile_name(pg_switch_wal())' 2>/dev/null) || return 0
	for ((try = 0; try < 100; try++)); do
		[[ ! -e $WAL_DIR/$last.gz ]] || return 0
		sleep 0.1
	done
	say "PostgreSQL does not archive its log: what is in $WAL_DIR has to do" >&2
}

# shellcheck disable=SC2016 # nothing is meant to expand in it
write_recovery() {
	local pg=$recovery/pg
	printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$recovery'" \
		"unix_socket_permissions = 0700" "hba_file = '$recovery/hba'" "ident_file = '$recovery/ident'" \
		"restore_command = 'gunzip -c $WAL_DIR/%f.gz >%p'" "recovery_target_action = promote" \
		"recovery_target_timeline = latest" 'archive_mode = off' 'fsync = off' 'hot_standby = off' \
		"max_connections = 20" "shared_buffers = 64MB" \
		"${until:+recovery_target_time = '$until'}" >"$recovery/conf"
	echo 'local all all trust' >"$recovery/hba"
	: >"$recovery/ident"
	# What was set on the server that serves is not for this one.
	: >"$pg/postgresql.auto.conf"
	rm -f "$pg/standby.signal" "$pg/postmaster.pid"
	: >"$pg/recovery.signal"
	((EUID)) || chown -R "$server:" "$recovery"
}

start_recovery() {
	write_recovery
	"${runner[@]}" "$bin/postgres" -D "$recovery/pg" -c config_file="$recovery/conf" \
		>"$recovery/log" 2>&1 9>&- </dev/null &
	recovering=$!
}

# Its own connection: over a socket in a folder that only its user and root may enter.
recovered() { "${runner[@]}" "$@" -h "$recovery" -U postgres; }

await_recovery() {
	while kill -0 "$recovering" 2>/dev/null; do
		[[ $(recovered psql -X -A -t -d postgres -c 'select pg_is_in_recovery()' 2>/dev/null) != f ]] ||
			return 0
		sleep 0.2
	done
	return 1
}

# The target is met where something was committed later. Where nothing was, the log ends
# before, and all that is in it is wanted, provided that it goes as far.
run_recovery() {
	catch_up
	start_recovery
	if ! await_recovery; then
		grep -q 'recovery ended before configured recovery target' "$recovery/log" ||
			fail "recovering: $(grep -m 1 -E 'FATAL|PANIC' "$recovery/log" || tail -n 1 "$recovery/log")"
		(($(newest_log) >= $(date -u -d "$until" +%s))) ||
			fail "the archived log ends at $(date -u -d "@$(newest_log)" '+%F %T'): --until latest takes all of it"
		say 'nothing was committed after that: all of the log is taken'
		local wanted=$until
		until=''
		start_recovery
		await_recovery ||
			fail "recovering: $(grep -m 1 -E 'FATAL|PANIC' "$recovery/log" || tail -n 1 "$recovery/log")"
		check_gap
		until=$wanted
	fi
	[[ -n $until ]] || check_gap
	try 'dumping what was recovered' dump_recovered
	stop_recovery
}

# Where a piece of the log is missing recovery ends before it, as if there were no more.
check_gap() {
	local newest last
	newest=$(find "$WAL_DIR" -maxdepth 1 -regextype posix-extended -regex '.*/[0-9A-F]{24}\.gz' -printf '%f\n' |
		sort | tail -n 1)
	last=$(sed -nE 's/.*restored log file "([0-9A-F]{24})" from archive.*/\1/p' "$recovery/log" | sort | tail -n 1)
	last=${last:-$(value "$base.info" wal)}
	[[ ! ${newest%.gz} > $last ]] ||
		fail "the archived log breaks off after $last: what follows is missing, though there is $newest"
}

newest_log() {
	find "$WAL_DIR" -maxdepth 1 -name '*.gz' -printf '%Ts\n' | sort -n | tail -n 1 | grep . || echo 0
}

dump_recovered() { recovered "$bin/pg_dump" -Fc -d "$database" >"$work/dump"; }

stop_recovery() {
	[[ -n ${recovering-} ]] || return 0
	kill -INT "$recovering" 2>/dev/null || true
	wait "$recovering" 2>/dev/null || true
	recovering=''
}

end_recovery() {
	stop_recovery
	[[ -z ${recovery-} ]] || rm -rf -- "$recovery"
}
