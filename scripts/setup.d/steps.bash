# Sourced by the scripts that change an installation: places, words, and how a change that
# fails is taken back.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # they use these, and say which program

export LC_ALL=C
unset PT_HOME CDPATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

library=/usr/lib/papertrade
package=$library/package
state=/var/lib/papertrade
settings=/etc/papertrade/papertrade.env
me=$(basename "$0")
me=papertrade-${me#papertrade-}

say() { printf '%s: %s\n' "$me" "$*"; }
fail() {
	printf '%s: %s\n' "$me" "$*" >&2
	exit 1
}

# The first line of what a command said, without its own name.
first_line() {
	local line
	line=$(head -n 1 <<<"$1")
	printf '%s' "${line#papertrade: }"
}

# attempt COMMAND…: runs it in silence; when it fails, the end, with its first line.
attempt() {
	local said
	said=$("$@" 2>&1 </dev/null) || fail "$(first_line "$said")"
}

# What takes back the steps so far, the last one first: names of functions.
undo=()
on_failure() { undo=("$1" "${undo[@]}"); }

take_back() {
	local code=$? step
	trap - EXIT
	((code == 0)) || for step in "${undo[@]}"; do
		"$step" || printf '%s: %s did not succeed\n' "$me" "$step" >&2
	done
	exit "$code"
}

# What dpkg and apt said of the last deployment or rollback.
log=/var/log/papertrade/deploy.log

# reason PATTERN: why it failed, by setup's own words, or else by the first line like PATTERN.
reason() {
	local line
	line=$(grep '^papertrade-setup: ' "$log" | grep -v 'did not succeed$' | tail -n 1) ||
		line=$(grep -m1 -E "$1" "$log") || line='it failed'
	printf '%s' "${line#papertrade-setup: }"
}

need_root() { ((EUID == 0)) || fail 'it has to be run as root'; }

# One change of the installation at a time; descriptor 8 holds the lock, and what dpkg
# starts on behalf of a holder goes on under it.
take_turn() {
	[[ ${PAPERTRADE_TURN-} != taken ]] || return 0
	exec 8>/run/papertrade.lock
	flock -w 300 8 || fail 'another setup, deployment or rollback is under way'
	export PAPERTRADE_TURN=taken
}

# write_setting NAME VALUE: into the settings file, in place of the line that is there.
write_setting() {
	local new
	new=$(mktemp "$settings.XXXXXX") || fail "cannot write $(dirname "$settings")"
	NAME=$1 VALUE=$2 awk '
		BEGIN { line = ENVIRON["NAME"] "=\"" ENVIRON["VALUE"] "\"" }
		index($0, ENVIRON["NAME"] "=") == 1 { if (!done++) print line; next }
		{ print }
		END { if (!done) print line }
	' "$settings" >"$new"
	chown root:papertrade "$new"
	chmod 640 "$new"
	mv -f "$new" "$settings"
}

load_settings() {
	local exported
	exported=$("$program" config --export 2>&1) ||
		fail "$(first_line "$exported"): mend it in $settings"
	eval "$exported"
}
