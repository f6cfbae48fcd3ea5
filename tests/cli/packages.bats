#!/usr/bin/env bats
# The package lists: what is missing, what is said about it, and what apt knows of them.
# dpkg and apt are the real ones, pointed at databases of the test's own.

packages=$BATS_TEST_DIRNAME/../../scripts/packages

setup() {
	export DPKG_ADMINDIR=$BATS_TEST_TMPDIR/dpkg
	mkdir -p "$DPKG_ADMINDIR/info" "$DPKG_ADMINDIR/updates"
	: >"$DPKG_ADMINDIR/status"
}

# Notes each package in the database of the test as installed.
have() {
	local name
	for name; do
		printf '%s\n' "Package: $name" 'Status: install ok installed' \
			'Architecture: amd64' 'Version: 1' 'Maintainer: x' 'Description: x' ''
	done >>"$DPKG_ADMINDIR/status"
}

have_all_of() {
	local name
	for name in $("$packages" "$1" --list); do have "$name"; done
}

# An apt without lists whose only source refuses connections.
without_network() {
	local apt=$BATS_TEST_TMPDIR/apt
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
	echo 'deb http://127.0.0.1:1/debian bookworm main' >"$apt/sources.list"
	: >"$apt/status"
	cat >"$apt/conf" <<-END
		Dir::Etc::SourceList "$apt/sources.list";
		Dir::Etc::SourceParts "$apt/parts";
		Dir::State::Lists "$apt/lists";
		Dir::State::Status "$apt/status";
		Dir::Cache "$apt/cache";
		Acquire::Retries "0";
	END
	export APT_CONFIG=$apt/conf
}

@test "check names each missing package on a line and fails" {
	have_all_of build
	sed -i 's/^Package: libfcgi-dev$/Package: other/' "$DPKG_ADMINDIR/status"
	run "$packages" build --check
	[ "$status" -eq 1 ]
	[ "$output" = libfcgi-dev ]
}

@test "nothing is missing: silent, successful, and within 0.3 s" {
	have_all_of test-all
	local start=${EPOCHREALTIME/./}
	run "$packages" test-all --check
	local took_us=$((${EPOCHREALTIME/./} - start))
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	echo "took $took_us us"
	[ "$took_us" -lt 300000 ]
	run "$packages" test-all --install
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "several purposes at once: each missing package once" {
	have_all_of bench
	sed -i -E 's/^Package: (gcc|wrk)$/Package: other-\1/' "$DPKG_ADMINDIR/status"
	run "$packages" build run bench --check
	[ "$status" -eq 1 ]
	[ "$output" = $'gcc\nwrk' ]
}

@test "a removed package whose settings remain counts as missing" {
	have_all_of run
	sed -i '/^Package: nginx$/{n;s/install ok installed/deinstall ok config-files/}' \
		"$DPKG_ADMINDIR/status"
	run "$packages" run --check
	[ "$status" -eq 1 ]
	[ "$output" = nginx ]
}

@test "either of two alternatives will do" {
	have_all_of build
	sed -i 's/^Package: libcurl4-openssl-dev$/Package: libcurl4-gnutls-dev/' \
		"$DPKG_ADMINDIR/status"
	run "$packages" build --check
	[ "$status" -eq 0 ]
}

@test "pgtap is asked for in the version of the newest server" {
	have_all_of test
	have postgresql-15 postgresql-17 postgresql-15-pgtap
	run "$packages" test --check
	[ "$status" -eq 1 ]
	[ "$output" = postgresql-17-pgtap ]
}

@test "node and npm from elsewhere count, unless node is too old" {
	command -v npm >/dev/null || skip 'npm is not here'
	have_all_of build
	sed -i -E 's/^Package: (nodejs|npm)$/Package: other-\1/' "$DPKG_ADMINDIR/status"
	run "$packages" build --check
	[ "$status" -eq 0 ]

	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexec %s -e "process.exit(1)"\n' "$(command -v node)" \
		>"$BATS_TEST_TMPDIR/bin/node"
	chmod +x "$BATS_TEST_TMPDIR/bin/node"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$packages" build --check
	[ "$status" -eq 1 ]
	[ "$output" = $'nodejs\nnpm' ]
}

@test "each purpose holds what it builds on" {
	local purpose
	"$packages" build --list >"$BATS_TEST_TMPDIR/build"
	"$packages" run --list >"$BATS_TEST_TMPDIR/run"
	for purpose in test test-all bench; do
		"$packages" "$purpose" --list >"$BATS_TEST_TMPDIR/$purpose"
		[ -z "$(sort -u "$BATS_TEST_TMPDIR/build" "$BATS_TEST_TMPDIR/run" |
			comm -23 - "$BATS_TEST_TMPDIR/$purpose")" ]
	done
	[ -z "$(comm -23 "$BATS_TEST_TMPDIR/test" "$BATS_TEST_TMPDIR/test-all")" ]
}

@test "apt knows every package of this release" {
	unset DPKG_ADMINDIR
	[ -n "$(apt-cache search --names-only '^libfcgi-dev$')" ] || skip 'apt has no lists here'
	local name purpose unknown=''
	for purpose in test-all bench; do
		for name in $("$packages" "$purpose" --list); do
			apt-cache show "$name" >/dev/null 2>&1 || unknown+=" $name"
		done
	done
	echo "unknown:$unknown"
	[ -z "$unknown" ]
}

@test "wrong arguments: one line of usage" {
	run "$packages"
	[ "$status" -eq 1 ]
	[[ $output == 'packages: usage:'* && ${#lines[@]} -eq 1 ]]
	run "$packages" lunch
	[ "$status" -eq 1 ]
	[[ $output == 'packages: usage:'* && ${#lines[@]} -eq 1 ]]
	run "$packages" build --remove
	[ "$status" -eq 1 ]
	[[ $output == 'packages: usage:'* && ${#lines[@]} -eq 1 ]]
}

@test "not Debian: one line that names Debian and the packages" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(command -v bash)" "$BATS_TEST_TMPDIR/bin/bash"
	PATH=$BATS_TEST_TMPDIR/bin run "$packages" run --install
	[ "$status" -eq 1 ]
	[[ $output == *Debian*nginx* && ${#lines[@]} -eq 1 ]]
}

@test "neither root nor sudo: one line that says so" {
	[ "$EUID" -eq 0 ] || skip 'root is needed to become an ordinary user'
	mkdir "$BATS_TEST_TMPDIR/bin"
	local tool
	for tool in bash dpkg-query apt-get apt-cache; do
		ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	local script=$BATS_TEST_TMPDIR/packages
	cp "$packages" "$script"
	chmod -R go+rX "$BATS_RUN_TMPDIR"
	PATH=$BATS_TEST_TMPDIR/bin run "$(command -v setpriv)" --reuid nobody --regid nogroup \
		--clear-groups bash "$script" run --install
	[ "$status" -eq 1 ]
	[[ $output == 'packages: root is needed'*'no sudo' && ${#lines[@]} -eq 1 ]]
}

@test "no network: one line with apt's reason, and nothing left behind" {
	[ "$EUID" -eq 0 ] || skip 'root is needed to install'
	local before after
	before=$(ls -A /usr/sbin/policy-rc.d /etc/postgresql-common 2>&1 || true)
	without_network
	TMPDIR=$BATS_TEST_TMPDIR run "$packages" build --install
	after=$(ls -A /usr/sbin/policy-rc.d /etc/postgresql-common 2>&1 || true)
	[ "$status" -eq 1 ]
	echo "$output"
	[ "${lines[0]}" = 'packages: fetching the package lists' ]
	[[ ${lines[1]} == 'packages: apt knows no package gcc: '*'127.0.0.1'* ]]
	[ "${#lines[@]}" -eq 2 ]
	[ "$before" = "$after" ]
}
