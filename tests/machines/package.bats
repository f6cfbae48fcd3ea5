#!/usr/bin/env bats
# The Debian package in a booted machine: from nothing to the first trade, upgraded and rolled
# back under load, refused what cannot be, removed and purged.

# lab.bash sets some of what is read here, and reads some of what is set.
# shellcheck disable=SC2034,SC2154

load lab

setup_file() { need_machines; }

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
}

teardown() { leave_machine; }

install_package() {
	"$machine" copy "$name" "$debs" /root/debs
	there 'apt-get -q update'
	preset "HTTPS_PORT=$port" RATE_LIMIT_GLOBAL=0 RATE_LIMIT_TRADE=0 TELEMETRY=true
	local start=$SECONDS
	there "DEBIAN_FRONTEND=noninteractive apt-get -q -y install /root/debs/papertrade_$version~*.deb"
	take_ca
	trade first >"$BATS_TEST_TMPDIR/trade"
	step "from apt install to the first trade: $((SECONDS - start)) s"
}

is_well_kept() {
	there 'stat -c %a:%U:%G:%n /etc/papertrade/papertrade.env /var/lib/papertrade/tls/server.key'
	[[ $said == *'640:root:papertrade:/etc/papertrade/papertrade.env'*'600:root:root:'* ]]
	there 'systemctl is-enabled papertrade.target papertrade-certificates.timer'
	there 'systemctl list-units --failed --no-legend'
	[ -z "$said" ]
	there 'dpkg --verify papertrade; dpkg --audit'
	[ -z "$said" ]
	there 'getent passwd papertrade'
	[[ $said == *nologin ]]
}

# runs VERSION SCHEMA: what dpkg knows is what answers, and the trade is still there.
runs() {
	there "dpkg-query -W -f '\${Version} \${db:Status-Status}' papertrade"
	[[ $said == "$1~deb"*' installed' ]]
	[[ $(answers /api/health/detailed) == *"\"version\":\"$1\""* ]] ||
		[[ $(answers /api/monitor/version) == *"\"$1\""* ]]
	there 'papertrade version --json; papertrade migrate status --json'
	[[ $said == *"\"version\":\"$1\""*"\"current\":$2,"* ]]
	trade check "$BATS_TEST_TMPDIR/trade"
}

# under_load WORDS COMMAND: says how long it took; no request of 50 clients failed.
under_load() {
	local start
	start_clients
	start=$SECONDS
	there "$2"
	step "$1 under 50 clients: $((SECONDS - start)) s"
	nothing_failed
}

is_rehearsed() {
	step 'a rollback that would lose data'
	there "cd /; runuser -u postgres -- psql -q -d papertrade -c \"insert into trial_notes values ('kept')\""
	refuses papertrade-rollback 'would lose trial_notes (1 row)'
	runs "$version+1" $((schema + 1))
	refuses "dpkg -i /usr/lib/papertrade/releases/$version.*/papertrade.deb" 'would lose trial_notes (1 row)'
	there "dpkg -i /root/debs/papertrade_$version+1~*.deb"
	runs "$version+1" $((schema + 1))
	there 'papertrade-rollback --lose-data'
	runs "$version" "$schema"
}

refuses_bad_packages() {
	step 'packages that are not what they should be'
	local good="/root/debs/papertrade_$version+1~*.deb"
	there "cp $good /root/other.deb; cp $good /root/short.deb; truncate -s -4096 /root/short.deb
		sha256sum /root/short.deb >/root/short.deb.sha256; echo none >/root/text.deb"
	refuses 'papertrade-deploy /root/other.deb' 'no /root/other.deb.sha256'
	refuses "papertrade-deploy /root/other.deb --sha256 $(printf '0%.0s' {1..64})" 'is not what its checksum says'
	refuses 'papertrade-deploy /root/short.deb' 'is damaged'
	refuses 'papertrade-deploy /root/text.deb' 'is no package of papertrade'
	refuses 'papertrade-deploy /root/none.deb' 'cannot read /root/none.deb'
	refuses 'papertrade-rollback 9.9' '9.9 is not kept here'
	runs "$version" "$schema"
}

# A migration that fails in its middle, and the one before it, which did not.
refuses_a_broken_migration() {
	step 'an upgrade whose second migration fails'
	start_clients
	refuses "papertrade-deploy /root/debs/papertrade_$version+2~*.deb" 'broken up: ERROR:  division by zero'
	nothing_failed
	runs "$version" "$schema"
	refuses "apt-get -q -y install /root/debs/papertrade_$version+2~*.deb" 'division by zero'
	there "dpkg-query -W -f '\${db:Status-Status}' papertrade"
	[[ $said == half-configured ]]
	answers /api/health
	there papertrade-rollback
	runs "$version" "$schema"
}

# refused_setting LINE WORDS: setup says no to a settings file that ends with the line, and to
# one without a line of its name when the line is NAME alone.
refused_setting() {
	local file=/etc/papertrade/papertrade.env
	there "cp -p $file /root/kept.env; sed -i '/^${1%%=*}=/d' $file"
	[[ $1 != *=* ]] || there "printf '%s\n' $(printf %q "$1") >>$file"
	refuses papertrade-setup "$2"
	there "mv /root/kept.env $file"
}

names_what_is_wrong() {
	local package=/usr/lib/papertrade/package state=/var/lib/papertrade
	step 'what is wrong is named, and nothing is changed'
	refused_setting JWT_SECRET_KEY 'JWT_SECRET_KEY is missing from /etc/papertrade/papertrade.env'
	refused_setting RATE_LIMIT_GLOBAL=abc 'RATE_LIMIT_GLOBAL'
	refused_setting 'DATABASE_MARKET_URL="host=/run/postgresql dbname=papertrade user=nobody"' \
		'mend it in /etc/papertrade/papertrade.env'
	refused_setting TLS_CERTIFICATE=/nowhere.pem 'cannot read /nowhere.pem'
	there "systemd-run -q --unit=taker openssl s_server -accept $((port + 1)) -cert $state/tls/server.crt -key $state/tls/server.key
		while ! ss -Hltn | grep -q :$((port + 1)); do sleep 0.1; done"
	refused_setting "HTTPS_PORT=$((port + 1))" "port $((port + 1)) is taken by openssl"
	there "systemctl stop taker; touch -d '3 days' $package/VERSION"
	refuses papertrade-setup 'the clock says'
	there "touch $package/VERSION; mount --bind /etc /etc; mount -o remount,ro,bind /etc"
	refuses papertrade-setup 'cannot write /etc (Read-only file system)'
	there "umount /etc; cp -a $state /root/state; mount -t tmpfs -o size=8m none $state; cp -a /root/state/. $state/"
	refuses "papertrade-deploy /root/debs/papertrade_$version+1~*.deb" 'MB are free'
	there "umount $state"
	there "cd /; runuser -u postgres -- psql -q -d papertrade -c \"insert into schema_migrations (version, name, checksum) values (9999, 'future', repeat('f', 64))\""
	refuses papertrade-setup 'the database is of a newer version'
	there 'cd /; runuser -u postgres -- psql -q -d papertrade -c "delete from schema_migrations where version = 9999"'
	there papertrade-setup
	runs "$version" "$schema"
}

keeps_data_when_removed() {
	step 'removed, installed again'
	there 'apt-get -q -y remove papertrade'
	if answers /; then return 1; fi
	there 'ls /usr/lib/papertrade /usr/bin/papertrade; pgrep -u papertrade; nginx -t' || true
	[[ $said == *'No such file'*'No such file'*successful* ]]
	there 'ls /etc/papertrade/papertrade.env /var/lib/papertrade/tls/ca.crt'
	there "apt-get -q -y install /root/debs/papertrade_$version~*.deb"
	runs "$version" "$schema"
}

# Beside what dpkg, apt and the journal noted, and what shadow kept of /etc/passwd before.
leaves_nothing_when_purged() {
	step purge
	there 'apt-get -q -y purge papertrade </dev/null'
	there 'find / -xdev -path /root -prune -o -path /proc -prune -o -path /sys -prune -o \
		-path /var/log/journal -prune -o -iname "*papertrade*" -print | grep -vE "^/(tmp|var/(lib/dpkg|log/apt|cache/apt|lib/apt))"' || true
	[ -z "$said" ]
	there 'cd /; runuser -u postgres -- psql -A -t -c "select datname from pg_database union select rolname from pg_roles"
		grep -r --exclude="*-" papertrade /etc; getent passwd papertrade; getent group papertrade
		ls -d /run/papertrade* /run/systemd/*/papertrade*; systemctl list-units --all --no-legend "papertrade*"' || true
	[[ $(grep -v '^ls: cannot access' <<<"$said") != *papertrade* && $said == *postgres* ]]
}

# What Debian's own checker says of the package, on that Debian.
finds_no_fault() {
	step lintian
	there 'DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends lintian >/dev/null'
	there "lintian --fail-on error,warning --tag-display-limit 0 /root/debs/papertrade_$version~*.deb"
}

# proves RELEASE PORT
proves() {
	name=package-$1 port=$2
	version=$(<"$root/VERSION")
	schema=$(find "$root/sql/migrations" -name '*.up.sql' | wc -l)
	make_packages "$1"
	"$machine" start "$name" "$1"
	step 'installs on a bare machine'
	install_package
	is_well_kept
	runs "$version" "$schema"
	under_load 'apt install of the next version' "apt-get -q -y install /root/debs/papertrade_$version+1~*.deb"
	runs "$version+1" $((schema + 1))
	there 'ls /var/lib/papertrade/upgrades/before-*.dump'
	under_load papertrade-rollback papertrade-rollback
	runs "$version" "$schema"
	under_load papertrade-deploy "papertrade-deploy /root/debs/papertrade_$version+1~*.deb"
	runs "$version+1" $((schema + 1))
	is_rehearsed
	refuses_bad_packages
	refuses_a_broken_migration
	names_what_is_wrong
	is_well_kept
	keeps_data_when_removed
	leaves_nothing_when_purged
	finds_no_fault
}

@test "Debian 12: the package" { proves bookworm 21643; }
@test "Debian 13: the package" { proves trixie 21653; }
