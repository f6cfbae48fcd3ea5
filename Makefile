# PaperTrade. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
MAKEFLAGS += --no-builtin-rules --jobs=$(shell nproc)
export PT_HOME ?= $(CURDIR)/var

VERSION := $(shell cat VERSION)
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)

LIBRARIES := libpq libcjson libcurl libsodium libsystemd liboath libqrencode
CC := gcc
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -g -Wall -Wextra -Wconversion -Wshadow -Werror \
	-Wno-format-truncation -fno-omit-frame-pointer -Ifcgi-app -Ibuild/gen \
	$(shell pkg-config --cflags $(LIBRARIES))
CFLAGS_PLAIN := -O2 -fstack-protector-strong -fstack-clash-protection -fcf-protection \
	-D_FORTIFY_SOURCE=2 -fPIE
CFLAGS_ASAN := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fPIE
LDFLAGS_PLAIN := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LDFLAGS_ASAN := -pie -fsanitize=address,undefined
LDLIBS = $(shell pkg-config --libs $(LIBRARIES)) -lfcgi -lm

SOURCES := $(wildcard fcgi-app/*/*.c fcgi-app/*/*/*.c)
COMPILED_SQL := build/gen/db/statement_table.c build/gen/db/migration_table.c
GENERATED := $(COMPILED_SQL) build/gen/http/schema_table.c
SQL := $(shell find sql -name '*.sql')
UNIT_TESTS := $(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c)

objects = $(SOURCES:fcgi-app/%.c=$(1)/obj/%.o) $(GENERATED:build/gen/%.c=$(1)/obj/gen/%.o)

##@ Run it
.PHONY: run up down status
run up: packages
	@$(MAKE) --no-print-directory build
	@scripts/instance $@

run: ## install what is missing, build, and run in the foreground (Ctrl-C stops all)
up: ## the same in the background; returns once healthy

.PHONY: packages
packages: ## install what building and running need
	@scripts/packages build run --install

down: ## stop what `make up` started
	@scripts/instance down

status: ## is it running, and where?
	@scripts/instance status

##@ Build it
.PHONY: build binary web asan install deb clean
build: binary web ## the program and the web app

binary: build/papertrade

web: web/dist/index.html

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | build/packages
	@echo "installing the web app's packages"
	@cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

tests/lighthouse/node_modules/.package-lock.json: tests/lighthouse/package.json tests/lighthouse/package-lock.json | build/packages
	@echo "installing Lighthouse"
	@cd tests/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

tests/sdk/node_modules/.package-lock.json: tests/sdk/package.json tests/sdk/package-lock.json | build/packages
	@echo "installing the SDKs that are tests"
	@cd tests/sdk && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

# The server's own description of its API; touched only when it says something else.
build/openapi.json: build/papertrade
	@build/papertrade openapi >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

web/src/api/generated.ts: build/openapi.json web/node_modules/.package-lock.json
	@echo "generating the web app's types"
	@cd web && npm run --silent generate

web/dist/index.html: web/node_modules/.package-lock.json web/src/api/generated.ts $(shell find web/src web/public -type f) \
		$(wildcard web/*.html web/*.ts web/*.json web/*.js)
	@echo "building the web app"
	@mkdir -p build
	@cd web && npm run --silent build >../build/web.log 2>&1 || { cat ../build/web.log >&2; exit 1; }
	@touch $@

# Building says in one line which packages it misses.
build/packages: scripts/packages
	@scripts/packages build --check
	@mkdir -p build && touch $@

# Changes when a file comes or goes: one that is gone is no longer in the program.
.PHONY: sql-changed
build/sql: sql-changed
	@mkdir -p build
	@echo "$(sort $(SQL))" | cmp -s - $@ || echo "$(sort $(SQL))" >$@

build/gen/db/statement_names.h build/gen/db/control_names.h $(COMPILED_SQL) &: $(SQL) build/sql scripts/compile-sql | build/packages
	@echo "compiling the SQL"
	@scripts/compile-sql build/gen

build/gen/http/schema_table.c: fcgi-app/api/schemas $(wildcard fcgi-app/api/schemas/*.json fcgi-app/api/routes/*.def) \
		scripts/compile-schemas | build/packages
	@echo "compiling the schemas"
	@scripts/compile-schemas build/gen

asan: build/asan/papertrade ## the program with AddressSanitizer and UBSan

define variant
$(1)/papertrade: $(1)/obj/bin/main.o $(1)/libpapertrade.a
	@echo "linking $$@"
	@$(CC) $(LDFLAGS_$(2)) -o $$@ $$^ $(LDLIBS)

$(1)/libpapertrade.a: $(filter-out $(1)/obj/bin/main.o,$(call objects,$(1)))
	@rm -f $$@
	@ar rcsP $$@ $$^

$(1)/obj/gen/%.o: build/gen/%.c | build/gen/db/statement_names.h
	@mkdir -p $$(@D)
	@$(CC) $(CFLAGS_ALL) $(CFLAGS_$(2)) -MMD -MP -c -o $$@ $$<

$(1)/obj/api/version.o: CFLAGS_VERSION = -DPAPERTRADE_VERSION='"$(VERSION)"' -DPAPERTRADE_COMMIT='"$(COMMIT)"'
$(1)/obj/api/version.o: build/commit

# Simulated prices are the same to the last bit wherever they are worked out.
$(1)/obj/market/sim/%.o: CFLAGS_EXACT = -ffp-contract=off -fno-math-errno

$(1)/obj/%.o: fcgi-app/%.c | build/gen/db/statement_names.h
	@mkdir -p $$(@D)
	@echo "compiling $$<"
	@$(CC) $(CFLAGS_ALL) $(CFLAGS_$(2)) $$(CFLAGS_VERSION) $$(CFLAGS_EXACT) -MMD -MP -c -o $$@ $$<

$(1)/tests/%: tests/unit/%.c $(1)/libpapertrade.a
	@mkdir -p $$(@D)
	@echo "compiling $$<"
	@$(CC) $(CFLAGS_ALL) $(CFLAGS_$(2)) -MMD -MP $(LDFLAGS_$(2)) -o $$@ $$< $(1)/libpapertrade.a $(LDLIBS) -lcmocka -lgmp

-include $(patsubst %.o,%.d,$(call objects,$(1))) $(UNIT_TESTS:tests/unit/%.c=$(1)/tests/%.d)
endef
$(eval $(call variant,build,PLAIN))
$(eval $(call variant,build/asan,ASAN))

# Changes only when the commit or the version does.
.PHONY: commit-changed
build/commit: commit-changed
	@mkdir -p build
	@echo "$(VERSION) $(COMMIT)" | cmp -s - $@ || echo "$(VERSION) $(COMMIT)" >$@

deb: web ## the Debian package, for this release of Debian
	@scripts/packages build deb --install
	@scripts/deb

install: build ## copy what an installation needs under DESTDIR
	@scripts/install "$(DESTDIR)"

clean: ## remove what was built; state under PT_HOME stays
	rm -rf build web/dist web/src/api/generated.ts web/node_modules tests/sdk/node_modules tests/lighthouse/node_modules

##@ Check it
.PHONY: test test-all tidy coverage bench fuzz
.PHONY: unit-tests sdks lighthouse web-types
sdks: tests/sdk/node_modules/.package-lock.json
lighthouse: tests/lighthouse/node_modules/.package-lock.json

# Do the web app's types fit together, with each other and with what the API replies?
web-types: web/src/api/generated.ts
	@cd web && npm run --silent check

unit-tests: $(UNIT_TESTS:tests/unit/%.c=build/asan/tests/%) build/asan/papertrade-faults

# The program, with an allocation that fails when a test says so, and a clock that it sets.
build/asan/papertrade-faults: tests/faults/allocation.c tests/faults/clock.c build/asan/obj/bin/main.o build/asan/libpapertrade.a
	@echo "linking $@"
	@$(CC) $(CFLAGS_ALL) $(CFLAGS_ASAN) $(LDFLAGS_ASAN) -Wl,--wrap=arena_alloc,--wrap=arena_copy,--wrap=arena_cleanup,--wrap=clock_now_us -o $@ $^ $(LDLIBS)

test: ## everything that must pass before a merge
	@scripts/packages build run test --install
	@$(MAKE) --no-print-directory tidy
	@$(MAKE) --no-print-directory build asan unit-tests sdks lighthouse web-types
	@tests/run

test-all: ## the same and containers, chaos, load, fuzzing
	@scripts/packages build run test test-all --install
	@$(MAKE) --no-print-directory tidy
	@$(MAKE) --no-print-directory build asan unit-tests sdks lighthouse web-types
	@tests/run --all

tidy: ## the structural rules that a program can check
	@scripts/tidy

coverage: ## which branches the unit tests take
	@tests/coverage

bench: ## measure side by side; writes tests/bench/results.md
	@scripts/packages build run bench --install
	@$(MAKE) --no-print-directory build
	@tests/bench/run

.PHONY: screenshots
screenshots: ## pictures of every page of the web app, into screenshots/
	@scripts/packages build run test --install
	@$(MAKE) --no-print-directory build
	@PAPERTRADE=build/papertrade RATE_LIMIT_TRADE=0 node tests/web/screenshots.mjs screenshots

docs/settings.md: build/papertrade
	@build/papertrade config --markdown >$@

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' Makefile
