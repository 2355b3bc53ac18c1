# Two commands do everything from a bare checkout: `make run` and `make test`. `make help` lists the rest.
SHELL := bash
PY := .venv/bin/python
MANAGE := $(PY) manage.py
WORKERS ?= auto
.DEFAULT_GOAL := help
.PHONY: help run test search-quality lint format drill bench audit workbench-pictures audit-deps code migrations shell stop clean lock setup setup-dev

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup  ## The shop with all its parts on http://127.0.0.1:8000 (PORT=, HOST= choose)
	@exec $(PY) -m portero.supervisor

test: setup-dev  ## All tests but the long drills (ARGS="-k bag" chooses)
	@exec $(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup-dev  ## Style, types, import contract, migrations, production settings, templates, deployment files
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-cache
	$(MANAGE) makemigrations --check --dry-run
	set -a; . deploy/env.example; . <($(PY) bin/new_keys.py); set +a; $(MANAGE) check --deploy --fail-level WARNING
	$(PY) -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(PY) bin/check_nginx.py
	$(PY) -m djlint --lint --quiet templates components

format: setup-dev  ## Let ruff put the code in order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

search-quality: setup-dev  ## How good the search is, on the real file beside the checkout and the demo pieces
	@exec $(PY) -m pytest -q -s tests/searching/test_quality.py

drill: setup-dev  ## The long tests: races of 64 buyers, kill -9, state machines
	@exec $(PY) -m pytest -m drill $(ARGS)

bench: setup-dev  ## Measure, and compare with the recorded figures
	@exec $(PY) -m benchmarks

audit:  ## Lighthouse, axe, weight and HTML of the pages, written to docs/audits.md (needs Node.js 20)
	@bin/setup audit
	@exec $(PY) -m audits $(ARGS)

workbench-pictures: setup-dev  ## The pictures of docs/authenticating.md, taken while the keyboard tests run
	@WORKBENCH_PICTURES=docs/workbench exec $(PY) -m pytest -q tests/browser/test_workbench_keyboard.py

audit-deps: setup-dev  ## Known weaknesses of the locked packages (needs its advisory service)
	$(PY) -m pip_audit --require-hashes --disable-pip -r requirements.txt

code: setup  ## The present one-time codes of the demo staff
	@$(MANAGE) staff_code

migrations: setup  ## Write migrations for changed models
	$(MANAGE) makemigrations

shell: setup  ## Django's shell
	$(MANAGE) shell

stop:  ## Stop what `make run` started, also in another terminal
	@if [ -x $(PY) ]; then $(PY) -m portero.supervisor stop; fi

clean: stop  ## Remove the virtual environment and caches; your data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: setup-dev  ## Resolve requirements*.in again
	$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" -c requirements.txt requirements-dev.in -o requirements-dev.txt

setup:
	@bin/setup run

setup-dev:
	@bin/setup test
