# Sourced by setup: certificates, nginx's site, the units.
# shellcheck shell=bash disable=SC2154

# An upgrade leaves to the timer what can wait, for nginx would have to be reloaded.
make_certificates() {
	[[ $TLS_CERTIFICATE == "$state/tls/server.crt" ]] || return 0
	[[ -z $before || $before == "$release" || ! -s $TLS_CERTIFICATE ]] || return 0
	local names said
	read -ra names <<<"$SERVER_NAMES"
	said=$("$here/scripts/certificates" "$state/tls" "${names[@]}" 2>&1) || fail "${said#certificates: }"
	[[ -z $said ]] || printf '%s\n' "${said//certificates:/$me:}"
}

# The names that the certificate was made for; of another, those in SERVER_NAMES.
site_names() {
	local list=$SERVER_NAMES
	[[ $TLS_CERTIFICATE != "$state/tls/server.crt" ]] ||
		list=$(sed 's/^[A-Z]*://' "$state/tls/server.names" | grep -v : | tr '\n' ' ')
	printf '%s' "${list:-localhost}"
}

# Every file that nginx gets, so that all can be put back as they were.
site_files() {
	(cd "$here/nginx" && find conf.d sites-available snippets -name '*.in') | sed 's/\.in$//'
	echo sites-enabled/papertrade
}

# render_site DIRECTORY: what nginx is to have there, by the settings.
render_site() {
	local ca=$state/tls/ca.crt
	[[ $TLS_CERTIFICATE == "$state/tls/server.crt" ]] || ca=''
	NGINX_MODE=site PT_HOME=$state LOG_DIR=/var/log/papertrade SERVER_NAMES=$(site_names) \
	CA_CERTIFICATE=$ca ACME_ROOT=$state/acme WEB_ROOT=$library/current/web \
	PREVIOUS_WEB_ROOT=$library/previous/web \
	FAST_SOCKET=/run/papertrade/fast.sock SLOW_SOCKET=/run/papertrade/slow.sock \
	SLOW_PATHS="$("$program" routes --slow)" \
		"$here/scripts/nginx-config" "$1"
}

make_site() {
	local said file
	former_site=$(mktemp -d)
	on_failure restore_site
	while read -r file; do
		[[ ! -e /etc/nginx/$file ]] || cp -a --parents -t "$former_site" "/etc/nginx/$file"
	done < <(site_files)
	render_site /etc/nginx
	ln -sf ../sites-available/papertrade /etc/nginx/sites-enabled/papertrade
	said=$(nginx -t -q 2>&1) ||
		fail "nginx refuses its configuration: $(grep -m1 -E 'emerg|error' <<<"$said" || head -n 1 <<<"$said")"
	if site_changed || ! systemctl -q is-active nginx; then
		start_nginx
	else
		attempt "$here/scripts/tls" reload
	fi
}

# A reload of nginx closes connections that are idle just then, and a client may be about to
# use one: what is the same as before needs none.
site_changed() {
	local file
	while read -r file; do
		cmp -s "/etc/nginx/$file" "$former_site/etc/nginx/$file" || return 0
	done < <(site_files)
	return 1
}

start_nginx() {
	local why
	if systemctl reload-or-restart nginx 2>/dev/null; then
		await_served
		return
	fi
	why=$(journalctl -u nginx -n 20 -o cat 2>/dev/null | sed -n 's/^.*\[emerg\] *//p' | head -n 1) || true
	[[ $why != *'Address already in use'* ]] ||
		why+=': stop what listens there, or take away the site that wants it from /etc/nginx/sites-enabled'
	fail "nginx does not start: ${why:-see journalctl -u nginx}"
}

restore_site() {
	local file
	while read -r file; do
		rm -f "/etc/nginx/$file"
	done < <(site_files)
	[[ ! -d $former_site/etc ]] || cp -a "$former_site/etc/." /etc/
	rm -rf "$former_site"
	! nginx -t -q 2>/dev/null || systemctl reload-or-restart nginx 2>/dev/null || true
}

units=(papertrade-api@fast.service papertrade-api@slow.service papertrade-market.service)

network=/etc/systemd/system/papertrade-api@fast.service.d/papertrade-network.conf

# The fast pool has no network, unless its database is on one. False when nothing changed.
let_fast_pool_out() {
	local url wanted="$here/systemd/papertrade-api@slow.service.d/network.conf"
	url=$("$program" database --service DATABASE_URL | sed -n 's/^\(host\|hostaddr\)=//p' | head -n 1)
	if [[ -z $url || $url == /* ]]; then
		[[ -e $network ]] || return 1
		rm -f "$network"
	else
		! cmp -s "$wanted" "$network" || return 1
		install -D -m 644 "$wanted" "$network"
	fi
}

# A reload takes a new program up; only a restart takes up what its unit says. Neither
# loses a request.
renew_units() {
	local verb=reload
	! let_fast_pool_out || verb=restart
	systemctl daemon-reload
	if [[ -z $before ]]; then
		systemctl -q enable --now papertrade.target papertrade-certificates.timer
		await_release "$release" || fail "version $version does not start: $(why_not)"
		return
	fi
	if ! systemctl -q is-active papertrade.target; then
		say 'papertrade.target is stopped and stays so: systemctl start papertrade.target'
		return
	fi
	diff -rq "$before/systemd" "$release/systemd" >/dev/null 2>&1 || verb=restart
	[[ $before == "$release" ]] || on_failure renew_former_units
	systemctl start papertrade.target papertrade-certificates.timer
	systemctl "$verb" "${units[@]:0:2}" 2>/dev/null || fail "version $version does not start: $(why_not)"
	systemctl restart "${units[2]}" 2>/dev/null || fail "version $version does not start: $(why_not)"
	await_release "$release" || fail "version $version does not start: $(why_not)"
}

renew_former_units() {
	systemctl daemon-reload
	systemctl reload-or-restart "${units[@]:0:2}"
	systemctl restart "${units[2]}"
	await_release "$before"
}

# The last reason that any of the units gave.
why_not() {
	local said
	said=$(journalctl -u 'papertrade-*' -n 50 -o cat 2>/dev/null | grep -E '^papertrade: |"level":"error"' | tail -n 1) || true
	printf '%s' "${said:-see journalctl -u 'papertrade-*'}"
}

# await_release RELEASE: until all that runs is of it, and the site is healthy; 40 s.
await_release() {
	local try
	for ((try = 0; try < 200; try++)); do
		! all_run "$1" || ! is_healthy || return 0
		sleep 0.2
	done
	return 1
}

all_run() {
	local unit pid group found
	for unit in "${units[@]}"; do
		group=/sys/fs/cgroup$(systemctl show -P ControlGroup "$unit")
		found=0
		while read -r pid; do
			[[ $(readlink "/proc/$pid/exe") == "$1/bin/papertrade" ]] || return 1
			found=1
		done < <(cat "$group/cgroup.procs" 2>/dev/null)
		((found)) || return 1
	done
}

is_healthy() {
	local host=${BIND_ADDRESS%% *}
	[[ $host != *:* ]] || host="[$host]"
	curl -fsk --max-time 5 --noproxy '*' -o /dev/null "https://${host:-127.0.0.1}:$HTTPS_PORT/api/health"
}
