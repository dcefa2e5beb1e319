# The two commands a newcomer needs are `make demo` and `make test`. Needs Python 3.11-3.13 and nothing else.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: demo test fast chaos chaos-short lock bench load format clean

demo: .venv/ready
	$(BIN)/tsunagu demo

test: .venv/ready  ## three at once: on two cores, what waits leaves room
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 3

fast: .venv/ready  ## the same without the slow tests
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/pytest -n 2 -m "not slow"

chaos: .venv/ready  ## kill -9 and database restarts under load, counted; the long run
	$(BIN)/python -m tests.chaos --long

chaos-short: .venv/ready
	$(BIN)/python -m tests.chaos
	$(BIN)/pytest -m alone tests/chaos

bench: .venv/ready
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.deciding
	$(BIN)/python -m tests.bench.matching
	$(BIN)/python -m tests.bench.matching 200
	$(BIN)/python -m tests.bench.server
	$(BIN)/python -m tests.bench.training
	$(BIN)/python -m tests.bench.growth

load: .venv/ready  ## 200 events a second for ten minutes against both simulators; LOAD="--rate 40 --processes 3,3" for another
	$(BIN)/python -m tests.bench.flood $(LOAD)

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "tsunagu needs Python 3.11, 3.12 or 3.13 on the PATH" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:  ## after a change of dependencies; needs uv, writes no host
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --constraint requirements.lock pyproject.toml -o deploy/requirements-runtime.lock

clean:
	rm -rf .venv build *.egg-info
