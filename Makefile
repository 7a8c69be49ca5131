# Everything a developer or an operator types. `make` alone lists the commands.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-slow lint messages reset

VENV := .venv
PY := $(VENV)/bin/python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c "$(NEW_ENOUGH)" >/dev/null 2>&1 && { echo $$python; break; }; done)
ARGS ?=
EXTRACT := --mapping-file=locale/babel.ini --omit-header --no-location --sort-output \
	--keywords="lazy gettext_lazy gettext_noop ngettext_lazy:1,2 pgettext_lazy:1c,2"
UPDATE := --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120

help:
	@echo "make run        the portal with its demo on http://127.0.0.1:8000 (PORT=… DEMO=0 DATA_PACK=… DATABASE_URL=… REDIS_URL=… EMAIL_URL=…)"
	@echo "make test       the tests, on real PostgreSQL and Valkey (ARGS=\"tests/cases -q\" goes to pytest)"
	@echo "make test-slow  the tests that kill processes and drive a browser"
	@echo "make lint       style, layers, templates, missing migrations"
	@echo "make messages   bring locale/hi up to what the code says, and compile it (docs/translating.md)"
	@echo "make reset      delete ./var: the next run starts over"

run: $(VENV)/.run
	@exec $(PY) -m dehportal.up

test: $(VENV)/.dev
	@exec $(PY) -m pytest -m "not slow" $(ARGS)

test-slow: $(VENV)/.dev
	@exec $(PY) -m pytest -m slow $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --lint --quiet templates
	$(PY) -W ignore manage.py makemigrations --check --dry-run

messages: $(VENV)/.dev
	@PYTHONPATH=. $(VENV)/bin/pybabel -q extract $(EXTRACT) --output=locale/django.pot .
	@$(VENV)/bin/pybabel -q update --domain=django --output-dir=locale --locale=hi --input-file=locale/django.pot $(UPDATE)
	@rm locale/django.pot
	$(VENV)/bin/pybabel compile --domain=django --directory=locale --statistics

reset:
	@if [ -x $(PY) ]; then exec $(PY) -m dehportal.reset; else rm -rf var; fi

# Installing happens once, and again when the pinned requirements change ----------------------------------------------

define install
	@echo "Installing $< …"
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(PY) --require-hashes -r $<; \
	else \
		$(PY) -c "import pip" 2>/dev/null || $(PY) -m ensurepip >/dev/null; \
		$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@
endef

$(PY):
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c "$(NEW_ENOUGH)" 2>/dev/null; then \
		echo "Python 3.11 or later is needed and was not found: install it, or name it: make run PYTHON=/path/to/python3"; exit 1; fi
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); uv venv --quiet --python $(PYTHON) $(VENV) 2>/dev/null; } || { \
		rm -rf $(VENV); echo "The virtual environment could not be made: install the venv module of Python (on Debian: apt install python3-venv)."; exit 1; }

$(VENV)/.run: requirements.txt | $(PY)
	$(install)

$(VENV)/.dev: requirements-dev.txt | $(PY)
	$(install)
	@touch $(VENV)/.run
