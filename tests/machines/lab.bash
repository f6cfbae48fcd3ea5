# For bats: a machine of the test's own, and clients of the site in it.
#   there COMMAND LINE      in the machine $name, as root; its words are in $said
#   step WORDS              tells how far the test is
#   answers PATH            what the site answers over HTTPS, with the CA in $ca
#   start_clients, nothing_failed   50 of them at once; each request was answered well
# shellcheck shell=bash disable=SC2034,SC2154
machine=$BATS_TEST_DIRNAME/machine
root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
ca=$BATS_TEST_TMPDIR/ca.crt

need_machines() {
	export BATS_TEST_TIMEOUT=3600 cannot=''
	cannot=$("$machine" check 2>&1) || return 0
}

leave_machine() {
	if [[ -v clients ]]; then kill "$clients" || true; fi
	if [[ -v name ]]; then "$machine" stop "$name"; fi
}

there() {
	local status=0
	said=$("$machine" exec "$name" -- timeout 900 bash -c "$1" 2>&1 </dev/null) || status=$?
	echo "\$ $1" "$said" "(status $status)" | tail -n 40
	return "$status"
}

step() { echo "# $name: $*" | tee /dev/fd/3; }

answers() { curl -fsS --max-time 20 --cacert "$ca" "https://localhost:$port$1"; }

take_ca() {
	there 'cat /var/lib/papertrade/tls/ca.crt'
	echo "$said" >"$ca"
}

# start_clients [kept|fresh]: with connections that are kept, or one for each request, as a
# reload of nginx needs, which closes those that are idle.
start_clients() {
	node "$root/tests/chaos/clients.mjs" "https://localhost:$port" "$ca" 50 20 "${1-kept}" \
		>"$BATS_TEST_TMPDIR/clients" 3>&- &
	clients=$!
	sleep 2
}

nothing_failed() {
	local pid=$clients status=0
	unset clients
	sleep 1
	kill "$pid"
	wait "$pid" || status=$?
	cat "$BATS_TEST_TMPDIR/clients"
	return "$status"
}

trade() { node "$root/tests/machines/trade.mjs" "$1" "https://localhost:$port" "$ca" "${@:2}"; }

# make_packages RELEASE: into $debs; TRIAL_PACKAGES names a folder with those of a run before.
make_packages() {
	debs=${TRIAL_PACKAGES:+$TRIAL_PACKAGES/$1}
	[[ -z $debs ]] || return 0
	debs=$BATS_TEST_TMPDIR/debs
	step 'makes the packages'
	"$root/tests/machines/trial-packages" "$1" "$debs"
}

# preset LINE…: settings that stand before the package is installed.
preset() {
	there "install -d -m 750 /etc/papertrade
		printf '%s\n' $(printf '%q ' "$@") >/etc/papertrade/papertrade.env"
}

# refuses COMMAND WORDS: it fails, with one line that has the words, and the site is healthy.
refuses() {
	if there "$1"; then return 1; fi
	[[ $(grep -cF -- "$2" <<<"$said") -eq 1 ]]
	[[ ! -s $ca ]] || [[ $(answers /api/health) == *'"status":"healthy"'* ]]
}

# follow PAGE [BEFORE]: runs the page's commands in order, as one script in /root of the
# machine, after the line BEFORE; the first that fails is the end.
follow() {
	local commands
	commands=$("$root/tests/machines/page-commands" "$root/docs/operations/$1")
	[[ -n $commands ]]
	there "cd /root; export DEBIAN_FRONTEND=noninteractive; ${2:-true}; set -exo pipefail; $commands"
}
