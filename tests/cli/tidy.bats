#!/usr/bin/env bats
# Each rule of scripts/tidy reports a breach, by file, line and name, and lets a clean tree pass.

load tidy.bash

setup() {
	project=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tidy=$project/scripts/tidy
	mkdir "$BATS_TEST_TMPDIR/tree"
	cd "$BATS_TEST_TMPDIR/tree" || return
	plant_tree
}

@test "a clean tree passes every rule" {
	run "$tidy" .
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"files, no breach" ]]
}

@test "every rule is listed with a sentence and has a test here" {
	run "$tidy" --list
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -ge 13 ]
	for line in "${lines[@]}"; do
		[[ $line =~ ^[a-z_]+:\ +[a-zA-Z].+ ]]
		grep -q "^@test \"${line%%:*}: " "$BATS_TEST_FILENAME"
	done
}

@test "all breaches are reported at once, in order, and counted" {
	echo 'int bad;' >>fcgi-app/trading/order.c
	echo 'see [this](gone.md) ' >docs/a.md
	run "$tidy" .
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "docs/a.md:1: docs: "* ]]
	[[ ${lines[1]} == "docs/a.md:1: text: "* ]]
	[[ ${lines[2]} == "fcgi-app/trading/order.c:14: exports: "* ]]
	[[ ${lines[3]} == "tidy: "*" 3 breaches" ]]
}

@test "ignored files are not read, untracked ones are" {
	echo /build/ >.gitignore
	put build/x.md <<<'[x](gone.md)'
	passes docs
	rm .gitignore
	breaks docs build/x.md:1
}

@test "it says so when it cannot check" {
	run "$tidy" --only nonsense .
	[ "$status" -eq 2 ]
	run "$tidy" none
	[ "$status" -eq 2 ]
	rm -rf .git
	run env GIT_CEILING_DIRECTORIES="$BATS_TEST_TMPDIR" "$tidy" .
	[ "$status" -eq 2 ]
	[[ $output == *"git work tree"* ]]
}

@test "an allowance silences its breach, and is reported when nothing needs it" {
	put scripts/tidy.d/allowed <<<'exports fcgi-app/trading/order.* bad_* a name of the trade'
	run "$tidy" --only exports .
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "scripts/tidy.d/allowed:1: allowed: exports no longer needs "* ]]
	echo 'int bad_one;' >>fcgi-app/trading/order.c
	passes exports
	echo 'int worse;' >>fcgi-app/trading/order.c
	breaks exports fcgi-app/trading/order.c:15 worse
	echo 'exports fcgi-app/trading/order.c worse' >>scripts/tidy.d/allowed
	run "$tidy" --only exports .
	[ "$status" -eq 1 ]
	[[ $output == *"scripts/tidy.d/allowed:2: allowed: write: rule path word reason"* ]]
}

@test "rooms: a room includes only what lies below it, by its path" {
	local case
	for case in base/a.c:money/x.h money/a.c:db/x.h db/a.c:http/x.h http/a.c:net/x.h net/a.h:auth/x.h \
		auth/a.c:trading/order_rules.h trading/a.c:api/x.h api/a.c:bin/x.h base/a.c:cellar/x.h \
		quant/a.c:db/x.h quant/a.c:market/board.h trading/a_rules.c:db/x.h trading/a_rules.h:trading/a.h \
		trading/a.c:order_rules.h trading/a.c:../base/clock.h auth/a.c:market/board.h; do
		put "fcgi-app/${case%%:*}" <<<$'#include <time.h>\n#include "'"${case#*:}"'"'
		breaks rooms "fcgi-app/${case%%:*}:2"
		rm "fcgi-app/${case%%:*}"
	done
	put fcgi-app/cellar/a.c <<<''
	breaks rooms fcgi-app/cellar/a.c:1 "unknown room"
	rm fcgi-app/cellar/a.c
	put fcgi-app/api/a.c <<<'#  include <base/clock.h>'
	breaks rooms fcgi-app/api/a.c:1 quotes
}

@test "rooms: what lies below may be included" {
	local case
	for case in money/a.c:base/x.h db/a.c:money/x.h auth/a.c:http/x.h auth/a.c:net/x.h api/a.c:trading/x.h \
		bin/a.c:api/x.h quant/a.c:quant/x.h trading/a_rules.c:trading/a_rules.h trading/a_rules.c:money/x.h \
		trading/a_rules.h:trading/a.def market/providers/a.c:market/x.h; do
		put "fcgi-app/${case%%:*}" <<<'#include "'"${case#*:}"'"'
	done
	put fcgi-app/base/a.c <<<$'/*\n#include "db/x.h"\n*/'
	passes rooms
}

@test "format: unformatted C" {
	need_clang_format_14
	printf 'int  clock_a;\n' >>fcgi-app/base/clock.c
	breaks format fcgi-app/base/clock.c:13 "clang-format -i"
	echo 'Nonsense: 1' >>.clang-format
	breaks format .clang-format:1
}

@test "format: another clang-format is no judge, and a missing one is a breach" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho Debian clang-format version 19.1.7\n' >"$BATS_TEST_TMPDIR/bin/clang-format"
	chmod +x "$BATS_TEST_TMPDIR/bin/clang-format"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	passes format
	[[ $output == *"skipped: format: needs clang-format 14"*19.1.7* ]]
	without clang-format
	breaks format .clang-format:1 "package clang-format"
}

@test "lengths: long functions and files, and exceptions that only shrink" {
	{
		printf 'static int\nlong_one(int a,\n\tint b)\n{\n'
		lines 69 $'\ta++;'
		printf '}\n'
	} >>fcgi-app/base/clock.c
	breaks lengths fcgi-app/base/clock.c:16 "long_one has 71 lines"
	put scripts/tidy.d/lengths <<<$'# why\nfcgi-app/base/clock.c:long_one 71'
	passes lengths
	put scripts/tidy.d/lengths <<<'fcgi-app/base/clock.c:long_one 80'
	breaks lengths scripts/tidy.d/lengths:1 "lower its limit to 71"
	sed -i '$d' fcgi-app/base/clock.c
	sed -i '$s/.*/}/' fcgi-app/base/clock.c
	breaks lengths scripts/tidy.d/lengths:1 "short enough"
	put scripts/tidy.d/lengths <<<'gone.c 500'
	breaks lengths scripts/tidy.d/lengths:1 "gone"
	put scripts/tidy.d/lengths <<<'gone.c'
	breaks lengths scripts/tidy.d/lengths:1 "write:"
	rm scripts/tidy.d/lengths
	local path
	for path in tests/unit/a.c web/a.ts web/a.svelte tests/cli/a.bats; do
		lines 401 '' | put "$path"
		breaks lengths "$path:1" "401 lines"
		rm "$path"
	done
	lines 402 '' | put web/a.ts
	put scripts/tidy.d/lengths <<<'web/a.ts 401'
	breaks lengths web/a.ts:1 "shrink from 401"
}

@test "money: floating point" {
	local word room
	for word in double float atof strtod valuedouble; do
		put fcgi-app/db/a.c <<<$'\n'"int a = ($word)(1);"
		breaks money fcgi-app/db/a.c:2 "$word"
	done
	rm fcgi-app/db/a.c
	for room in money trading db api; do
		put "fcgi-app/$room/a.h" <<<'double a_b(void);'
		breaks money "fcgi-app/$room/a.h:1"
		rm "fcgi-app/$room/a.h"
	done
	put fcgi-app/quant/a.c <<<'double a_b; int valuedouble;'
	put fcgi-app/db/a.c <<<'int doubled = 1;'
	passes money
}

@test "no_sql: statements in strings" {
	local text
	for text in 'select 1' '\n  INSERT into x' 'update orders set a=1' 'update ' 'delete from x' 'create table x' \
		'alter role x' 'drop index x' 'grant all' 'truncate x' 'with recent as (' 'WITH recursive t(n)'; do
		put fcgi-app/api/a.c <<<$'\n'"const char *a = \"$text\";"
		breaks no_sql fcgi-app/api/a.c:2
	done
	put fcgi-app/api/a.c <<<'const char *a = "begin" "commit" "select" "with the order" "create an order" "update failed";'
	passes no_sql
}

@test "exports: names that do not begin with the file's" {
	local text
	for text in 'int stray;' 'struct a *stray(int x)' 'const int stray[] = {1, 2};' 'void (*stray)(int);' \
		'__attribute__((format(printf, 1, 2))) int stray(const char *a, ...);' 'struct b { int c; } stray;'; do
		printf '\n%s\n' "$text" | sed 's/)$/&\n{\n}/' | put fcgi-app/api/a.c
		breaks exports fcgi-app/api/a.c:2 stray
	done
	rm fcgi-app/api/a.c
	put fcgi-app/api/a.h <<<'static inline int stray(int a);'
	breaks exports fcgi-app/api/a.h:1 stray
	put fcgi-app/api/a.h <<<'extern int a_b, a; struct c; typedef int d; enum e { F = 1 };'
	put fcgi-app/bin/cmd_user.c <<<'int cmd_user(void);'
	put fcgi-app/bin/command.h <<<'int user_command(void);'
	put fcgi-app/api/a.c <<<$'#define X(a) \\\n\tint a;\nstatic int b;\nextern char **environ;\nint a_b(int c)\n{\n\tint d;\n}'
	passes exports
	put fcgi-app/bin/user.c <<<'int main(void);'
	breaks exports fcgi-app/bin/user.c:1 main
}

@test "banned: calls and headers" {
	local call
	for call in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, b)' 'gets(a)' 'strtok(a, b)' 'cJSON_GetObjectItem(a, b)' \
		'rand()' 'system(a)' 'popen(a, b)' 'time(NULL)' 'gettimeofday(a, b)' 'clock_gettime(a, b)'; do
		put fcgi-app/api/a.c <<<$'\n'"int a = $call;"
		breaks banned fcgi-app/api/a.c:2 "${call%%(*}"
	done
	for call in '<fcgi_stdio.h>' '"cjson/cJSON_Utils.h"'; do
		put fcgi-app/api/a.c <<<$'\n'"#include $call"
		breaks banned fcgi-app/api/a.c:2
	done
	put fcgi-app/api/a.c <<<'int a = a_rand() + s->time(1) + snprintf(b) + cJSON_GetObjectItemCaseSensitive(a, "rand()");'
	put tests/unit/a.c <<<'int a = rand();'
	passes banned
	put tests/unit/a.c <<<'int a = strcpy(b, c);'
	breaks banned tests/unit/a.c:1 strcpy
}

@test "names: manager, helper, util, misc" {
	local path
	for path in fcgi-app/misc/a.c web/src/utils.ts tests/cli/test_helper.bash web/src/OrderManager.svelte 'a b.md'; do
		put "$path" <<<''
		breaks names "$path:1"
		rm "$path"
	done
	put fcgi-app/api/a.c <<<$'\nint a_helper(int b)\n{\n}'
	breaks names fcgi-app/api/a.c:2 a_helper
	put fcgi-app/api/a.c <<<'int a_utility(int misc);'
	passes names
	put web/src/a.ts <<<'export function rowHelper() {}'
	breaks names web/src/a.ts:1 rowHelper
	put web/src/a.ts <<<'export const utilRow = (a: number) => a;'
	breaks names web/src/a.ts:1 utilRow
	rm web/src/a.ts
	printf 'misc_go() {\n\ttrue\n}\n' >>scripts/go
	breaks names scripts/go:4 misc_go
}

@test "shell: shellcheck, shfmt and strictness, missing tools" {
	# shellcheck disable=SC2016 # the text of a script
	echo 'echo $1' >>scripts/go
	breaks shell scripts/go:4 SC2086
	put scripts/go <<<$'#!/bin/bash\nset -euo pipefail\n\nif true; then\n  echo\nfi'
	breaks shell scripts/go:5 shfmt
	put scripts/go <<<$'#!/bin/bash\nset -e\ntrue'
	breaks shell scripts/go:1 pipefail
	put scripts/go <<<$'#!/bin/bash\nset -euo pipefail\ntrue )'
	breaks shell scripts/go:3
	rm scripts/go
	passes shell
	printf '@%s {\n  true\n}\n' 'test "it stays"' >>tests/cli/go.bats
	breaks shell tests/cli/go.bats:5 shfmt
	# shellcheck disable=SC2016 # the text of a script
	printf '@%s {\n\techo $output\n}\n' 'test "it stays"' >tests/cli/go.bats
	breaks shell tests/cli/go.bats:2 SC2086
	without shellcheck
	breaks shell scripts/tidy:1 "package shellcheck"
	rm "$BATS_TEST_TMPDIR/some/shfmt"
	breaks shell scripts/tidy:1 "package shfmt"
}

@test "sql: case, headers, pairs" {
	put sql/queries/a.sql <<<$'-- All.\n-- shape: rows\nselect a\nFROM b'
	breaks sql sql/queries/a.sql:4 from
	put sql/queries/a.sql <<<$'-- All.\nselect 1'
	breaks sql sql/queries/a.sql:1 shape
	put sql/queries/a.sql <<<$'-- All.\n-- shape: many\nselect 1'
	breaks sql sql/queries/a.sql:1 shape
	put sql/queries/a.sql <<<$'-- shape: one\nselect 1'
	breaks sql sql/queries/a.sql:1 "what the statement is for"
	put sql/queries/a.sql <<<$'-- All.\n-- shape: one\nselect "FROM", \x27a\nWHERE\x27 /* IN\nAND */ -- OR'
	passes sql
	put sql/migrations/0003_c.up.sql <<<'select 1;'
	breaks sql sql/migrations/0003_c.up.sql:1 "down.sql is missing"
	breaks sql sql/migrations/0003_c.up.sql:1 "no migration has number 0002"
	put sql/migrations/0002_b.down.sql <<<'select 1;'
	breaks sql sql/migrations/0002_b.down.sql:1 "up.sql is missing"
	put sql/migrations/0001_d.up.sql <<<'select 1;'
	put sql/migrations/0001_d.down.sql <<<'select 1;'
	run "$tidy" --only sql .
	[[ $output == *"number 0001 is taken by sql/migrations/0001_"* ]]
	put sql/migrations/4_x.sql <<<'select 1;'
	breaks sql sql/migrations/4_x.sql:1 NNNN
}

@test "text: whitespace, returns, reminders, homes, size" {
	printf 'a\nb \n' >a.md
	breaks text a.md:2 space
	printf 'a\nb' >a.md
	breaks text a.md:2 "line feed"
	printf 'a\r\n' >a.md
	breaks text a.md:1 "line feed alone"
	printf 'x:\n    true\n' >a.mk
	breaks text a.mk:2 tab
	rm a.mk
	local word
	for word in "TO""DO" "FIX""ME" "XX""X" "HA""CK"; do
		printf '\n# %s: later\n' "$word" >a.md
		breaks text a.md:2 reminder
	done
	printf 'cd /ho''me/ann\n' >a.md
	breaks text a.md:1 home
	truncate -s 1048577 a.md
	breaks text a.md:1 "1 MB"
	printf 'mktemp a.XXXXXX, https://x.org/ho''me/a\n' >a.md
	passes text
}

@test "docs: links, targets, scripts" {
	put docs/a.md <<<$'\nsee ![it](b.png "B")'
	breaks docs docs/a.md:2 b.png
	put docs/a.md <<<$'\n[it]: ../b.md#c'
	breaks docs docs/a.md:2 ../b.md
	put docs/a.md <<<$'\nCall `make fly`.'
	breaks docs docs/a.md:2 fly
	put docs/a.md <<<$'```\n$ sudo make run X=1 fly\n```'
	breaks docs docs/a.md:2 fly
	put docs/a.md <<<$'\nRun ./scripts/fly.'
	breaks docs docs/a.md:2 scripts/fly
	put docs/a.md <<<$'We make fly, [a](#b), [c](/ca.crt), web/scripts/fly, `apt install make fly`.\n\n```\n[x](y)\n```'
	passes docs
}

@test "web: any and switched-off checks" {
	local text
	for text in 'let a: any = 1;' 'f(b as any);' 'let a: any[] = [];' 'let a: Map<string, any>;' '// @ts-ignore' \
		'/* eslint-disable */' 'function f(a: any, b: string) {}'; do
		put web/src/a.ts <<<$'\n'"$text"
		breaks web web/src/a.ts:2
	done
	rm web/src/a.ts
	put web/src/a.svelte <<<$'<script lang="ts">\nlet a: any;\n</script>'
	breaks web web/src/a.svelte:2 any
	put web/src/a.svelte <<<$'<p>\n{(a as any).b}</p>'
	breaks web web/src/a.svelte:2 any
}

@test "version: the number elsewhere" {
	put docs/a.md <<<$'\nThis is v9.8.7.'
	breaks version docs/a.md:2 VERSION
	put web/package.json <<<$'{\n"version": "9.8.7" }'
	breaks version web/package.json:2
	put web/package.json <<<'{}'
	echo '10.0.9.8.7, 9.8.70, 19.8.7' >docs/a.md
	echo '## 9.8.7' >CHANGELOG.md
	passes version
	rm VERSION
	breaks version VERSION:1
}
