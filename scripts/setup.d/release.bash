# Sourced by setup: releases side by side, of which the link current names the one that runs.
# shellcheck shell=bash disable=SC2154

kept_releases=3

# switch LINK TARGET: in one step, so that it always leads somewhere.
switch() {
	ln -sfn "$2" "$library/$1.new"
	mv -fT "$library/$1.new" "$library/$1"
}

# The release's name says its version and what it is made of.
stage() {
	local digest
	if [[ $here != "$package" ]]; then
		release=$here
		return
	fi
	digest=$(cd "$package" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
	release=$library/releases/$version.${digest:0:8}
	[[ ! -d $release ]] || return 0
	on_failure unstage
	mkdir -p "$library/releases"
	rm -rf "$release.new"
	cp -al "$package" "$release.new" 2>/dev/null || {
		rm -rf "$release.new"
		cp -a "$package" "$release.new"
	}
	mv "$release.new" "$release"
}

unstage() { rm -rf "$release" "$release.new"; }

switch_release() {
	[[ $before != "$release" ]] || return 0
	if [[ -n $before ]]; then
		on_failure switch_back
		switch previous "releases/$(basename "$before")"
	fi
	switch current "releases/$(basename "$release")"
}

switch_back() { switch current "releases/$(basename "$before")"; }

# Besides the one that runs and the one before, the newest; each is a few megabytes.
forget_old_releases() {
	local folder kept=0
	touch "$release"
	while read -r folder; do
		[[ $folder != "$release" && $folder != "$(readlink -f "$library/previous")" ]] || continue
		((++kept > kept_releases - 2)) || continue
		rm -rf "$folder"
	done < <(find "$library/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' |
		sort -rn | sed 's/^[^ ]* //')
}

# What a rollback installs: this package again, made from what it installed. A setting of
# its files in /etc that was changed here stays as it was changed.
keep_package() {
	local file=$release/papertrade.deb work
	[[ ! -e $file ]] || return 0
	dpkg-query -S "$package/VERSION" >/dev/null 2>&1 || return 0
	work=$library/.package
	rm -rf "$work"
	mkdir -p "$work/DEBIAN"
	copy_installed "$work"
	copy_control "$work"
	dpkg-deb -Zgzip -z1 --root-owner-group --build "$work" "$file.new" >/dev/null
	mv "$file.new" "$file"
	(cd "$release" && sha256sum papertrade.deb >papertrade.deb.sha256)
	rm -rf "$work"
}

copy_installed() {
	local path
	while read -r path; do
		if [[ -d $path && ! -L $path ]]; then
			install -d "$1$path"
		elif [[ -e $path || -L $path ]]; then
			cp -a "$path" "$1$path"
		fi
	done < <(dpkg-query -L papertrade | sed 's|^/\.$|/|')
}

copy_control() {
	local name path
	while read -r name; do
		cp -p "$(dpkg-query --control-path papertrade "$name")" "$1/DEBIAN/$name"
	done < <(dpkg-query --control-list papertrade)
	while read -r path; do
		[[ -e $1$path ]] || sed -i "\\|^$path\$|d" "$1/DEBIAN/conffiles"
	done < <(cat "$1/DEBIAN/conffiles" 2>/dev/null)
	dpkg-query -s papertrade | awk '
		/^(Status|Config-Version|Conffiles):/ { skip = 1; next }
		/^[^ ]/ { skip = 0 }
		!skip
	' >"$1/DEBIAN/control"
}
