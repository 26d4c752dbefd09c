# What people type. Each target sets up what it needs; nothing must be activated.

SHELL := /bin/bash
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5000
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test quick check format bench lock translations install clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: .venv/ready ## Serve the demo city (HOST= and PORT= override) with web and worker
	@exec env HOST=$(HOST) PORT=$(PORT) ./lotsennetz run-demo

test: .venv/ready-dev ## Run the whole suite; installs Chromium and PostgreSQL where it may
	@scripts/test

quick: .venv/ready-dev ## Run the tests that need no browser and no second process, on SQLite
	@$(BIN)/pytest -q -n auto -m "not browser and not processes"

check: .venv/ready-dev ## Format, lint, types, import contracts, templates, translations
	@scripts/check

format: .venv/ready-dev ## Put code and templates into their form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/djlint --reformat --quiet templates || true

bench: .venv/ready-dev ## Measure each page against a bare one; table and bench/results/latest.json
	@$(BIN)/python -m bench

translations: .venv/ready-dev ## Collect new texts into the German catalogues
	@scripts/translations

install: .venv/ready ## Set up the environment of a server, without running anything

lock: .venv/ready-dev ## Resolve the dependencies anew
	@scripts/lock

clean: ## Remove what can be made again; keeps instance/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready: requirements.lock
	@scripts/environment requirements.lock $@

.venv/ready-dev: requirements-dev.lock requirements.lock
	@scripts/environment requirements-dev.lock $@
	@touch .venv/ready
