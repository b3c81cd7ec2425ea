# Two commands: `make run` turns the papers of a folder into tables, `make test` proves the code.
# Each makes the environment when there is none, and installs again only when what is to be installed has changed.

SEEDS ?= seeds
OUTPUTS ?= outputs
WORKERS ?=
SCHEDULER ?=
CRON ?= 0 6 * * *
VENV ?= .venv
BENCH ?= ../shared/bench
PAPERS ?= 300
COPIES ?= 10

BIN := $(VENV)/bin
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3,$(shell $(name) -c '$(FITS)' 2>/dev/null && echo $(name))))
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
NEEDS := pyproject.toml constraints.txt

OPTIONS = --seeds '$(SEEDS)' --outputs '$(OUTPUTS)' $(if $(WORKERS),--workers $(WORKERS)) \
	$(if $(SCHEDULER),--engine dask --scheduler '$(SCHEDULER)')

.PHONY: run schedule test accuracy bench clean

run: $(VENV)/.installed
	@$(BIN)/python pipelines/headache_literature.py $(OPTIONS)

schedule: $(VENV)/.installed
	@exec $(BIN)/cephlit schedule --cron '$(CRON)' $(OPTIONS)

test: $(VENV)/.installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --cov

accuracy: $(VENV)/.installed
	@test -n '$(GOLD)' || { echo 'Name the annotations: make accuracy GOLD=../shared/gold' >&2; exit 1; }
	@$(BIN)/python -m training.accuracy '$(GOLD)'

# How fast it is, on a folder with `rct-fulltext-300.tar.gz`; medspaCy, for comparison, gets an environment of its own.
bench: $(VENV)/.installed $(VENV)-medspacy/.installed
	$(BIN)/python -m training.bench '$(BENCH)/rct-fulltext-300.tar.gz' --papers $(PAPERS) --copies $(COPIES) --medspacy $(VENV)-medspacy/bin/python

$(VENV)-medspacy/.installed:
	$(BIN)/python -m venv --clear $(VENV)-medspacy
	$(VENV)-medspacy/bin/python -m pip install --quiet --disable-pip-version-check 'medspacy==1.3.0' 'setuptools<81'
	@touch $@

$(VENV)/.installed: $(NEEDS)
	@$(BIN)/python -c '$(FITS)' 2>/dev/null || { \
	    '$(or $(PYTHON),false)' -c '$(FITS)' || { echo 'cephlit needs Python 3.11 or 3.12; name it: make PYTHON=/path/to/python3.11' >&2; exit 1; }; \
	    echo 'Making the environment in $(VENV); this takes a few minutes once.'; \
	    '$(PYTHON)' -m venv --clear '$(VENV)'; }
	$(INSTALL) .
	@touch $@

$(VENV)/.installed-for-tests: $(VENV)/.installed
	$(INSTALL) '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-medspacy .prefect build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
