# Everything a contributor or a judge types. Needs make and Python 3.11 or newer; all else lands in .venv.
PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
WORKERS ?= 2
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSETS := $(VENV)/.assets

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(ASSETS) ## Make .venv with the pinned packages and the front-end files

run: setup ## Serve the demo hospital at http://127.0.0.1:$PORT (8000)
	$(BIN)/attending demo --port $(PORT)

test: setup ## Run every test, those in a real browser too
	$(BIN)/python -m pytest -n $(WORKERS)

check: setup ## Format, lint, import contracts, types and fast tests: 2 minutes at most
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not browser"

bench: setup ## Measure drafting, signing and start-up
	$(BIN)/python -m bench

docs: setup ## Build the manual into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean: ## Remove what was built, but not the demo record in var/
	rm -rf $(VENV) dist site .mypy_cache .ruff_cache .pytest_cache

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(ASSETS): $(INSTALLED) $(wildcard package-lock.json)
	$(BIN)/python -m attending.app.web.assets
	@touch $@
