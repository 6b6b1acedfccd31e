# Everything from nothing: `make run` serves the portal, `make test` proves it.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
export PORT ?= 8000

.PHONY: run dev test test-fast test-full bench check messages lock audit names clean

run: $(VENV)/.runtime ## serve with gunicorn
	@$(PYTHON) manage.py prepare
	@exec $(PYTHON) -m gunicorn --config deploy/gunicorn.conf.py portal.wsgi

dev: $(VENV)/.runtime ## the same, reloading when the code changes
	@$(PYTHON) manage.py prepare
	@PORTAL_DEBUG=1 exec $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/.dev ## everything, on SQLite and on PostgreSQL; one place: make test T=tests/rights/search
	@scripts/test.sh $(T)

test-fast: $(VENV)/.dev ## on SQLite, without the browser and the slow tests
	@scripts/test.sh --fast

test-full: $(VENV)/.dev ## the full product of every matrix: long
	@scripts/test.sh --full

bench: $(VENV)/.dev ## the search at full size, on both databases: some ten minutes
	@$(PYTHON) bench/search.py

check: $(VENV)/.dev ## lint, templates, migrations, deployment settings
	@scripts/check.sh

messages: $(VENV)/.dev ## for developers: collect interface strings into locale/ (needs xgettext)
	$(PYTHON) manage.py makemessages --all --no-obsolete --no-location --no-wrap --ignore '$(VENV)' --ignore tests

lock: $(VENV)/.dev ## for developers: pin the dependencies anew, with hashes and without any address
	scripts/lock.sh

audit: ## for developers: what is known against the pinned packages; needs the internet
	@scripts/audit.sh

names: $(VENV)/.runtime ## for developers: names and alphabets from CLDR into fixtures/names.json
	$(PYTHON) -m pip install --quiet '.[names]'
	$(PYTHON) manage.py write_names

$(VENV)/.runtime: requirements.lock
	@scripts/environment.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock
	@scripts/environment.sh $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.runtime

clean: ## remove the virtual environment (data in var/ stays)
	rm -rf $(VENV)
