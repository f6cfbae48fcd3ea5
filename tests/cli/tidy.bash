# What tidy.bats stands on: a small clean tree with one of each kind, and how to ask for breaches.

# shellcheck disable=SC2154 # bats' run sets output and status, tidy.bats sets project and tidy

plant_tree() {
	unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
	git init -q .
	cp "$project/.clang-format" .
	plant_c
	plant_sql
	plant_rest
}

# put PATH: the file's text comes from stdin.
put() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
}

plant_c() {
	put fcgi-app/base/clock.c <<'END'
#include "base/clock.h"

#include <time.h>

/* Not sprintf(), strcpy() or a double: "select 1" in a comment binds nobody. */
long clock_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
END
	put fcgi-app/base/clock.h <<'END'
#pragma once

struct clock_span {
	long from_ms, to_ms;
};

__attribute__((warn_unused_result)) long clock_now_ms(void);
END
	put fcgi-app/market/board.h <<'END'
/* The newest quotes.
 * Shared with: trading: an order fills at the quote on the board. */
#pragma once

long board_price(const char *symbol);
END
	put fcgi-app/trading/order.c <<'END'
#include "base/clock.h"
#include "market/board.h"
#include "trading/order_rules.h"

static const char *const words[] = {"update", "with care", "create", "double"};

int order_count = 0;

long order_age(const char *symbol)
{
	order_count++;
	return clock_now_ms() + board_price(symbol) + words[0][0];
}
END
	put fcgi-app/trading/order_rules.h <<'END'
#pragma once

static inline int order_rules_allow(int quantity)
{
	return quantity > 0;
}
END
	put fcgi-app/bin/main.c <<'END'
int main(void)
{
	return 0;
}
END
}

plant_sql() {
	put sql/migrations/0001_users.up.sql <<<"create table users (name text check (name <> 'SELECT')); -- CREATE"
	put sql/migrations/0001_users.down.sql <<<'drop table users;'
	put sql/queries/users/find.sql <<'END'
-- One user by name.
-- shape: row
select name from users where name = $1
END
}

plant_rest() {
	echo 9.8.7 >VERSION
	put Makefile <<'END'
run: build
	scripts/go
build test:
	@true
END
	put README.md <<'END'
Call `make run`, make sure of [the guide](docs/guide.md#start), and see `scripts/go`.

```sh
git clone x && PT_HOME=/tmp make build test # all of it
```
END
	put docs/guide.md <<<'Back to [the start](../README.md) or [out](https://example.org/).'
	put scripts/go <<'END'
#!/usr/bin/env bash
set -euo pipefail
echo "go"
END
	printf '@%s {\n\t[ -x scripts/go ]\n}\n' 'test "it goes"' | put tests/cli/go.bats
	put web/src/chart.ts <<'END'
// note: any symbol will do
export const title: string = 'as any: any';
END
	put web/src/Row.svelte <<'END'
<script lang="ts">
	let { name }: { name: string } = $props();
</script>

<p>Filter: any symbol, as any user would {name}</p>
END
	put web/package.json <<<'{ "version": "0.0.0", "dependencies": { "x": "^9.8.7" } }'
}

# breaks RULE PATH:LINE [PART]: the rule reports that place, the message holds PART.
breaks() {
	run "$tidy" --only "$1" .
	echo "$output"
	[ "$status" -eq 1 ]
	grep -F "$2: $1: " <<<"$output" | grep -F -- "${3:-}"
}

passes() {
	run "$tidy" --only "$1" .
	echo "$output"
	[ "$status" -eq 0 ]
}

need_clang_format_14() {
	[[ $(clang-format --version) =~ version\ 14\. ]] || skip "clang-format 14 is not here"
}

lines() {
	for ((i = 0; i < $1; i++)); do echo "$2"; done
}

# Leaves all commands in reach but the named one.
without() {
	mkdir "$BATS_TEST_TMPDIR/some"
	ln -s /usr/bin/* "$BATS_TEST_TMPDIR/some/"
	rm "$BATS_TEST_TMPDIR/some/$1"
	# shellcheck disable=SC2123 # that is the point
	PATH=$BATS_TEST_TMPDIR/some
}
