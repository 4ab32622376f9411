# Paihao: set up, run, check. `make` alone lists the targets.

PY ?= python3
UV ?= uv

HALL      ?= config/halls/demo.toml
STATE     ?= var
PORT      ?= 8000
HALL_PORT ?= 8100

TESTS         ?=
# Tests wait for processes more than they compute: twice the cores, four at most.
JOBS          ?= $(shell n=$$(nproc 2>/dev/null || echo 1); [ $$n -ge 2 ] && echo 4 || echo 2)
PYTEST_ARGS   ?=
BENCH_ARGS    ?=
FUZZ_EXAMPLES ?= 20000
FUZZ_BYTES    ?= 10000000

V        := .venv/bin/python
PACKAGES := config drivers queue_server kiosk evaluator counter display screen i18n virtual_hall benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test check format bench fuzz browser pcsc lock clean
# A target's program gets Ctrl-C itself; make has nothing to tidy up after it.
MAKEFLAGS += --no-print-directory
# A hall is ten programs and the tests are hundreds: without kept bytecode each compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  Variables: HALL=$(HALL) STATE=$(STATE) PORT=$(PORT) HALL_PORT=$(HALL_PORT) PY=$(PY)"
	@echo "             TESTS=tests/unit JOBS=$(JOBS) PYTEST_ARGS='-k word' BENCH_ARGS= FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) NO_APT=1"

setup: ## make .venv with what the hall needs
	@$(PY) tools/bootstrap.py run

setup-test: ## the same with what checks and tests need; as root also system packages (NO_APT=1: without)
	@$(PY) tools/bootstrap.py test --retry

run: ## start the whole hall on simulated devices
	@$(PY) tools/bootstrap.py run
	@exec $(V) -m virtual_hall --hall "$(HALL)" --state "$(STATE)" --port $(PORT) --hall-port $(HALL_PORT)

test: ## run the tests
	@$(PY) tools/bootstrap.py test
	@exec $(V) -m pytest -n $(JOBS) --maxprocesses=4 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS) $(TESTS)

check: ## check format, style, types and the directions of imports
	@$(PY) tools/bootstrap.py test
	$(V) -m ruff format --check .
	$(V) -m ruff check .
	$(V) -m mypy $(PACKAGES) tools tests
	.venv/bin/lint-imports --no-logo

format: ## format the code and mend what can be mended without a person
	@$(PY) tools/bootstrap.py test
	$(V) -m ruff check --fix-only --quiet .
	$(V) -m ruff format .

bench: ## measure
	@$(PY) tools/bootstrap.py test
	@exec $(V) -m benchmarks $(BENCH_ARGS)

fuzz: ## feed random input: FUZZ_EXAMPLES to each test, FUZZ_BYTES of noise to each decoder
	@$(PY) tools/bootstrap.py test
	@PAIHAO_FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) PAIHAO_FUZZ_BYTES=$(FUZZ_BYTES) exec $(V) -m pytest -m fuzz --hypothesis-profile=fuzz --timeout=0 $(PYTEST_ARGS) $(TESTS)

pcsc: ## build what PC/SC card readers need; as root also system packages (NO_APT=1: without)
	@$(PY) tools/bootstrap.py pcsc

browser: ## fetch a Chromium into .browser, without root
	@$(PY) tools/bootstrap.py test
	@$(V) tools/get_browser.py

lock: ## lock the requirements anew (maintainers; needs uv; UPGRADE=1 moves to newer versions)
	UV="$(UV)" $(PY) tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what was made, but not the hall's data in var/
	rm -rf .venv .browser .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov build dist
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
