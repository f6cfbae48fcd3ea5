#!/usr/bin/env bats
# What can be told of the package and of the units without building or booting anything.

bats_require_minimum_version 1.5.0

setup() {
	PT_ROOT=${PT_ROOT:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
	cd "$PT_ROOT" || return
}

units() { printf '%s\n' systemd/*.service; }

# Template instances are read as files of their own, with the drop-ins that they have.
@test "every unit is confined to an exposure of 1.5 at most" {
	command -v systemd-analyze >/dev/null || skip 'systemd-analyze is not installed'
	local unit folder=$BATS_TEST_TMPDIR/units line
	mkdir "$folder"
	cp -r systemd/*.service systemd/*.socket systemd/*.target systemd/*.timer systemd/*.d "$folder"
	cp "$folder/papertrade-api@.service" "$folder/papertrade-api@fast.service"
	cat systemd/papertrade-api@.service systemd/papertrade-api@slow.service.d/*.conf >"$folder/papertrade-api@slow.service"
	rm "$folder/papertrade-api@.service"
	for unit in "$folder"/*.service; do
		line=$(systemd-analyze security --offline=true --no-pager "$unit" 2>/dev/null | tail -n 1)
		echo "$line"
		awk '{ found = match($0, /[0-9]+\.[0-9]/)
			exit !(found && substr($0, RSTART, RLENGTH) <= 1.5) }' <<<"$line"
	done
}

@test "the fast pool has no network, and only what it must have reaches its socket" {
	grep -qx 'PrivateNetwork=yes' systemd/papertrade-api@.service
	grep -qx 'RestrictAddressFamilies=AF_UNIX' systemd/papertrade-api@.service
	grep -qx 'SocketMode=0660' systemd/papertrade-api@.socket
}

@test "what serves notifies systemd, has a watchdog, and is started again" {
	local unit
	for unit in systemd/papertrade-api@.service systemd/papertrade-market.service; do
		grep -qx 'Type=notify' "$unit"
		grep -qE '^WatchdogSec=' "$unit"
		grep -qx 'Restart=always' "$unit"
		grep -qE '^Documentation=file:///usr/share/doc/papertrade/' "$unit"
	done
}

@test "every unit that is installed leads to pages and programs that are installed" {
	local path
	while read -r path; do
		[ -e "docs/${path#/usr/share/doc/papertrade/}" ]
	done < <(sed -n 's|^Documentation=file://||p' systemd/*.{service,timer,target})
	[[ $(sed -n 's/^Exec[A-Za-z]*=[+-]*\([^ ]*\).*/\1/p' systemd/*.service | sort -u) == $'/bin/kill\n/usr/bin/papertrade\n/usr/sbin/papertrade-tls' ]]
}

@test "the package takes the version and the libraries from the tree" {
	[[ $(<debian/source/format) == '3.0 (native)' ]]
	[ ! -e debian/changelog ]
	grep -q 'debhelper-compat (= 13)' debian/control
	local library libraries
	read -ra libraries < <(sed -n 's/^LIBRARIES := //p' Makefile)
	for library in "${libraries[@]}"; do
		grep -q "^ ${library}[4a-z-]*-dev" debian/control
	done
	grep -q '^ .{shlibs:Depends},$' debian/control
	# What turns schemas into C is run by node.
	! grep -qx '#!/usr/bin/env node' scripts/compile-* || grep -qx ' nodejs,' debian/control
	bash -n debian/papertrade.postinst debian/papertrade.prerm debian/papertrade.postrm
}

@test "each command has a manual page, and each page a command" {
	local command
	for command in setup deploy rollback tls papertrade-backup papertrade-restore; do
		[ -x "scripts/$command" ]
		[ -s "debian/man/papertrade-${command#papertrade-}.8" ]
	done
	[[ $(find debian/man -type f | wc -l) -eq 7 ]]
}

@test "make install lays out a release and the links to the one that runs" {
	[ -x build/papertrade ] && [ -f web/dist/index.html ] || skip 'nothing is built'
	local to=$BATS_TEST_TMPDIR/to
	scripts/install "$to"
	scripts/install "$to"
	[[ $(readlink "$to/usr/bin/papertrade") == ../lib/papertrade/current/bin/papertrade ]]
	[[ $(readlink "$to/usr/share/papertrade") == ../lib/papertrade/current ]]
	[ -x "$to/usr/sbin/papertrade-rollback" ]
	"$to/usr/lib/papertrade/package/bin/papertrade" version
	[ -s "$to/usr/lib/papertrade/package/sql/roles.sql" ]
	[ -s "$to/usr/lib/systemd/system/papertrade-certificates.timer" ]
	diff -r systemd "$to/usr/lib/papertrade/package/systemd"
	[ -s "$to/usr/share/doc/papertrade/operations/install.md" ]
}

@test "every page on operations has commands that are valid shell" {
	local page
	for page in docs/operations/*.md; do
		tests/machines/page-commands "$page" >/dev/null
		tests/machines/page-commands --elsewhere "$page" >/dev/null
	done
	[[ $(tests/machines/page-commands docs/operations/install.md) == *'apt-get install -y ./papertrade_*.deb'* ]]
}

@test "a page whose commands are no shell is refused" {
	printf '%s\n' '```sh elsewhere' 'if then' '```' >"$BATS_TEST_TMPDIR/page.md"
	run -1 tests/machines/page-commands "$BATS_TEST_TMPDIR/page.md"
	[[ $output == *'no valid shell'* ]]
}

@test "scripts of an installation refuse whoever is not root, and elsewhere" {
	run -1 scripts/setup
	[[ $output == papertrade-setup:* && $output != *$'\n'* ]]
	run -2 scripts/deploy
	[[ $output == usage:* ]]
	run -2 scripts/rollback --what
	[[ $output == usage:* ]]
}
