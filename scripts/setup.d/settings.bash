# Sourced by setup: system user, settings, and what is refused before anything is changed.
# shellcheck shell=bash disable=SC2154

make_user() {
	systemd-sysusers papertrade.conf
	systemd-tmpfiles --create papertrade.conf
}

is_set() { grep -q "^$1=" "$settings"; }

# The newest cluster of this machine that runs, as "port=… " unless it has the usual one.
local_port() {
	local port
	port=$(pg_lsclusters -h 2>/dev/null | awk '$4 ~ /^online/ { port = $3 } END { print port }') || true
	[[ -n $port ]] || fail 'no PostgreSQL runs here: apt install postgresql and start it, or name another in DATABASE_URL, DATABASE_MARKET_URL and DATABASE_OWNER_URL'
	[[ $port == 5432 ]] || printf 'port=%s ' "$port"
}

# Connections: all are given, or all lead to this machine's own PostgreSQL. An earlier
# version did not need the market daemon's, which then is like the server's.
add_connections() {
	local port line
	if ! is_set DATABASE_URL && ! is_set DATABASE_OWNER_URL; then
		port=$(local_port)
		cat >>"$settings" <<-END
			DATABASE_URL="host=/run/postgresql ${port}dbname=papertrade user=papertrade_app"
			DATABASE_MARKET_URL="host=/run/postgresql ${port}dbname=papertrade user=papertrade_market"
			DATABASE_OWNER_URL="host=/run/postgresql ${port}dbname=papertrade user=papertrade_owner"
		END
		return
	fi
	for line in DATABASE_URL DATABASE_OWNER_URL; do
		is_set "$line" || fail "$line is missing from $settings, which names another connection: add it"
	done
	is_set DATABASE_MARKET_URL || {
		line=$(sed -n 's/papertrade_app/papertrade_market/g; s/^DATABASE_URL=/DATABASE_MARKET_URL=/p' "$settings")
		printf '%s\n' "$line" >>"$settings"
	}
}

# A secret of this installation's own. Once people have signed in, another one would lock
# them out, and make what was encrypted with the lost one unreadable.
add_secret() {
	! grep -qE '^(JWT_SECRET_KEY|AUTH_SECRET)=.' "$settings" || return 0
	[[ ! -L $library/current ]] ||
		fail "JWT_SECRET_KEY is missing from $settings: put the line back from a copy of it"
	printf 'JWT_SECRET_KEY=%s\n' "$(openssl rand -hex 32)" >>"$settings"
}

# The program's own user reads the settings, and only root writes them.
make_settings() {
	install -d -o root -g papertrade -m 750 "$(dirname "$settings")"
	if [[ ! -e $settings ]]; then
		install -o root -g papertrade -m 640 /dev/stdin "$settings" <<-'END'
			# Settings of PaperTrade, a NAME=value a line; /usr/share/doc/papertrade/settings.md
			# lists them. After a change: papertrade-setup
		END
		say "made $settings"
	fi
	chown root:papertrade "$settings"
	chmod 640 "$settings"
	add_secret
	add_connections
	is_set ARGON2_MEMORY_KIB || "$program" config --calibrate >>"$settings"
}

refuse_unwritable() {
	local folder probe
	for folder in /etc /var/lib /usr/lib /run; do
		probe=$(mktemp "$folder/.papertrade.XXXXXX" 2>&1) ||
			fail "cannot write $folder (${probe##*: }): mount it writable, or make room on it"
		rm -f "$probe"
	done
}

# A certificate would be valid from a day that has not come, or have run out.
refuse_clock() {
	local built
	built=$(stat -c %Y "$here/VERSION")
	(($(date +%s) > built - 86400)) ||
		fail "the clock says $(date -u +%F), before this version was made: set it, as with timedatectl set-ntp true"
}

# Some other program's port would leave nginx as it was, and the site without one.
refuse_taken_port() {
	local port said holder
	for port in "$HTTPS_PORT" "$HTTP_PORT"; do
		((port)) || continue
		said=$(ss -Hltnp "sport = :$port")
		[[ -n $said && $said != *'"nginx"'* ]] || continue
		holder=$(grep -o '(("[^"]*"' <<<"$said" | head -n 1 | tr -d '("') || true
		fail "port $port is taken${holder:+ by $holder}: stop that, or choose another port in $settings"
	done
}

refuse_certificate() {
	[[ $TLS_CERTIFICATE != "$state/tls/server.crt" ]] || return 0
	certificate_fits "$TLS_CERTIFICATE" "$TLS_KEY"
}

# certificate_fits CERTIFICATE KEY: ends with the reason when they cannot serve.
certificate_fits() {
	local file
	for file in "$1" "$2"; do
		[[ -r $file ]] || fail "cannot read $file: name another in TLS_CERTIFICATE and TLS_KEY, or papertrade-tls local"
	done
	openssl x509 -in "$1" -noout 2>/dev/null || fail "$1 holds no certificate in PEM"
	openssl pkey -in "$2" -noout 2>/dev/null </dev/null || fail "$2 holds no private key in PEM without a password"
	[[ $(openssl pkey -in "$2" -pubout 2>/dev/null) == "$(openssl x509 -in "$1" -noout -pubkey)" ]] ||
		fail "$2 is not the key of $1"
	openssl x509 -in "$1" -noout -checkend 0 >/dev/null ||
		fail "$1 has expired: renew it, or papertrade-tls local"
}

fingerprint() { openssl x509 -noout -fingerprint -sha256 2>/dev/null || true; }

# Is it the certificate of the settings that nginx serves?
is_served() {
	local host=${BIND_ADDRESS%% *} served
	[[ $host != *:* ]] || host="[$host]"
	served=$(timeout 10 openssl s_client -connect "${host:-127.0.0.1}:$HTTPS_PORT" </dev/null 2>/dev/null | fingerprint)
	[[ -n $served && $served == "$(fingerprint <"$TLS_CERTIFICATE")" ]]
}

# nginx takes a moment to take up what it is told; 20 s at most.
await_served() {
	local try
	for ((try = 0; try < 100; try++)); do
		! is_served || return 0
		sleep 0.2
	done
	fail "nginx goes on serving another certificate than $TLS_CERTIFICATE: see /var/log/nginx/error.log"
}
