#!/usr/bin/env bats
# scripts/proxmox-lxc against stand-ins for Proxmox's commands, which write down what they are
# told and do it with a booted machine of Debian 13.

# lab.bash sets some of what is read here, and reads some of what is set.
# shellcheck disable=SC2034,SC2154

load lab

setup_file() { need_machines; }

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
	export PROXMOX_LOG=$BATS_TEST_TMPDIR/proxmox PATH=$root/tests/machines/proxmox:$PATH
	: >"$PROXMOX_LOG"
}

teardown() { leave_machine; }

lxc() { "$root/scripts/proxmox-lxc" "$@"; }

@test "a container is made, and the site in it is healthy" {
	name=proxmox-107 port=8443
	version=$(<"$root/VERSION")
	make_packages trixie
	run lxc "$debs/papertrade_$version~"*.deb
	tail -n 20 <<<"$output"
	[ "$status" -eq 0 ]
	[[ $output == *'container 107 runs: https://'* ]]
	grep -q -- '--unprivileged 1 --features nesting=1' "$PROXMOX_LOG"
	grep -q 'pct create 107 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --hostname papertrade' "$PROXMOX_LOG"
	grep -q 'pveam download local debian-13-standard_13.1-2_amd64.tar.zst' "$PROXMOX_LOG"
	take_ca
	trade first >"$BATS_TEST_TMPDIR/trade"
	trade check "$BATS_TEST_TMPDIR/trade"
	there 'ls /root/papertrade.deb' || true
	[[ $said == *'No such file'* ]]
	run lxc "$debs/papertrade_$version~"*.deb --id 107
	[[ $status -eq 1 && $output == *'there is a container 107 already'* ]]
}

@test "what it made is destroyed when the package cannot be installed" {
	mkdir -p "$BATS_TEST_TMPDIR/bad/DEBIAN"
	printf '%s\n' 'Package: papertrade' 'Version: 1~deb13' 'Architecture: all' 'Maintainer: x <x@example.org>' \
		'Depends: there-is-no-such-package' 'Description: x' >"$BATS_TEST_TMPDIR/bad/DEBIAN/control"
	dpkg-deb --build "$BATS_TEST_TMPDIR/bad" "$BATS_TEST_TMPDIR/bad.deb" >/dev/null
	run lxc "$BATS_TEST_TMPDIR/bad.deb" --id 108
	[ "$status" -eq 1 ]
	[[ $output == *'the package cannot be installed'* ]]
	tail -n 1 "$PROXMOX_LOG" | grep -qx 'pct destroy 108 --purge'
	[ ! -e "$PROXMOX_LOG.108" ]
}

@test "what cannot be is refused before anything is made" {
	run lxc /nowhere.deb
	[[ $status -eq 1 && $output == *'cannot read /nowhere.deb' ]]
	run lxc "$BATS_TEST_FILENAME"
	[[ $status -eq 1 && $output == *'is no package of papertrade' ]]
	run lxc x.deb --memory 1
	[[ $status -eq 1 && $output == *'--memory takes a number'* ]]
	run lxc
	[ "$status" -eq 2 ]
	[ ! -s "$PROXMOX_LOG" ]
}
