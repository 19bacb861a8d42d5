# Two commands do all the set-up: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

DEMO_PASSWORD ?= hatang-demo-2026
TARGET := $(or $(CARGO_TARGET_DIR),target)
DENY := $(TARGET)/tools/bin/cargo-deny
# What the tests need besides Rust: a real PostgreSQL with PostGIS, a real SMTP server, the tools of the tour, and map programs.
PACKAGES := postgresql-15 postgresql-15-postgis-3 python3-aiosmtpd openssl jq curl poppler-utils zbar-tools gdal-bin unzip python3-owslib chromium fonts-dejavu-core \
	libfaketime gcc libc6-dev e2fsprogs

# The map in a browser: what it is made of, from the npm registry, as its lock file says.
MAP_CLIENT := $(TARGET)/tools/map-client
# A client with types from the contract: the generator, the compiler and the library, likewise.
CONTRACT_CLIENT := $(TARGET)/tools/contract-client

# The browser app: built into web/dist, which the server embeds.
WEB_STAMP := web/dist/.built
WEB_SOURCES := $(shell find web/src web/public web/build -type f ! -name schema.d.ts 2>/dev/null) web/index.html web/vite.config.ts web/package.json
WEB_NODE := web/build/node.sh

.PHONY: help run web test lint bless bench rivals faults worlds load fuzz deps packages map-client contract-client pictures tour check-format check-lints check-docs check-tests check-licences check-web check-stories stories stories-postgresql budget

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: web ## Build, lay out the Quảng Ninh demo in ./data and serve it on http://127.0.0.1:8080
	@echo "Building the server. The first time this compiles about 700 crates (SQLite, TLS, typst for documents, the server): about 13 minutes"
	@echo "on two cores. After a change it takes seconds to a minute."
	cargo build --bin hatang --locked
	@echo "Laying out the demo in ./data unless it is there (up to a minute); the address and the accounts follow."
	@echo "Their password: $(DEMO_PASSWORD). Warnings only in the log; set HATANG__LOG__LEVEL=info to see every request."
	@HATANG__LOG__LEVEL="$${HATANG__LOG__LEVEL:-warn}" HATANG_DEMO_PASSWORD='$(DEMO_PASSWORD)' $(TARGET)/debug/hatang serve --demo

web: ## Build the browser app into web/dist unless it is newer than its sources
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(WEB_STAMP); \
	elif [ -f $(WEB_STAMP) ]; then echo "npm is missing: the browser app of the last build stays."; \
	else echo "npm is missing: the server starts without the browser app. Install npm (on Debian: apt install npm), then run: make web"; fi

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

$(WEB_STAMP): web/node_modules/.package-lock.json openapi/openapi.json $(WEB_SOURCES)
	@echo "Building the browser app."
	$(WEB_NODE) web/build/build.mjs
	touch $@

check-web: $(WEB_STAMP) ## Check the browser app: types, format, tidiness, budget of bytes
	$(WEB_NODE) web/build/check.mjs

stories: $(WEB_STAMP) ## Run the stories in a real browser against a real server: make stories STORY=login
	cargo build --workspace --bin hatang-under-test --locked
	$(PLAY) $(STORY)

stories-postgresql: $(WEB_STAMP) ## Run the stories on a temporary PostgreSQL: make stories-postgresql STORY=permit
	cargo build --workspace --bins --locked
	rm -rf $(TARGET)/stories/demo-postgresql
	export STORIES_ON=postgresql; $(subst /stories/demo,/stories/demo-postgresql,$(subst cd web && HATANG_BIN,cd web && $(abspath $(TARGET))/debug/with-postgres env HATANG_BIN,$(PLAY))) $(STORY)

test: deps check-web check-format check-lints check-docs check-tests check-stories check-licences ## Install what tests need and is missing, then run everything CI runs

lint: check-format check-lints check-docs ## Format, clippy and documentation, warnings as errors

check-format:
	cargo fmt --all --check

check-lints:
	cargo clippy --workspace --all-targets --locked -- -D warnings

check-docs:
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked

# `cargo test` builds the programs of `tests` too, `with-postgres` among them. Every command names the whole workspace: another
# selection of packages selects other features, and builds the server again.
# The tests wait for databases and time limits half of their time, so more of them than cores run at once.
check-tests: export RUST_TEST_THREADS ?= 4
check-tests:
	cargo test --workspace --locked --no-run
	$(TARGET)/debug/with-postgres cargo test --workspace --locked

# The stories use the server that `check-tests` built, in a browser that `deps` installed.
PLAY = cd web && HATANG_BIN=$(abspath $(TARGET))/debug/hatang-under-test DEMO_TEMPLATE=$(abspath $(TARGET))/stories/demo \
  build/node.sh node_modules/@playwright/test/cli.js test -c stories/playwright.config.ts

check-stories: $(WEB_STAMP)
	@rm -rf $(TARGET)/stories/demo
	@if [ -x "$${CHROMIUM:-/usr/bin/chromium}" ]; then $(PLAY); \
	elif [ "$(CI)" = true ]; then echo "Chromium is missing, and CI runs no test without it."; exit 1; \
	else echo "Chromium is missing: the stories in a browser are passed over."; fi

budget: $(WEB_STAMP) ## Measure the times of the browser app against web/stories/checks/budget.json (release build)
	cargo build --workspace --bin hatang-under-test --locked --release
	export MEASURE=1; $(subst /debug/,/release/,$(PLAY))

check-licences: $(DENY)
	$(DENY) --manifest-path Cargo.toml check bans licenses sources

$(DENY):
	cargo install cargo-deny --version 0.20.2 --locked --debug --root $(TARGET)/tools

bless: ## Rewrite everything that is generated and committed, then read the diff
	BLESS=1 cargo test --workspace --locked -- openapi published_table diagrams
	cargo fmt --all
	git diff --stat

bench: deps ## Measure reads and a transition against the bare database (release build, a million assets, both databases)
	cargo bench --workspace --bench register --locked --no-run
	BENCH_RIVALS=$(abspath $(TARGET)/tools) $(TARGET)/release/with-postgres cargo bench --workspace --bench register --locked

rivals: deps ## Install another tile server and another feature server into target/tools, for `make bench` to measure beside us (15 minutes)
	$(MAKE) packages PACKAGES=python3-venv
	cargo install martin --version 1.14.0 --locked --no-default-features --features postgres --root $(TARGET)/tools
	python3 -m venv $(TARGET)/tools/tipg
	$(TARGET)/tools/tipg/bin/pip install --quiet tipg==1.6.1 uvicorn==0.54.0

# Scenarios to run (all), rounds of each (its long form), and the build: `dev`, or `release` as operators run it.
SCENARIO ?=
ROUNDS ?=
FAULTS_PROFILE ?= dev

faults: deps ## Try every fault on real servers and print the table of docs/reliability.md: make faults SCENARIO='kills silence' ROUNDS=5
	cargo build --workspace --bin faults --bin hatang-under-test --locked --profile $(FAULTS_PROFILE)
	ROUNDS=$(ROUNDS) $(TARGET)/$(if $(filter dev,$(FAULTS_PROFILE)),debug,$(FAULTS_PROFILE))/faults $(SCENARIO)

# Calls on each database, the seed of all choices, and the hidden histories: `each`, or names as in tests/src/worlds/histories.rs.
CALLS ?= 10000
SEED ?= 1
HISTORY ?= each

worlds: deps ## Make generated calls in two worlds that differ in what a viewer may not see: make worlds CALLS=10000 SEED=7 HISTORY='number+tenant price'
	cargo test --workspace --test e2e --locked --no-run
	WORLDS_CALLS=$(CALLS) WORLDS_SEED=$(SEED) WORLDS_HISTORY='$(HISTORY)' $(TARGET)/debug/with-postgres \
	  cargo test --workspace --test e2e --locked -- worlds:: --nocapture --test-threads=1

# How the load is made: see tests/src/load. HATANG_BIN names another server, for comparison.
LOAD_PROFILE ?= release

load: deps ## Load a real server on a schedule, alone and with a hostile client, both databases: make load SECONDS=60 RATE=100 CLIENTS=100
	cargo build --workspace --bin load --bin hatang-under-test --locked --profile $(LOAD_PROFILE)
	LOAD_SECONDS=$(SECONDS) $(TARGET)/$(if $(filter dev,$(LOAD_PROFILE)),debug,$(LOAD_PROFILE))/load

FUZZ := $(TARGET)/tools/bin/cargo-fuzz
TARGETS ?= $(basename $(notdir $(wildcard fuzz/corpus/*)))
SECONDS ?= 60

fuzz: $(FUZZ) ## Run the fuzz targets, a minute each: make fuzz TARGETS='xlsx kml' SECONDS=600
	cp Cargo.lock fuzz/Cargo.lock
	for target in $(TARGETS); do \
	  mkdir -p fuzz/found/$$target; \
	  (cd fuzz && RUSTC_BOOTSTRAP=1 PATH="$(abspath $(TARGET))/tools/bin:$$PATH" cargo fuzz run -s none $$target found/$$target corpus/$$target -- \
	    -max_total_time=$(SECONDS) -rss_limit_mb=2048 -timeout=10 -print_final_stats=1); \
	done

$(FUZZ):
	cargo install cargo-fuzz --version 0.13.2 --locked --root $(TARGET)/tools

tour: ## Take the README's tour against a server that `make run` started
	docs/tour.sh

pictures: deps $(WEB_STAMP) ## Take the pictures of the map in docs/pictures again, and of pages of the app in target/pictures
	cargo build --workspace --bin hatang --bin hatang-under-test --locked
	docs/pictures/map.sh
	export PICTURES=$(abspath $(TARGET))/pictures; $(PLAY)

map-client: $(MAP_CLIENT)/node_modules/.package-lock.json

$(MAP_CLIENT)/node_modules/.package-lock.json: tests/map-client/package.json tests/map-client/package-lock.json
	mkdir -p $(MAP_CLIENT)
	cp $^ $(MAP_CLIENT)/
	npm ci --prefix $(MAP_CLIENT) --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

contract-client: $(CONTRACT_CLIENT)/node_modules/.package-lock.json

$(CONTRACT_CLIENT)/node_modules/.package-lock.json: tests/contract-client/package.json tests/contract-client/package-lock.json
	mkdir -p $(CONTRACT_CLIENT)
	cp $^ $(CONTRACT_CLIENT)/
	npm ci --prefix $(CONTRACT_CLIENT) --ignore-scripts --no-audit --no-fund --loglevel error
	touch $@

deps: packages map-client contract-client ## Install what the tests need and is missing: Debian packages; the map and the client in target/tools

packages:
	@missing=(); for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$$package"); done; \
	command -v npm >/dev/null || missing+=(nodejs npm); \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing: $${missing[*]}"; \
	  if [ "$$(id -u)" -eq 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$${missing[@]}" >/dev/null; \
	  else sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$${missing[@]}" >/dev/null; fi; fi
