# Base backups and the archive of PostgreSQL's log, from which papertrade-restore --until
# recovers any moment. Sourced by papertrade-backup.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not assigned or used here is by the others
set -euo pipefail

# The names of base backups, newest first.
bases() {
	local file
	for file in "$BACKUP_DIR"/base-[0-9]*.tar.gz{,.age}; do
		[[ ! -f $file || ! -f $file.info ]] || printf '%s\n' "${file##*/}"
	done | sort -r
}

setting() { admin postgres -c "show $1"; }

archives() {
	[[ $(setting archive_mode) == on && $(setting archive_command) == *archive-wal* ]]
}

# The system user that PostgreSQL runs as: it has to write there, and nobody else to read.
server_user() {
	stat -c %U "$(setting data_directory)" 2>/dev/null || id -un
}

archive() {
	find_server
	case $1 in
	on) archive_on ;;
	off)
		try 'switching it off' admin postgres -c 'alter system reset archive_command' \
			-c 'alter system reset archive_mode' -c 'alter system reset archive_timeout' \
			-c 'select pg_reload_conf()'
		say 'the log is archived no more; base backups can be recovered up to now'
		;;
	status) archive_status ;;
	*) usage ;;
	esac
}

archive_on() {
	local user script=$here/archive-wal
	# Of releases side by side the one that runs is reached by a path that stays.
	[[ $here != /usr/lib/papertrade/* ]] || script=/usr/share/papertrade/scripts/archive-wal
	user=$(server_user)
	mkdir -p "$WAL_DIR" || fail "$WAL_DIR cannot be made"
	chmod 711 "$WAL_DIR"
	((EUID)) || chown "$user:" "$WAL_DIR"
	[[ $WAL_DIR$here != *[\'\"%\\[:space:]]* ]] || fail "WAL_DIR must hold no quotes and spaces: $WAL_DIR"
	try 'switching it on' admin postgres \
		-c "alter system set archive_command = '$script %p %f $WAL_DIR'" \
		-c "alter system set archive_timeout = '60s'" \
		-c 'alter system set archive_mode = on' -c 'select pg_reload_conf()'
	if archives; then
		say "the log is archived in $WAL_DIR; now: papertrade-backup base"
	else
		say 'restart PostgreSQL, and then: papertrade-backup base'
	fi
}

archive_status() {
	archives || {
		say 'the log is not archived'
		return 1
	}
	admin postgres -c "select 'archived ' || archived_count || ', last ' || coalesce(last_archived_wal, 'none')
		|| coalesce(' at ' || last_archived_time, '') || '; failed ' || failed_count
		|| coalesce(', last ' || last_failed_wal || ' at ' || last_failed_time, '')
		from pg_stat_archiver"
	[[ ! -e $WAL_DIR/failed ]]
}

# A copy of the whole cluster, with the log that makes it whole.
make_base() {
	local target
	without_password "$admin_url"
	"$(tool pg_basebackup)" -d "$target" --no-password -D - -Ft -X fetch -c fast |
		gzip -1 >"$work/base"
}

base_backup() {
	local stamp file facts first
	begin
	archives || fail 'the log is not archived: papertrade-backup archive on'
	stamp=$(date -u +%Y%m%dT%H%M%SZ)
	file=$BACKUP_DIR/base-$stamp.tar.gz
	try 'the base backup' make_base
	first=$(tar -xzOf "$work/base" backup_label 2>/dev/null |
		sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p') || true
	[[ -n $first ]] || fail 'the base backup: it names no log to begin with'
	facts=$(printf '%s\n' "made=$(time_of "x-$stamp")" "ended=$(date -u +%FT%TZ)" \
		"postgres=$major" "wal=$first")
	seal "$work/base" "$file" "$facts"
	copy_away "$file"
	expire_bases
	# A base backup says nothing about dumps: what the status said of them stays.
	write_status well
	noting=''
	note info 'base backup' "$file"
	say "$file: $(numfmt --to=iec "$(stat -c %s "$file")")"
}

# Drops base backups beyond the newest few, and the log that only those needed.
expire_bases() {
	local file first
	while read -r file; do
		rm -f -- "${BACKUP_DIR:?}/$file" "$BACKUP_DIR/$file.info"
	done < <(bases | tail -n "+$((BACKUP_BASES + 1))")
	first=$(value "$BACKUP_DIR/$(bases | tail -n 1).info" wal)
	[[ -n $first ]] || return 0
	# The first eight digits are the timeline: of two, the place in the log decides.
	find "$WAL_DIR" -maxdepth 1 -type f -regextype posix-extended \
		-regex '.*/[0-9A-F]{24}(\.[0-9A-F]{8}\.backup)?\.gz' -printf '%f\n' |
		awk -v first="${first:8}" 'substr($0, 9, 16) < first' |
		while read -r file; do rm -f -- "${WAL_DIR:?}/$file"; done
}
