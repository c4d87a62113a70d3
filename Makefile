# The two commands are `make serve` and `make test`; `make help` lists the rest.
PYTHON     ?= python3
VENV       ?= .venv
WHEELHOUSE ?=
HOST       ?= 127.0.0.1
PORT       ?= 8000
BIN        := $(VENV)/bin
# With WHEELHOUSE=folder nothing is fetched: every wheel comes from that folder.
PIP_SOURCE := $(if $(WHEELHOUSE),--no-index --find-links $(WHEELHOUSE),)
PIP        := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes $(PIP_SOURCE)
SELF       := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation $(PIP_SOURCE) -e .

.PHONY: help serve test install lint bench shots clean wheelhouse lock

help:
	@sed -n 's/^## //p' Makefile

## make serve       start the portal on http://127.0.0.1:8000 (first run: installs, creates the sample office)
serve: install
	@$(BIN)/portal serve --sample --host $(HOST) --port $(PORT)

## make test        run the whole test suite
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadgroup

## make install     only make .venv from the lock file
install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.lock
	$(SELF)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) -r requirements-dev.lock
	@touch $@

## make lint        ruff (lint and format) and mypy
lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy portal

## make bench       print the benchmarks of tests/benchmarks/
bench: $(VENV)/.installed-dev
	@for script in tests/benchmarks/bench_*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

## make shots       make the README's pictures again
shots: $(VENV)/.installed-dev
	$(BIN)/python -m tests.browser.make_shots

## make wheelhouse  collect every wheel, to carry into a network without internet
wheelhouse: $(VENV)/.installed
	$(BIN)/python -m pip --disable-pip-version-check download --quiet --require-hashes --only-binary :all: -r requirements.lock -d wheelhouse
	@echo "wheelhouse/ を庁内の端末へ運び、make serve WHEELHOUSE=wheelhouse を実行してください。"

## make lock        resolve pyproject.toml into the two lock files (needs uv)
lock:
	uv pip compile pyproject.toml --extra fast --extra build --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements.lock
	uv pip compile pyproject.toml --extra fast --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -q -o requirements-dev.lock

## make clean       remove .venv and caches (never instance/)
clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis wheelhouse
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
