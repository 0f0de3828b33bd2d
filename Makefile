# The commands of the house; `make help` lists them. The work is in scripts/, the words in README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test bench format lint clean

export CARGO ?= cargo
ARGS ?=

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

format: ## format the code
	@$(CARGO) fmt --all

lint: ## formatting and lints alone
	@$(CARGO) fmt --all --check
	scripts/install pages
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

clean: ## remove what was built
	@$(CARGO) clean
