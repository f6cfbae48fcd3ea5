#!/usr/bin/env bats
# Backups of an installed PaperTrade: the commands of its pages, in their order, in a booted
# machine; cron; and what a power cut leaves of a backup that was under way. BACKUP_RELEASE is
# the machine's Debian, bookworm (as if not given) or trixie.

bats_require_minimum_version 1.5.0

machine=$BATS_TEST_DIRNAME/machine
root=$BATS_TEST_DIRNAME/../..
packages='postgresql nginx openssl curl procps cron iproute2 libfcgi-dev libcjson1 libsodium23 libpq5 libcurl4-openssl-dev liboath-dev libqrencode-dev tzdata'
release=${BACKUP_RELEASE:-bookworm}
name=backup-$release port=21573

setup_file() {
	export BATS_TEST_TIMEOUT=1800 cannot=''
	if ! cannot=$("$machine" check 2>&1); then return; fi
	make -C "$root" install DESTDIR="$BATS_FILE_TMPDIR/stage"
	"$machine" start "$name" "$release"
	installs || cannot='PaperTrade cannot be installed here'
}

teardown_file() {
	"$machine" stop "$name" || true
}

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
}

# In the machine, as root: a command line; what it says is in $said.
there() {
	local status=0
	said=$("$machine" exec "$name" -- timeout 600 bash -c "$1" 2>&1 </dev/null) || status=$?
	echo "\$ $1" "$said" "(status $status)" | tail -n 40
	return "$status"
}

installs() {
	there "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		install --no-install-recommends $packages"
	"$machine" copy "$name" "$BATS_FILE_TMPDIR/stage" /root/stage
	there 'tar -C /root/stage -c usr etc | tar -C / -x --no-overwrite-dir --no-same-owner'
	# The settings first: its port must not be one that is taken.
	there "install -d /etc/papertrade; papertrade-setup || true
		printf '%s\n' HTTPS_PORT=$port RATE_LIMIT_GLOBAL=0 >>/etc/papertrade/papertrade.env; papertrade-setup"
	there 'systemctl enable --now papertrade.target'
}

# commands PAGE: what its shell blocks say, in their order.
commands() { "$BATS_TEST_DIRNAME/page-commands" "$root/docs/operations/$1.md"; }

@test "the commands of the pages, in their order" {
	local page
	for page in backup restore disaster-recovery; do
		commands "$page" >"$BATS_TEST_TMPDIR/$page"
		[[ -s $BATS_TEST_TMPDIR/$page ]]
		"$machine" copy "$name" "$BATS_TEST_TMPDIR/$page" "/root/$page"
		there "cd && bash -euxo pipefail /root/$page"
	done
	there 'papertrade audit && systemctl is-active papertrade-api@fast papertrade-api@slow papertrade-market'
}

@test "cron runs it, as root, and nobody else reads what it leaves" {
	there "sed -n 's/^17 2 [^ ]* [^ ]* [^ ]* root //p' /etc/cron.d/papertrade >/root/nightly; test -s /root/nightly
		sh -e /root/nightly"
	[[ -z $said ]]
	there 'stat -c %U:%a /var/lib/papertrade/backups /var/lib/papertrade/backups/*.dump'
	[[ $said == 'root:700'*'root:600' ]]
	there "runuser -u papertrade -- cat /var/lib/papertrade/backup.status"
	[[ $said == *state=well* ]]
	there "curl -fsS --cacert /var/lib/papertrade/tls/ca.crt https://localhost:$port/metrics | grep backup_last_failed"
	[[ $said == *'papertrade_backup_last_failed 0' ]]
	there 'journalctl -t papertrade-backup -o cat'
	[[ $said == *'"event":"backup"'* ]]
	# What cron says of the file.
	there 'journalctl -u cron -o cat'
	[[ $said != *'papertrade'*[Ee]rror* ]]
}

@test "a database that is down" {
	# shellcheck disable=SC2016 # it expands there
	there 'systemctl stop postgresql; papertrade-backup; code=$?; systemctl start postgresql; exit $code' || [[ $? -eq 1 ]]
	[[ $said == 'papertrade-backup: the database: '* ]]
	there "curl -fsS --cacert /var/lib/papertrade/tls/ca.crt https://localhost:$port/metrics | grep backup_last_failed"
	[[ $said == *' 1' ]]
	there papertrade-backup
}
