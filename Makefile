# Everything here sets itself up: a private environment, .venv, with the exact versions and hashes of requirements/.
# It is made anew when the interpreter, this folder's place, a lock or pyproject.toml changes, and only then.

PYTHON ?= python3#     another interpreter: make test PYTHON=python3.13
PYTEST_ARGS ?=#        more for pytest: make cover PYTEST_ARGS="--durations=20"
COVER ?=#              make test COVER=1 holds the floor of coverage too, and takes twice the time
LOCK_ARGS ?=#          more for the lock: make lock LOCK_ARGS=--upgrade

# An active .venv must not be what makes .venv anew, so the interpreter below it is asked for.
BASE := $(shell $(PYTHON) -c 'import sys; print(getattr(sys, "_base_executable", "") or sys.executable)' 2>/dev/null)
FITS := $(shell $(PYTHON) -c 'import sys; print((3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null)
THIS := $(shell $(PYTHON) -c 'import sys; print(sys.base_prefix, *sys.version.split())' 2>/dev/null) $(CURDIR)
HEADERS = $(shell $(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))')

sum = $(shell printf '%s' '$(THIS)' | cat - pyproject.toml $(1:%=requirements/%.txt) | cksum | cut -d ' ' -f 1)
BIN := .venv/bin
RUN := .venv/.run-$(call sum,build run)
DEV := .venv/.dev-$(call sum,build run dev)
BENCH := .venv/.bench-$(call sum,build run dev bench)

# durable-rules overwrites CFLAGS, and calls a function that Python 3.13 took away (docs/engine.md).
export CPPFLAGS := -O2 -DPyEval_CallObject=PyObject_CallObject
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PIP_PREFIX PIP_TARGET PIP_USER PYTHONHOME PYTHONPATH

PIP := $(BIN)/python -m pip
LOCKED := -qq --no-deps --require-hashes
TESTS = $(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)
COVERED = --cov --cov-report=term

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types contracts prove cover bench docs lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='	' read -r name says; \
		do printf 'make %-10s %s\n' "$$name" "$$says"; done

setup: $(DEV) ## make the private environment that all the rest runs in

demo: $(RUN) ## assess an exam that comes along: the result, its reasons, its note
	@$(BIN)/sot demo

test: $(DEV) lint types contracts prove ## every check: style, types, rooms, proofs, tests; COVER=1: the floor of coverage
	$(TESTS) $(if $(COVER),$(COVERED))

lint: $(DEV) ## style (ruff)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV) ## types (mypy, strict)
	$(BIN)/mypy

contracts: $(DEV) ## who may import whom (import-linter)
	$(BIN)/lint-imports

prove: $(DEV) ## what the packs promise of every possible exam (Z3)
	$(BIN)/sot rules prove

cover: $(DEV) ## the tests alone, their coverage with a page for each file in .coverage-html/
	$(TESTS) $(COVERED) --cov-report=html

bench: $(BENCH) ## the figures of the README, beside other rule engines; takes half an hour
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.cards
	$(BIN)/python -m benchmarks.practice
	$(BIN)/python -m benchmarks.records

docs: $(DEV) ## the site, strictly, into build/site/index.html; what is made from the code is written anew first
	$(BIN)/python -m tests.docs.pages
	$(BIN)/zensical build --config-file mkdocs.yml --clean --strict

lock: $(DEV) ## write requirements/ anew from pyproject.toml
	UV=$(BIN)/uv sh requirements/lock.sh $(LOCK_ARGS)

clean: ## remove the private environment and everything that the tools left
	rm -rf .venv .coverage .coverage.* .coverage-html .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps. --no-cache-dir, since a durable-rules that was built without our CPPFLAGS may lie in pip's cache.
$(RUN):
	@test "$(FITS)" = True || { echo 'This needs Python 3.11 to 3.14, and "$(PYTHON)" is not one.' \
		'Name one that is: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(BASE) -m pip --version >/dev/null 2>&1 || { echo '$(BASE) has no pip.' \
		'On Debian and Ubuntu: apt install python3-pip; elsewhere: $(BASE) -m ensurepip' >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null && test -f "$(HEADERS)/Python.h" || { echo 'durable-rules is built from source:' \
		'that needs a C compiler and the headers of Python.' \
		'On Debian and Ubuntu: apt install gcc python3-dev; on macOS: xcode-select --install' >&2; exit 1; }
	@echo 'Setting up .venv with $(BASE); once, about a minute.'
	@rm -rf .venv
	@$(BASE) -m venv --without-pip .venv
	@$(BASE) -m pip --python $(BIN)/python install $(LOCKED) -r requirements/build.txt
	@$(PIP) install $(LOCKED) --no-cache-dir --no-build-isolation -r requirements/run.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN)
	@echo 'Adding what the checks need to .venv.'
	@$(PIP) install $(LOCKED) -r requirements/dev.txt
	@touch $@

$(BENCH): $(DEV)
	@echo 'Adding the engines to compare with to .venv.'
	@$(PIP) install $(LOCKED) -r requirements/bench.txt
	@touch $@
