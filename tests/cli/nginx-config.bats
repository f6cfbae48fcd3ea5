#!/usr/bin/env bats
# scripts/nginx-config: what it renders is accepted by nginx, and nginx then behaves.

# Each test is a subshell, whose settings are meant to be lost.
# shellcheck disable=SC2030,SC2031,SC2153,SC2154
bats_require_minimum_version 1.5.0

load nginx

# last_client: the client address of the newest line in the access log, once it is written.
last_client() {
	sleep 1.3
	tail -n 1 "$PT_HOME/log/access.log" | sed -E 's/.*"client":"([^"]*)".*/\1/'
}

refused() {
	run -1 config
	[[ ${#lines[@]} -eq 1 && $output == "nginx-config: $1"* ]]
}

# A FastCGI pool that answers the first request on a connection and drops the second
# unanswered. Prints the parameters of each request that it reads, NAME=VALUE.
dropping_pool() {
	cat >"$BATS_TEST_TMPDIR/pool.mjs" <<-'END'
		import net from "node:net";
		const record = (type, body) => {
			const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
			head.writeUInt16BE(body.length, 4);
			return Buffer.concat([head, body]);
		};
		const reply = Buffer.concat([
			record(6, Buffer.from("Content-Type: text/plain\r\n\r\nfine")),
			record(6, Buffer.alloc(0)),
			record(3, Buffer.alloc(8)),
		]);
		const print = (body) => {
			for (let at = 0; at < body.length; ) {
				const length = () => {
					const short = body[at] < 128;
					at += short ? 1 : 4;
					return short ? body[at - 1] : body.readUInt32BE(at - 4) & 0x7fffffff;
				};
				const [name, value] = [length(), length()];
				console.log(`${body.toString("latin1", at, at + name)}=${
					body.toString("latin1", at + name, at + name + value)}`);
				at += name + value;
			}
		};
		net.createServer((socket) => {
			let requests = 0;
			let buffered = Buffer.alloc(0);
			socket.on("error", () => {});
			socket.on("data", (data) => {
				buffered = Buffer.concat([buffered, data]);
				while (buffered.length >= 8) {
					const end = 8 + buffered.readUInt16BE(4);
					if (buffered.length < end + buffered[6]) return;
					const [type, body] = [buffered[1], buffered.subarray(8, end)];
					buffered = buffered.subarray(end + buffered[6]);
					if (type === 4) print(body);
					if (type === 5 && body.length === 0) {
						if (++requests > 1) return socket.destroy();
						socket.write(reply);
					}
				}
			});
		}).listen(process.argv[2]);
	END
	node "$BATS_TEST_TMPDIR/pool.mjs" "$FAST_SOCKET" 3>&- >"$BATS_TEST_TMPDIR/requests" &
	await_pool
}

await_pool() {
	for _ in {1..50}; do
		[[ ! -S $FAST_SOCKET ]] || break
		sleep 0.1
	done
	chmod 666 "$FAST_SOCKET"
}

@test "defaults: nginx accepts the configuration without a warning" {
	config
	run -0 accepted
	[[ $output != *'[warn]'* && $output != *'[emerg]'* ]]
}

@test "every setting used: nginx accepts the configuration" {
	export HTTP_PORT BIND_ADDRESS='127.0.0.1' SERVER_NAMES='a.example *.b.example'
	HTTP_PORT=$(free_port)
	export CA_CERTIFICATE=$TLS/ca.crt TRUSTED_PROXIES='10.0.0.0/8 192.0.2.1 2001:db8::/32'
	export BODY_LIMIT=2m ADDRESS_CONNECTIONS=50 LOG_DIR=$BATS_TEST_TMPDIR/log
	export NGINX_LOG_STDERR=1 NGINX_WORKERS=3 FAST_TIMEOUT_MS=2000
	config
	run -0 accepted
	[[ $output != *'[warn]'* ]]
	grep -rqF 'client_max_body_size 2m;' "$conf"
	grep -rqF 'set_real_ip_from 2001:db8::/32;' "$conf"
	grep -rqF "listen 127.0.0.1:$HTTP_PORT;" "$conf"
	grep -rqF 'fastcgi_read_timeout 7000ms;' "$conf"
	grep -rqF 'error_log stderr warn;' "$conf"
	run ! grep -rqF 'listen 0.0.0.0' "$conf"
}

@test "site mode: Debian's nginx.conf takes it in beside its own sites" {
	mkdir -p "$conf/sites-enabled" "$conf/modules-enabled" "$PT_HOME/log"
	export NGINX_MODE=site
	config
	[[ ! -e $conf/nginx.conf ]]
	ln -s ../sites-available/papertrade "$conf/sites-enabled/papertrade"
	sed -E -e "s#/etc/nginx/(conf.d|sites-enabled|modules-enabled)#$conf/\1#" \
		-e "s#^pid .*#pid $PT_HOME/nginx.pid;#" -e "s#/var/log/nginx#$PT_HOME/log#" \
		/etc/nginx/nginx.conf >"$conf/nginx.conf"
	grep -qF "$conf/sites-enabled" "$conf/nginx.conf"
	run -0 accepted
	[[ $output != *'[emerg]'* ]]
	diff <(
		config
		cat "$conf/sites-available/papertrade"
	) <(
		NGINX_MODE=standalone "$SCRIPTS/nginx-config" "$BATS_TEST_TMPDIR/other"
		cat "$BATS_TEST_TMPDIR/other/sites-available/papertrade"
	)
}

@test "a second run writes the same files and leaves nothing else" {
	config
	local before
	before=$(cd "$conf" && find . -type f -exec sha256sum {} + | sort)
	config
	[[ $before == "$(cd "$conf" && find . -type f -exec sha256sum {} + | sort)" ]]
	run ! grep -rE '@[A-Z_]+@|^@' "$conf"
}

@test "what is required and not set is named" {
	local name
	for name in PT_HOME WEB_ROOT TLS_CERTIFICATE TLS_KEY FAST_SOCKET SLOW_SOCKET; do
		(
			unset "$name"
			refused "$name is not set"
		)
	done
	[[ ! -e $conf ]]
}

@test "a value that could break out of its directive is refused" {
	local name value
	for name in PT_HOME WEB_ROOT TLS_CERTIFICATE TLS_KEY FAST_SOCKET SLOW_SOCKET CA_CERTIFICATE \
		LOG_DIR HTTPS_PORT HTTP_PORT BIND_ADDRESS SERVER_NAMES TRUSTED_PROXIES BODY_LIMIT \
		ADDRESS_CONNECTIONS NGINX_MODE NGINX_WORKERS NGINX_LOG_STDERR NGINX_USER UPLOAD_LIMIT \
		FAST_TIMEOUT_MS SLOW_TIMEOUT_MS; do
		for value in $'/a\nb' '/a;b' '/a{b' '/a}b' '/a"b' "/a'b" "/a\\b" "/a\$b" '/a#b' \
			'/a`b' $'/a\tb'; do
			(
				export "$name=$value"
				refused "$name holds a character"
			)
		done
	done
	[[ ! -e $conf ]]
}

@test "a value of the wrong kind is refused" {
	local setting
	for setting in PT_HOME=relative HTTPS_PORT=0 HTTPS_PORT=65536 HTTPS_PORT=8443x HTTP_PORT=-1 \
		BIND_ADDRESS=eth0 SERVER_NAMES=a/b TRUSTED_PROXIES=all BODY_LIMIT=lots BODY_LIMIT=-1 UPLOAD_LIMIT=much \
		ADDRESS_CONNECTIONS=0 NGINX_MODE=other NGINX_WORKERS=0 NGINX_LOG_STDERR=yes \
		FAST_TIMEOUT_MS=2s FAST_SOCKET=/a:b "SLOW_SOCKET=/$(printf '%0107d' 0)" \
		"HTTP_PORT=$HTTPS_PORT"; do
		(
			export "${setting?}"
			refused "${setting%%=*} must"
		)
	done
}

@test "paths with spaces work" {
	export PT_HOME="$BATS_TEST_TMPDIR/a home" FAST_SOCKET="$BATS_TEST_TMPDIR/a fast.sock"
	cp -r "$WEB_ROOT" "$BATS_TEST_TMPDIR/a web"
	export WEB_ROOT="$BATS_TEST_TMPDIR/a web"
	start
	run -0 get "https://localhost:$HTTPS_PORT/"
	[[ $output == *'<p>home</p>'* ]]
}

@test "pools that are down: 503 in JSON with Retry-After, pages still served" {
	start
	local path
	for path in /api/health /v2/account /health /mcp /api/admin/users/7 /api/v1/admin/users/7 /api/auth/login; do
		run -0 get "https://localhost:$HTTPS_PORT$path"
		[[ $output == 'HTTP/1.1 503 '* ]]
		[[ $output == *$'\nRetry-After: 1\r'* ]]
		[[ $output == *$'\nContent-Type: application/json\r'* ]]
		[[ $output == *$'\nStrict-Transport-Security: '* ]]
		[[ $output == *'{"code":50310000,"message":"'*'","request_id":"'* ]]
	done
	run -0 get "https://localhost:$HTTPS_PORT/"
	[[ $output == *'<p>home</p>'* ]]
}

@test "each path goes to its pool" {
	start
	local path
	for path in /api/health /api/auth/logins /api/admin/users /api/auth/me /v2/orders; do
		get "https://localhost:$HTTPS_PORT$path" >/dev/null
	done
	for path in /api/auth/login /api/v1/auth/login /api/admin/users/7 \
		/api/v1/admin/users/7/reset-password; do
		get "https://localhost:$HTTPS_PORT$path" >/dev/null
	done
	sleep 1.3
	[[ $(grep -c "$FAST_SOCKET" "$PT_HOME/log/access.log") -eq 5 ]]
	[[ $(grep -c "$SLOW_SOCKET" "$PT_HOME/log/access.log") -eq 4 ]]
}

@test "HTTP_PORT redirects to https with the method kept" {
	export HTTP_PORT
	HTTP_PORT=$(free_port)
	start
	run -0 get -X POST "http://localhost:$HTTP_PORT/api/x?y=1"
	[[ $output == 'HTTP/1.1 308 '* ]]
	[[ $output == *$'\nLocation: https://localhost:'"$HTTPS_PORT"$'/api/x?y=1\r'* ]]
	[[ $output == *$'\nX-Content-Type-Options: nosniff\r'* ]]
	[[ $output != *Strict-Transport-Security* ]]
}

@test "X-Forwarded-For is believed from trusted proxies only" {
	start
	get -H 'X-Forwarded-For: 198.51.100.7' "https://127.0.0.1:$HTTPS_PORT/" >/dev/null
	[[ $(last_client) == 127.0.0.1 ]]
	export TRUSTED_PROXIES=127.0.0.0/8
	config
	kill -HUP "$(cat "$PT_HOME/nginx/nginx.pid")"
	sleep 0.5
	get -H 'X-Forwarded-For: 203.0.113.9, 198.51.100.7' "https://127.0.0.1:$HTTPS_PORT/" >/dev/null
	[[ $(last_client) == 198.51.100.7 ]]
}

@test "more busy connections than allowed from one address: 429 in JSON" {
	export ADDRESS_CONNECTIONS=1
	start
	{
		printf 'POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n'
		sleep 4
	} | openssl s_client -quiet -connect "localhost:$HTTPS_PORT" 3>&- >/dev/null 2>&1 &
	sleep 1
	run -0 get "https://localhost:$HTTPS_PORT/"
	[[ $output == 'HTTP/1.1 429 '* ]]
	[[ $output == *'{"code":42910000,'* ]]
	[[ $output == *$'\nRetry-After: 1\r'* ]]
}

@test "a pool that does not answer: 504 in JSON" {
	export FAST_TIMEOUT_MS=1 NGINX_WORKERS=1
	node -e 'require("node:net").createServer(() => {}).listen(process.argv[1])' \
		"$FAST_SOCKET" 3>&- &
	await_pool
	start
	run -0 get "https://localhost:$HTTPS_PORT/api/x"
	[[ $output == 'HTTP/1.1 504 '* ]]
	[[ $output == *'{"code":50410000,'* ]]
}

@test "no CA certificate given: /ca.crt is not there" {
	start
	run -0 get "https://localhost:$HTTPS_PORT/ca.crt"
	[[ $output == 'HTTP/1.1 404 '* && $output == *'{"code":40410000,'* ]]
}

@test "a pool that drops a kept connection: GET is tried anew, POST and PATCH never" {
	export NGINX_WORKERS=1
	dropping_pool
	start
	local api=https://localhost:$HTTPS_PORT/api/x
	get "$api" | grep -q '^HTTP/1.1 200 '
	get "$api" | grep -q '^HTTP/1.1 200 '
	get -X POST -d one=1 "$api" | grep -q '^HTTP/1.1 503 '
	get "$api" | grep -q '^HTTP/1.1 200 '
	get -X PATCH -d one=1 "$api" | grep -q '^HTTP/1.1 503 '
	run -0 grep '^REQUEST_METHOD=' "$BATS_TEST_TMPDIR/requests"
	[[ ${lines[*]#*=} == 'GET GET GET POST GET PATCH' ]]
}

@test "a worker that is gone over a connection of its own: GET and HEAD are asked once more" {
	export NGINX_WORKERS=1
	node -e 'require("node:net").createServer((socket) => socket.once("data", () => {
		console.log("asked");
		socket.destroy();
	})).listen(process.argv[1])' "$FAST_SOCKET" 3>&- >"$BATS_TEST_TMPDIR/asked" &
	await_pool
	start
	local api=https://localhost:$HTTPS_PORT/api/x way before asked=''
	for way in '-X GET' --head '-X POST -d one=1' '-X PATCH -d one=1' '-X DELETE' '-X PUT -d one=1'; do
		before=$(grep -c asked "$BATS_TEST_TMPDIR/asked") || true
		# shellcheck disable=SC2086 # a way is several words
		run -0 get $way "$api"
		[[ $output == 'HTTP/1.1 503 '* ]]
		asked+=" $(($(grep -c asked "$BATS_TEST_TMPDIR/asked") - before))"
	done
	[[ $asked == ' 2 2 1 1 1 1' ]]
}

@test "a worker gets the real client and no header that claims to know better" {
	dropping_pool
	start
	get -H 'Proxy: http://192.0.2.9' -H 'X-Forwarded-For: 192.0.2.9' -H 'X-Real-IP: 192.0.2.9' \
		-H 'Forwarded: for=192.0.2.9' -H 'X-Forwarded-Proto: http' -H 'X-Forwarded-Host: evil' \
		-H 'X-Fine: yes' --path-as-is \
		"https://127.0.0.1:$HTTPS_PORT/api//a%20b/../c?d=%zz" >"$BATS_TEST_TMPDIR/reply"
	run -0 cat "$BATS_TEST_TMPDIR/requests"
	[[ $output != *192.0.2.9* && $output != *FORWARDED* && $output != *HTTP_PROXY* ]]
	[[ $output != *SCRIPT_FILENAME* && $output != *PATH_INFO* ]]
	local expected
	for expected in REQUEST_METHOD=GET REMOTE_ADDR=127.0.0.1 DOCUMENT_URI=/api/c HTTPS=on \
		'REQUEST_URI=/api//a%20b/../c?d=%zz' 'QUERY_STRING=d=%zz' HTTP_X_FINE=yes \
		"SERVER_PORT=$HTTPS_PORT" SERVER_PROTOCOL=HTTP/1.1 SERVER_NAME=127.0.0.1 \
		"REQUEST_ID=$(sed -n 's/^X-Request-Id: \(.*\)\r$/\1/p' "$BATS_TEST_TMPDIR/reply")"; do
		grep -qxF "$expected" <<<"$output"
	done
}

@test "a slow path that is no location is refused" {
	local bad
	for bad in '/api/x' '= api' '= /api/x download' '~ ^/api' '= /api/x; return 200' '= /a{b}'; do
		SLOW_PATHS=$bad run -1 config
		[[ $output == *"SLOW_PATHS holds what is no location"* ]]
	done
}

@test "a location of uploads has a limit of its own" {
	SLOW_PATHS=$'= /api/plain\n= /api/files upload' UPLOAD_LIMIT=3m config
	run -0 accepted
	run -0 grep -A 3 -E 'location = /api/(plain|files)' "$conf/sites-available/papertrade"
	[[ $output == *'location = /api/plain {'*'location = /api/files {'*'client_max_body_size 3m;'* ]]
	[[ ${output%%/api/files*} != *client_max_body_size* ]]
}

@test "what lies below a location of uploads does not name it again" {
	SLOW_PATHS=$'= /api/files upload\n^~ /api/files/' config
	run -0 accepted
	run -0 grep -c 'location = /api/files {' "$conf/sites-available/papertrade"
	[ "$output" = 1 ]
}

@test "idle connections of all nginx workers fit into one FastCGI worker" {
	local workers kept
	for workers in 1 2 4 5 16 64; do
		NGINX_WORKERS=$workers config
		kept=$(sed -n 's/^\tkeepalive \([0-9]*\);$/\1/p' "$conf/conf.d/papertrade.conf")
		((kept >= 2 && kept <= 64 && kept * workers <= 128))
	done
}
