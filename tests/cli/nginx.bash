# For bats: an nginx of the test's own, with what scripts/nginx-config renders. setup gives
# each test its settings; config renders, start starts, get asks.
# shellcheck shell=bash disable=SC2030,SC2031,SC2034

setup_file() {
	export PATH=$PATH:/usr/sbin:/sbin
	export SCRIPTS=$BATS_TEST_DIRNAME/../../scripts
	export WEB_ROOT=$BATS_FILE_TMPDIR/web TLS=$BATS_FILE_TMPDIR/tls
	mkdir -p "$WEB_ROOT/assets"
	chmod 755 "$BATS_FILE_TMPDIR"
	echo '<p>home</p>' >"$WEB_ROOT/index.html"
	"$SCRIPTS/certificates" "$TLS"
}

setup() {
	unset HTTP_PORT BIND_ADDRESS SERVER_NAMES CA_CERTIFICATE TRUSTED_PROXIES BODY_LIMIT UPLOAD_LIMIT \
		ADDRESS_CONNECTIONS LOG_DIR NGINX_MODE NGINX_LOG_STDERR NGINX_WORKERS NGINX_USER \
		FAST_TIMEOUT_MS SLOW_TIMEOUT_MS
	conf=$BATS_TEST_TMPDIR/conf
	export PT_HOME=$BATS_TEST_TMPDIR/home HTTPS_PORT
	export TLS_CERTIFICATE=$TLS/server.crt TLS_KEY=$TLS/server.key
	export FAST_SOCKET=$BATS_TEST_TMPDIR/fast.sock SLOW_SOCKET=$BATS_TEST_TMPDIR/slow.sock
	export SLOW_PATHS=$'= /api/auth/login\n= /api/v1/auth/login\n^~ /api/admin/users/\n^~ /api/v1/admin/users/'
	HTTPS_PORT=$(free_port)
}

teardown() {
	local job
	for job in $(jobs -p); do
		kill "$job" || true
	done
	wait
}

free_port() {
	local port
	while port=$((20000 + RANDOM % 10000)); do
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

config() {
	"$SCRIPTS/nginx-config" "$conf"
}

accepted() {
	nginx -e stderr -t -c "$conf/nginx.conf"
}

start() {
	config
	nginx -e stderr -c "$conf/nginx.conf" -g 'daemon off;' 3>&- &
	for _ in {1..50}; do
		[[ ! -s $PT_HOME/nginx/nginx.pid ]] || return 0
		sleep 0.1
	done
	return 1
}

get() {
	curl -sS -i --http1.1 --max-time 10 --cacert "$TLS/ca.crt" "$@"
}
