#!/usr/bin/env bats
# Whoever follows the pages on installing, upgrading, rolling back, certificates and moving
# to another PostgreSQL gets what they say: their commands are taken from them and run.

# lab.bash sets some of what is read here, and reads some of what is set.
# shellcheck disable=SC2034,SC2154

load lab

setup_file() { need_machines; }

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
	port=8443
	name=pages-$BATS_TEST_NUMBER
	version=$(<"$root/VERSION")
	make_packages bookworm
	"$machine" start "$name" bookworm
	there 'apt-get -q update'
}

teardown() { leave_machine; }

# offer VERSION: that package alone, with its checksum, lies in /root.
offer() {
	local file
	there 'rm -f /root/papertrade_*'
	for file in "$debs/papertrade_$1~"*.deb*; do
		"$machine" copy "$name" "$file" "/root/${file##*/}"
	done
}

install_it() {
	offer "$version"
	there 'DEBIAN_FRONTEND=noninteractive apt-get -q -y install /root/papertrade_*.deb'
}

@test "install, change a setting, remove, purge" {
	offer "$version"
	follow install.md
	[[ $said == *'"status":"healthy"'* && $said == *$'\ninvite\n'* ]]
}

@test "upgrade, roll back, certificates" {
	install_it
	offer "$version+1"
	follow upgrade.md
	[[ $said == *"$version+1~deb12 runs"* ]]
	follow tls.md
	[[ $said == *'nginx serves it'* ]]
	follow roll-back.md
	[[ $said == *"$version~deb12 runs after"* ]]
}

# Another cluster on this machine, reached by TCP, whose administrator is no superuser, is
# what a provider would give.
@test "move to a managed PostgreSQL" {
	install_it
	take_ca
	there 'echo RATE_LIMIT_GLOBAL=0 >>/etc/papertrade/papertrade.env; papertrade-setup'
	trade first >"$BATS_TEST_TMPDIR/trade"
	there "pg_createcluster 15 cloud --port 15499 --start -o listen_addresses=127.0.0.1 -- --auth-host=scram-sha-256
		cd /; runuser -u postgres -- psql -q -p 15499 -c \"create role admin login createdb createrole password 'p'\""
	follow cloud.md "ADMIN='host=127.0.0.1 port=15499 user=admin password=p'
		PLACE='host=127.0.0.1 port=15499 dbname=papertrade'"
	there 'systemctl stop postgresql@15-main; systemctl restart papertrade.target; papertrade-setup'
	trade check "$BATS_TEST_TMPDIR/trade"
	if there 'sed -i s/papertrade_app.password=.../papertrade_app\ password=wrong/ /etc/papertrade/papertrade.env; papertrade-setup'; then return 1; fi
	[[ $said == *'DATABASE_URL: '*'password authentication failed'*'mend it in /etc/papertrade/papertrade.env' ]]
	trade check "$BATS_TEST_TMPDIR/trade"
}
