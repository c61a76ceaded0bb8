# Budgetliggaren. `make` lists what there is to do; arguments go in ARGS, as in `make demo ARGS=--no-serve`.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
SOURCES := ledger projections api tests

# The lock is made by this version, so that two people who make it get the same one.
PIP_TOOLS := pip-tools==7.6.2
LOCK_VENV := .venv-lock
# Hashes are those of the public registry whatever the machine is set up with, and no address gets into the file.
COMPILE = env -u PIP_FIND_LINKS -u PIP_NO_INDEX CUSTOM_COMPILE_COMMAND="make lock" $(LOCK_VENV)/bin/pip-compile --quiet \
	--generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# What Python has compiled is kept (`make clean` takes it away): the tests start some hundred programs, each of which
# would otherwise compile all of this anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo serve test soak bench faults check format lock clean

help:
	@echo 'make demo      spela in exemplen, visa ramarna och starta på 127.0.0.1:8000 (ARGS=--no-serve: starta inte)'
	@echo 'make serve     starta liggaren'
	@echo 'make test      kör testerna (ARGS går till pytest: make test ARGS="-k money")'
	@echo 'make soak      kör modellen länge (MODEL_EXAMPLES=200 MODEL_STEPS=50 MODEL_VERDICTS=500 MODEL_SEED=…)'
	@echo 'make bench     mät läsning, omspelning och registrering, som kvoter (ARGS=--json)'
	@echo 'make faults    döda följare, server och databas, bryt strömmen, och räkna (FAULTS_FOLLOWER=1000 FAULTS_SEED=…)'
	@echo 'make check     granska stil, form och typer'
	@echo 'make format    ordna formen'
	@echo 'make install   installera allt i $(VENV), utan att starta något'
	@echo 'make lock      lås om beroendena (ARGS=--upgrade: till nyaste versioner)'
	@echo 'make clean     ta bort det som make har skapat här'

demo: $(VENV)/installed
	@$(BIN)/liggare demo $(ARGS)

serve: $(VENV)/installed
	@$(BIN)/liggare serve $(ARGS)

# One process for each core, each with a server of its own; a module's tests stay together, for what they share. The
# modules are taken in the order in which they were collected: those that take longest first.
test: $(VENV)/installed-for-development
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

soak: export MODEL_EXAMPLES ?= 200
soak: export MODEL_STEPS ?= 50
soak: export MODEL_VERDICTS ?= 500
soak: $(VENV)/installed-for-development
	@$(BIN)/python -m pytest --capture=no tests/model/test_machine.py tests/model/test_verdicts.py $(ARGS)

bench: $(VENV)/installed-for-development
	@$(BIN)/python -m tests.bench $(ARGS)

faults: $(VENV)/installed-for-development
	@$(BIN)/python -m tests.faults $(ARGS)

check: $(VENV)/installed-for-development
	@$(BIN)/python -m ruff check $(SOURCES)
	@$(BIN)/python -m ruff format --check $(SOURCES)
	@$(BIN)/python -m mypy

format: $(VENV)/installed-for-development
	@$(BIN)/python -m ruff check --fix $(SOURCES)
	@$(BIN)/python -m ruff format $(SOURCES)

install: $(VENV)/installed-for-development

# A stamp for each step: a second run has nothing to do, and an interrupted one starts over where it stopped.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Liggaren behöver Python 3.11 eller nyare: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt pyproject.toml | $(VENV)/made
	@echo 'Installerar i $(VENV) …'
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-development: .ci/requirements.txt $(VENV)/installed
	@echo 'Installerar det som testerna behöver …'
	@$(PIP) install --require-hashes --requirement requirements.txt --requirement .ci/requirements.txt
	@touch $@

lock:
	@$(PYTHON) -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip --disable-pip-version-check --quiet --quiet install $(PIP_TOOLS)
	@$(COMPILE) $(ARGS) --extra build --output-file requirements.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra build --extra dev --constraint requirements.txt \
		--output-file .ci/requirements.txt pyproject.toml
	@rm -rf $(LOCK_VENV)

clean:
	@rm -rf $(VENV) $(LOCK_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks build dist
	@find $(SOURCES) -type d -name __pycache__ -prune -exec rm -rf {} +
