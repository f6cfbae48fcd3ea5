# Sourced by setup, deploy and rollback, which say which program: the database, its roles,
# its schema.
# shellcheck shell=bash disable=SC2154

socket=/run/postgresql

is_local() { [[ $owner_url == *"host=$socket "* ]]; }

as_postgres() { runuser -u postgres -- "$@"; }
query() {
	local port=5432
	[[ ! $owner_url =~ port=([0-9]+) ]] || port=${BASH_REMATCH[1]}
	as_postgres psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$socket" -p "$port" -d postgres "$@"
}

# put_first FILE LINE: above the others, unless it is there. Order only counts in pg_hba.conf.
put_first() { grep -qxF -- "$2" "$1" || as_postgres sed -i "1i $2" "$1"; }

# The server's user may become the roles of the server and of the market daemon, and no
# other; root, any of the four.
allow_roles() {
	local access identities role
	access=$(query -c 'show hba_file')
	identities=$(query -c 'show ident_file')
	for role in app market owner backup; do
		put_first "$identities" "papertrade root papertrade_$role"
		put_first "$access" "local papertrade papertrade_$role peer map=papertrade"
	done
	# For backups: root becomes who makes databases, and the owner of the one to prove them in.
	put_first "$identities" 'papertrade root postgres'
	put_first "$identities" 'papertrade postgres postgres'
	put_first "$access" 'local papertrade_verify papertrade_owner peer map=papertrade'
	put_first "$access" 'local postgres,papertrade,papertrade_verify,replication postgres peer map=papertrade'
	put_first "$identities" 'papertrade papertrade papertrade_app'
	put_first "$identities" 'papertrade papertrade papertrade_market'
	query -c 'select pg_reload_conf()' >/dev/null
}

make_database() {
	local said
	owner_url=$("$program" config --get DATABASE_OWNER_URL)
	if is_local; then
		said=$(query -c 'select 1' 2>&1) || fail "PostgreSQL does not answer: $(first_line "$said"); see pg_lsclusters"
		query -f "$here/sql/roles.sql"
		if [[ -z $(query -c "select 1 from pg_database where datname = 'papertrade'") ]]; then
			query -c "create database papertrade owner papertrade_owner template template0
				encoding 'UTF8' locale 'C.UTF-8'"
			say 'made the database papertrade'
		fi
		query -d papertrade -c 'alter schema public owner to papertrade_owner'
		allow_roles
	fi
	said=$("$program" database 2>&1) || fail "$(first_line "$said"): mend it in $settings"
}

# schema_of PROGRAM: the newest migration that it knows.
schema_of() { "$1" version --json | sed -nE 's/.*"schema":([0-9]+).*/\1/p'; }

# Where the schema stands before anything is done to it.
read_schema() {
	local said
	said=$("$program" migrate status --json 2>&1) || fail "$(first_line "$said")"
	schema=$(sed -nE 's/^\{"current":([0-9]+),.*/\1/p' <<<"$said")
	wanted=$(schema_of "$program")
	[[ -n $schema && -n $wanted ]] || fail 'the schema cannot be told'
}

# The program of a release that knows the schema as it stands.
find_newer_program() {
	local candidate
	newer=''
	for candidate in "$library"/releases/*/bin/papertrade; do
		[[ -x $candidate && $(schema_of "$candidate") -eq $schema ]] || continue
		newer=$candidate
	done
	[[ -n $newer ]] || fail "the database is of a newer version than this one, $version: install that version again"
}

# A way down is refused while it would lose what came since the way up.
refuse_loss() {
	local said
	find_newer_program
	[[ ${PAPERTRADE_LOSE_DATA-} == yes ]] || said=$("$newer" migrate loss --to "$wanted" 2>&1) ||
		fail "$(first_line "$said"); papertrade-rollback --lose-data does it all the same"
}

# dump FILE: the whole database, whole or not at all.
dump() {
	local file=$1 work said
	said=$(install -d -m 700 "$(dirname "$file")" 2>&1) || fail "${said#install: }"
	work=$(mktemp -d "$state/.dump.XXXXXX")
	(umask 077 && "$program" database --service DATABASE_OWNER_URL >"$work/service")
	said=$(PGSERVICEFILE=$work/service PGSERVICE=papertrade \
		pg_dump -Fc -Z1 -f "$work/dump" 2>&1) ||
		{ rm -rf "$work" && fail "the database cannot be dumped: $(first_line "$said")"; }
	chmod 600 "$work/dump"
	mv -f "$work/dump" "$file"
	rm -rf "$work"
}

# Twice what the database takes must be free where its dump goes.
refuse_full_disk() {
	local size free
	free=$(df -B1 --output=avail "$state" | tail -n 1)
	size=$(as_owner "select pg_database_size(current_database())")
	((free > 64 * 1024 * 1024 + size)) ||
		fail "a dump of the database needs $((size / 1048576 + 64)) MB in $state, and $((free / 1048576)) MB are free"
}

as_owner() {
	local service answer
	service=$(mktemp)
	"$program" database --service DATABASE_OWNER_URL >"$service"
	answer=$(PGSERVICEFILE=$service PGSERVICE=papertrade psql -X -q -A -t -c "$1") || answer=''
	rm -f "$service"
	printf '%s' "$answer"
}

# Before an upgrade and before a rollback; the newest three are kept.
dump_first() {
	((schema > 0)) || return 0
	refuse_full_disk
	local file
	file=$state/upgrades/before-$version-$(date -u +%Y%m%dT%H%M%SZ).dump
	dump "$file"
	say "dumped the database to $file"
	find "$state/upgrades" -name 'before-*.dump' -printf '%T@ %p\n' | sort -rn |
		sed '1,3d; s/^[^ ]* //' | xargs -r -d '\n' rm -f --
}

migrate_up() {
	((schema < wanted)) || return 0
	local said
	((schema == 0)) || on_failure migrate_back
	said=$("$program" migrate up 2>&1 >/dev/null) || fail "$(first_line "$said"); all is as it was"
}

migrate_back() { "$program" migrate down --to "$schema" >/dev/null; }

migrate_down() {
	local keep=(--keep-data)
	((schema > wanted)) || return 0
	[[ ${PAPERTRADE_LOSE_DATA-} != yes ]] || keep=()
	attempt "$newer" migrate down --to "$wanted" "${keep[@]}"
}
