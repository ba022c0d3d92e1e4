# Everything runs from a fresh clone with Python 3.11+ and make. The first run of a target fetches what it needs into
# .venv; after that the network isn't needed until a lock changes.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet --quiet

# a stamp carries the checksum of what it was made from, so that a changed lock makes a new one
RUN := $(VENV)/.run-$(shell cat pyproject.toml requirements.lock requirements.build.lock | cksum | cut -d' ' -f1)
TESTS := $(VENV)/.tests-$(shell cat pyproject.toml tests/requirements.lock | cksum | cut -d' ' -f1)
BROWSER := $(VENV)/.browser

# tests wait as much as they work: twice the cores of a small machine
WORKERS ?= 4
N ?= 20
SEED ?= 1
VIEWERS ?= 1000

# a process that may not keep compiled modules takes five times as long to start, and the tests start many
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo check check-format check-lint check-types check-imports test coverage words screenshots test-peers test-long bench lock clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: $(RUN) ## install Ovation into .venv: then .venv/bin/ovation is there

demo: $(RUN) ## play a fictional event on a wall of its own
	@$(BIN)/ovation demo || [ $$? = 130 ]  # Ctrl+C is how it ends

check: $(TESTS) ## format, lint, types, import contracts; seconds
	@$(MAKE) --no-print-directory --jobs 4 --output-sync=target check-format check-lint check-types check-imports

check-format: $(TESTS)
	@$(BIN)/ruff format --check --quiet || { $(BIN)/ruff format --check; exit 1; }

check-lint: $(TESTS)
	@$(BIN)/ruff check --quiet

check-types: $(TESTS)
	@$(BIN)/mypy --no-error-summary

check-imports: $(TESTS)
	@$(BIN)/lint-imports --no-cache > $(VENV)/.imports 2>&1 || { cat $(VENV)/.imports; exit 1; }

test: check $(BROWSER) ## check, and every test but peers, wide and long, with a real browser
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

coverage: $(TESTS) $(BROWSER) ## the same tests at half the speed, and how much of app/ they run: at least 95 %
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	@.ci/coverage

test-peers: $(TESTS) $(BROWSER) ## every page in every shape; then real servers from registries, which it installs (once, minutes)
	@$(BIN)/python -m tests.peers.setup || true  # what cannot be had is said, and its tests say "not run"
	@.ci/part wide -m wide -n 2 tests/e2e  # each opens many pages at once
	@.ci/part peers -m peers tests/peers

test-long: $(TESTS) $(BROWSER) ## faults, soak, fuzzing: N=rounds SEED=number
	@HYPOTHESIS_PROFILE=long .ci/part long -m long --timeout 0 --rounds $(N) --seed $(SEED) --hypothesis-seed $(SEED)

bench: $(TESTS) ## ratios within one run, asserting no time: PART=fanout VIEWERS=10000
	@$(BIN)/python -m tests.bench $(PART) --viewers $(VIEWERS)

words: $(TESTS) ## bring the catalogues of web/languages up to date: AREA=say for one area
	@$(BIN)/python -m tests.words $(AREA)

screenshots: $(TESTS) $(BROWSER) ## photograph every page of the demo into docs/images
	@$(BIN)/python -m tests.screenshots

lock: $(TESTS) ## the newest versions that pyproject.toml allows, with hashes
	@compile="$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate" && \
	$$compile pyproject.toml -o requirements.lock && \
	$$compile --group build --constraint requirements.lock -o requirements.build.lock && \
	$$compile pyproject.toml --group dev --constraint requirements.lock --constraint requirements.build.lock \
		-o tests/requirements.lock

clean: ## remove whatever the other targets made
	@rm -rf $(VENV) dist build .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find app tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Ovation needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)" >&2; exit 1; }

$(RUN): | $(VENV)/bin/python
	@echo "Setting up $(VENV) (once) …"
	@$(PIP) install --require-hashes -r requirements.build.lock -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.run-* && touch $@

$(TESTS): $(RUN)
	@echo "Setting up the test tools (once) …"
	@$(PIP) install --require-hashes -r tests/requirements.lock
	@rm -f $(VENV)/.tests-* && touch $@

$(BROWSER): $(TESTS)
	@.ci/browser
	@touch $@
