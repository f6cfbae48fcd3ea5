#!/usr/bin/env bats
# doctor and smoke where only the package is installed, under systemd; and the pages on
# monitoring, trouble, hardening and tuning: their commands are taken from them and run.

# lab.bash sets some of what is read here, and reads some of what is set.
# shellcheck disable=SC2034,SC2154

load lab

setup_file() { need_machines; }

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
	port=8443
	name=doctor-$BATS_TEST_NUMBER
	version=$(<"$root/VERSION")
	make_packages bookworm
	"$machine" start "$name" bookworm
	"$machine" copy "$name" "$debs" /root/debs
	there 'apt-get -q update'
	there "DEBIAN_FRONTEND=noninteractive apt-get -q -y install /root/debs/papertrade_$version~*.deb"
	take_ca
}

teardown() { leave_machine; }

# finds WORDS, mends WORDS: doctor says so, and fails; doctor --fix mends it and is well then.
finds() {
	if there 'papertrade doctor'; then return 1; fi
	[[ $said == *"$1"* ]]
}

mends() {
	finds "$1"
	there 'papertrade doctor --fix'
	[[ $said == *$'mend  '* && $said != *FAIL* ]]
	there 'papertrade doctor --fix'
	[[ $said != *$'mend  '* && $said != *FAIL* ]]
}

@test "an installation is well; what is broken is found, and mended where that is safe" {
	there 'papertrade doctor'
	[[ $said == *'ok    units         papertrade-api@fast.service runs, confined as shipped'* ]]
	[[ $said == *'ok    nginx '* && $said == *'ok    served '* && $said != *FAIL* ]]
	step 'nginx, directories, keys'
	there 'echo "# changed" >>/etc/nginx/snippets/papertrade-fast.conf; chmod o+r /etc/papertrade/papertrade.env'
	mends 'FAIL  nginx '
	there 'rm -r /var/log/papertrade; chmod 644 /var/lib/papertrade/tls/ca.key'
	mends 'FAIL  files '
	step 'units'
	# systemd only looks into folders that were there when it last read its files.
	there 'mkdir -p /etc/systemd/system/papertrade-api@fast.service.d; systemctl daemon-reload
		printf "[Service]\nPrivateNetwork=no\nNoNewPrivileges=no\n" \
			>/etc/systemd/system/papertrade-api@fast.service.d/weaker.conf'
	mends 'FAIL  units '
	there 'papertrade doctor'
	[[ $said == *'warn  units         papertrade-api@fast.service: weaker than shipped: NoNewPrivileges PrivateNetwork'* ]]
	there 'rm /etc/systemd/system/papertrade-api@fast.service.d/weaker.conf; systemctl daemon-reload
		systemctl restart papertrade-api@fast'
	# A process that is not confined although its unit says so, as in an unprivileged container.
	there 'install -m 755 /dev/stdin /usr/local/bin/systemctl <<<"#!/bin/sh
		/usr/bin/systemctl \"\$@\" | sed s/^MainPID=.*/MainPID=\$\$/"
		papertrade doctor; rm /usr/local/bin/systemctl'
	[[ $said == *'warn  units         papertrade-api@fast.service: set, yet void here: PrivateNetwork'* ]]
	there 'systemctl stop papertrade-market'
	finds 'FAIL  units         papertrade-market.service is inactive'
	there 'systemctl start papertrade-market; sleep 3; papertrade doctor'
	step 'whoever is not root'
	if there 'runuser -u nobody -- papertrade doctor'; then return 1; fi
	[[ $said != *JWT_SECRET_KEY=* ]]
	there 'rm -rf /root/t; papertrade smoke https://localhost:8443 --ca /var/lib/papertrade/tls/ca.crt --first-user'
	[[ $(grep -c '^ok  ' <<<"$said") -eq 13 ]]
}

@test "the pages on monitoring, trouble, hardening and tuning" {
	there 'echo RATE_LIMIT_GLOBAL=0 >>/etc/papertrade/papertrade.env; papertrade-setup'
	local page
	for page in monitoring runbook incident hardening tuning; do
		step "$page.md"
		follow "$page.md"
	done
}
