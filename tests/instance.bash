# For bats: an instance of the test's own, beside the one that all tests share.
#   own_instance NAME=value …   starts one with these settings; sets PT_HOME,
#                               HTTPS_PORT, PT_URL, PT_CA for this test
#   end_instance                stops it and looks for sanitizers' reports
#   request PATH [curl options] prints the status, then the body
PT_ROOT=${PT_ROOT:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
export PAPERTRADE=${PAPERTRADE:-$PT_ROOT/build/asan/papertrade}

own_instance() {
	PT_HOME=$(mktemp -d "${TMPDIR:-/tmp}/pt-XXXXXX")
	HTTPS_PORT=$("$PT_ROOT/tests/free-port")
	PT_URL=https://127.0.0.1:$HTTPS_PORT
	PT_CA=$PT_HOME/tls/ca.crt
	export PT_HOME HTTPS_PORT PT_URL PT_CA
	env RATE_LIMIT_GLOBAL=0 "$@" "$PT_ROOT/scripts/instance" up
}

end_instance() {
	[ -n "${PT_HOME-}" ] || return 0
	"$PT_ROOT/scripts/instance" down
	! grep -E 'AddressSanitizer|LeakSanitizer|runtime error:' "$PT_HOME"/log/papertrade.log || return 1
	rm -rf "$PT_HOME"
}

request() {
	local path=$1
	shift
	curl -sS --cacert "$PT_CA" -o "$BATS_TEST_TMPDIR/body" -w '%{http_code}\n' "$@" "$PT_URL$path"
	cat "$BATS_TEST_TMPDIR/body"
}
