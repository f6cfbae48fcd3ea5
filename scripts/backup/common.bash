# What papertrade-backup and papertrade-restore share: which instance is meant, how its
# database is reached, what is said and noted of a run. Sourced by both.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not assigned or used here is by the others
set -euo pipefail
export LC_ALL=C TZ=UTC PGAPPNAME=$name PGCONNECT_TIMEOUT=10

# A checkout's own state is under PT_HOME, an installation's under /var/lib/papertrade.
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -f $scripts/../Makefile ]]; then
	PAPERTRADE=${PAPERTRADE:-$(cd "$scripts/.." && pwd)/build/papertrade}
	export PT_HOME=${PT_HOME:-$(cd "$scripts/.." && pwd)/var}
fi
PAPERTRADE=${PAPERTRADE:-papertrade}
home=$(realpath -m "${PT_HOME:-/var/lib/papertrade}")
status=$home/backup.status
scratch=papertrade_verify
noting='' work='' said='' scratched=''

say() { printf '%s: %s\n' "$name" "$*"; }

# note LEVEL EVENT DETAIL: a JSON line to the instance's log, or to the system's.
note() {
	local detail=${3//[$'\n\r\t']/ }
	detail=${detail//\\/\\\\}
	detail="{\"time\":\"$(date -u +%FT%T.%6NZ)\",\"level\":\"$1\",\"event\":\"$2\",\"process\":\"${name#papertrade-}\",\"pid\":$$,\"detail\":\"${detail//\"/\\\"}\"}"
	if [[ -f $home/log/papertrade.log ]]; then
		printf '%s\n' "$detail" >>"$home/log/papertrade.log" || true
	elif command -v logger >/dev/null && [[ -S /dev/log ]]; then
		logger -t "$name" -p "daemon.$1" -- "$detail" || true
	fi
}

# The end of a run that went wrong: one line for whoever ran it, the log, and the metric.
fail() {
	printf '%s: %s\n' "$name" "$*" >&2
	note error "${name#papertrade-} failed" "$*"
	[[ -z $noting ]] || write_status failed "reason=${*//[$'\n\r']/ }"
	noting=''
	exit 1
}

# try WHAT COMMAND …: what it says is in $said; if it fails, why is told in one line.
try() {
	local what=$1 code=0
	shift
	said=$("$@" 2>&1) || code=$?
	((code)) || return 0
	((code < 128)) || fail "$what: ${1##*/} was killed"
	fail "$what: $(why)"
}

# The line of $said that says why.
why() {
	local line
	line=$(grep -m 1 -E '(error|ERROR|FATAL|fatal|papertrade): ' <<<"$said") ||
		line=$(grep -v '^ *$' <<<"$said" | tail -n 1)
	printf '%s' "${line:-it said nothing}"
}

load_settings() {
	local exported owner
	exported=$("$PAPERTRADE" config --export) || exit 1
	eval "$exported"
	owner=$("$PAPERTRADE" config --get DATABASE_OWNER_URL)
	owner_url=$owner
	backup_url=$("$PAPERTRADE" config --get DATABASE_BACKUP_URL)
	backup_url=${backup_url:-${owner//papertrade_owner/papertrade_backup}}
	admin_url=$("$PAPERTRADE" config --get DATABASE_ADMIN_URL)
	admin_url=${admin_url:-${owner//papertrade_owner/postgres}}
	BACKUP_COPY=$("$PAPERTRADE" config --get BACKUP_COPY)
	database=$(database_of "$owner_url")
}

database_of() {
	if [[ $1 =~ ^postgres(ql)?://[^/?]*/([^?]+) ]]; then
		printf '%s' "${BASH_REMATCH[2]}"
	elif [[ $1 =~ (^| )dbname=([^ ]+) ]]; then
		printf '%s' "${BASH_REMATCH[2]}"
	else
		printf 'papertrade'
	fi
}

# on_database URL DATABASE: the same connection, to another database.
on_database() {
	if [[ $1 =~ ^(postgres(ql)?://[^/?]*)(/[^?]*)?(.*)$ ]]; then
		printf '%s/%s%s' "${BASH_REMATCH[1]}" "$2" "${BASH_REMATCH[4]}"
	else
		printf '%s dbname=%s' "$1" "$2"
	fi
}

# without_password URL: sets $target to it and PGPASSWORD to what must not be on a command
# line, where everyone could read it.
without_password() {
	target=$1
	unset PGPASSWORD
	if [[ $1 =~ ^(postgres(ql)?://[^:/@]*):([^@/]*)@(.*)$ ]]; then
		target=${BASH_REMATCH[1]}@${BASH_REMATCH[4]}
		PGPASSWORD=$(printf '%b' "${BASH_REMATCH[3]//%/\\x}")
	elif [[ $1 =~ ^(.*)password=(\'([^\']*)\'|([^ ]*))(.*)$ ]]; then
		target="${BASH_REMATCH[1]}${BASH_REMATCH[5]}"
		PGPASSWORD=${BASH_REMATCH[3]:-${BASH_REMATCH[4]-}}
	fi
	[[ ! -v PGPASSWORD ]] || export PGPASSWORD
}

# with URL COMMAND …: runs it with -d and the connection as its last words.
with() {
	local url=$1
	shift
	(
		without_password "$url"
		exec "$@" -d "$target"
	)
}

# admin DATABASE [psql's options]
admin() {
	local url
	url=$(on_database "$admin_url" "$1")
	shift
	with "$url" psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

# The server's own tools where they are installed beside others; a dump is made by no older one.
tool() {
	local beside=/usr/lib/postgresql/$major/bin/$1
	if [[ -x $beside ]]; then printf '%s' "$beside"; else printf '%s' "$1"; fi
}

find_server() {
	try 'the database' admin postgres -c 'show server_version_num'
	server_version=$said
	major=$((server_version / 10000))
}

# audit_of DATABASE: sets ledger, accounts, transfers, entries and in_order to what it says.
audit_of() {
	local url code=0
	url=$(on_database "$owner_url" "$1")
	said=$(DATABASE_OWNER_URL=$url "$PAPERTRADE" audit 2>&1 </dev/null) || code=$?
	read_audit "$said" || fail "the audit: $(why)"
	in_order=$((code == 0))
}

read_audit() {
	local pattern=': ([0-9]+) accounts?, ([0-9]+) transfers, ([0-9]+) entries
sha256 ([0-9a-f]{64})$'
	[[ $1 =~ $pattern ]] || return 1
	accounts=${BASH_REMATCH[1]} transfers=${BASH_REMATCH[2]} entries=${BASH_REMATCH[3]} \
		ledger=${BASH_REMATCH[4]}
}

# One run at a time, of both commands, on one instance; a child that outlives a killed run
# keeps the lock until it ends.
take_lock() {
	mkdir -p "$home" 2>/dev/null || true
	exec 9>>"$home/backup.lock" || fail "$home/backup.lock cannot be written"
	chmod 644 "$home/backup.lock"
	flock -w 3 9 || fail 'another backup or restore is under way'
}

# value FILE NAME: what a file of NAME=value lines says.
value() { [[ ! -f $1 ]] || sed -n "s/^$2=//p" "$1" | head -n 1; }

# write_status STATE [NAME=value …]: what is not given stays as it was.
write_status() {
	local state=$1 word lines
	shift
	lines=$(
		printf 'state=%s\n' "$state"
		printf '%s\n' "$@"
		for word in attempt success size seconds kept; do
			[[ " $* " == *" $word="* ]] || printf '%s=%s\n' "$word" "$(value "$status" "$word")"
		done | sed '/=$/d'
	)
	printf '%s\n' "$lines" >"$status.new" && chmod 644 "$status.new" && mv "$status.new" "$status" ||
		printf '%s: %s cannot be written\n' "$name" "$status" >&2
}

make_backup_directory() {
	[[ -d $BACKUP_DIR ]] || (umask 077 && mkdir -p "$BACKUP_DIR") || fail "$BACKUP_DIR cannot be made"
	[[ -w $BACKUP_DIR ]] || fail "$BACKUP_DIR cannot be written: run it as root or its owner"
}

# A folder for what is not finished yet; what a killed run left goes first.
make_work() {
	local left
	for left in "$BACKUP_DIR"/.new.*; do
		[[ ! -d $left ]] || rm -rf -- "$left"
	done
	work=$(mktemp -d "$BACKUP_DIR/.new.XXXXXX" 2>&1) || fail "${work#mktemp: }"
}

sweep() {
	[[ -z $work ]] || rm -rf -- "$work"
	work=''
	[[ -z $scratched ]] || drop_scratch
}

# A disk that the scratch database fills would stop the server that people trade on.
check_room() {
	local directory size free wanted
	directory=$(admin postgres -c 'show data_directory') || return 0
	free=$(df -B1 --output=avail "$directory" 2>/dev/null | tail -n 1) || return 0
	size=$(admin postgres -c "select coalesce(sum(pg_database_size(oid)), 0) from pg_database
		where datname = '$database'") || return 0
	wanted=$((size + size / 4 + 67108864))
	((free > wanted)) ||
		fail "no room to restore it beside the database: it needs $((wanted / 1048576)) MB in $directory, and $((free / 1048576)) MB are free"
}

# Makes an empty scratch database like the one of the instance.
make_scratch() {
	local like
	admin postgres -c "drop database if exists $scratch with (force)" >/dev/null 2>&1 || true
	check_room
	like=$(admin postgres -c "select format('encoding %L lc_collate %L lc_ctype %L',
		pg_encoding_to_char(encoding), datcollate, datctype) from pg_database
		where datname = '$database'") || true
	scratched=1
	try 'making the scratch database' admin postgres -c "create database $scratch
		owner papertrade_owner template template0 ${like:-encoding 'UTF8' locale 'C.UTF-8'}"
	try 'making the scratch database' admin "$scratch" \
		-c 'alter schema public owner to papertrade_owner'
}

drop_scratch() {
	scratched=''
	admin postgres -c "drop database if exists $scratch with (force)" >/dev/null 2>&1 || true
}

# fill_scratch DUMP
fill_scratch() {
	local url
	url=$(on_database "$admin_url" "$scratch")
	try 'restoring it' with "$url" env PGOPTIONS='-c synchronous_commit=off -c maintenance_work_mem=128MB' \
		"$(tool pg_restore)" --exit-on-error --jobs "$(nproc)" "$1"
	# Who may do what with the database itself is dumped with its making, under its name.
	"$(tool pg_restore)" --create --schema-only -f - "$1" |
		sed -nE "s/^((GRANT|REVOKE) .* ON DATABASE|ALTER DATABASE) [^ ]+ ((FROM|TO|SET) .*;)$/\1 $scratch \3/p" \
			>"$work/privileges"
	try 'restoring it' admin "$scratch" -f "$work/privileges"
	# Without figures of its tables even an order is looked up by reading all of them.
	try 'restoring it' admin "$scratch" -c analyze
}
