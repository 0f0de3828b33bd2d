# The commands of the house; `make help` lists them. The work is in scripts/, the words in README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test bench soak format lint clean

export CARGO ?= cargo
ARGS ?=
BYTES ?= 104857600
TIMES ?= 100

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build, walk the main job over TLS, go on serving at https://localhost:8443 (ARGS=--once stops after the walk)
	@scripts/install demo
	$(CARGO) build --locked --workspace
	exec target/debug/porthor demo $(ARGS)

test: ## install what is missing, then everything: formatting, licences, lints, docs, unit, property and end-to-end tests on both databases
	@scripts/gate

bench: ## every ratio of the performance bars, beside nginx and the disk's own limits, in one run
	@scripts/install bench
	exec scripts/bench $(ARGS)

soak: ## 100 MiB a hundred times through each proxy and each line that breaks: hours (BYTES=10000000 TIMES=3 for less)
	@scripts/install test
	$(CARGO) build --locked --release -p porthor
	$(CARGO) build --locked --workspace --all-targets
	exec env PORTHOR_BIN=$(CURDIR)/target/release/porthor PORTHOR_SOAK_BYTES=$(BYTES) PORTHOR_SOAK_TIMES=$(TIMES) \
		$(CARGO) test --locked -p porthor-tests --test end_to_end -- firewall:: --test-threads 1 --nocapture $(ARGS)

format: ## format the code
	@$(CARGO) fmt --all

lint: ## formatting and lints alone
	@$(CARGO) fmt --all --check
	scripts/install pages
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

clean: ## remove what was built
	@$(CARGO) clean
