# make help lists what there is. Needs Python 3.11 or newer; everything else is fetched.

PORT ?= 8000
DAY ?= 2023-09-15
YEAR ?= data/songbei-2023.yaml data/songbei-2023-example.yaml
ARGS ?=

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --requirement
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))
TEMPLATES = $(shell find templates -name '*.html')

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench chaos fuzz axe matrix examples screenshots guide migrations messages pins clean

help:  ## list these
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## */  make \1\t/' | expand -t 20

run: $(VENV)/runtime $(CATALOGUES)  ## the whole site on this machine: PORT=8000 DAY=2023-09-15
	@NEWAREA_DAY=$(DAY) $(PY) manage.py serve --port $(PORT) --since $$(date +%s) --load $(YEAR)

test: $(VENV)/development $(CATALOGUES)  ## everything on PostgreSQL, Redis, SMTP and Chromium: ARGS="-k reminders"
	@.ci/packages
	@$(PY) -m pytest --ignore=tests/journeys $(ARGS)
	@$(PY) -m pytest -n0 tests/journeys  # a running browser changes its process's connections: on their own

lint: $(VENV)/development $(CATALOGUES)  ## format, lint, types, templates, migrations, catalogues
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(VENV)/bin/djlint --quiet --lint templates
	$(PY) manage.py check --fail-level WARNING --settings tests.settings
	$(PY) manage.py makemigrations --check --dry-run --settings tests.settings
	$(PY) manage.py update_catalogues --check

format: $(VENV)/development  ## what lint would complain about, as far as a machine can mend it
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	-$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES)

bench: $(VENV)/development $(CATALOGUES)  ## what a page, a reminder scan and a mail cost: ARGS="sending"
	$(PY) -m bench $(ARGS)

chaos: $(VENV)/development $(CATALOGUES)  ## take everything away that can be while mails go out: ARGS="--faults 300 --seed 7"
	$(PY) -m tests.chaos $(ARGS)

fuzz: $(VENV)/development $(CATALOGUES)  ## the properties with many more examples, and the API against its schema
	$(PY) -m pytest -m "fuzz or hypothesis" --hypothesis-profile=long --timeout 3600 $(ARGS)

axe: $(VENV)/development $(CATALOGUES)  ## accessibility of every page, as each role: ARGS="--roles anonymous --looks 1"
	@.ci/packages
	@DJANGO_SETTINGS_MODULE=newarea.settings $(PY) -m tests.axe $(ARGS)

matrix: $(VENV)/development $(CATALOGUES)  ## who gets what at every address by every method, into tests/matrix
	-@WRITE_MATRIX=1 $(PY) -m pytest -q tests/test_matrix.py
	@git diff --stat tests/matrix

examples: $(VENV)/development $(CATALOGUES)  ## an example of every call and answer of the API, for its schema
	-@WRITE_EXAMPLES=1 $(PY) -m pytest -q -n0 tests/api/test_examples.py
	@git diff --stat '*examples.json'

screenshots: $(VENV)/development $(CATALOGUES)  ## the pages at 1360 and 390 px in both languages, into docs/pictures
	@.ci/packages
	$(PY) -m tests.screenshots $(ARGS)

guide: $(VENV)/development $(CATALOGUES)  ## the pictures of the user's guide, into docs/pictures/guide: ARGS="zh"
	@.ci/packages
	$(PY) -m tests.screenshots.guide $(ARGS)

migrations: $(VENV)/development  ## write what the models have changed, one line of migrations an app: ARGS="--name purpose"
	$(PY) manage.py makemigrations --settings tests.settings $(ARGS)

messages: $(VENV)/development  ## bring the catalogues up to date with the sources
	$(PY) manage.py update_catalogues

pins: $(VENV)/development  ## pin pyproject.toml into requirements.txt and requirements-dev.txt (fetches uv)
	$(PY) -m pip install --quiet uv
	.ci/pins

clean:  ## forget the environment; var/ with what was entered stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found on PATH."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make an environment; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs ..."
	@$(PIP) requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the site and its tests need ..."
	@$(PIP) requirements-dev.txt
	@touch $@ $(VENV)/runtime

%.mo: %.po
	@$(PY) manage.py compile_catalogues
