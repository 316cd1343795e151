# Thin on purpose: what a person types, and nothing that a person could not type.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# The first Python from 3.11 on that can make an environment.
PYTHON = $(firstword $(foreach python,python3.11 python3.12 python3.13 python3,$(shell \
	$(python) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $(python))))
# An installation is known by the digest of what it was made from: a second call is instant.
digest = $(firstword $(shell cat pyproject.toml requirements/$(1).txt | sha256sum))
RUNTIME := $(VENV)/.runtime-$(call digest,runtime)
TEST := $(VENV)/.test-$(call digest,test)
RIVALS := $(VENV)-rivals/.rivals-$(call digest,rivals)

# $(call environment,FOLDER,NAME): an environment holding exactly requirements/NAME.txt.
define environment
	test -n "$(PYTHON)" || { echo "preuve: Python 3.11 or later with venv is needed" \
		"(Debian: apt install python3-venv)" >&2; exit 1; }
	echo "Installing requirements/$(2).txt in $(1): once, until it changes."
	test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	rm -f $(1)/.$(2)-*
	pip="$(1)/bin/python -m pip --disable-pip-version-check --no-input --quiet"
	$$pip install --require-hashes -r requirements/$(2).txt
endef

.PHONY: help demo demo-live test packages bench kit lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(RUNTIME) ## audit the fictional hospital, no root, no server; results in demo/
	@$(BIN)/preuve demo --out demo

demo-live: packages $(TEST) ## the same hospital in a real Samba controller (root); in demo-live/
	@$(BIN)/python -m tests.lab --out demo-live

test: packages $(TEST) ## every gate and every test; as root, installs the lab's packages first
	@$(BIN)/ruff format --check
	# Uncached: an import sorted before its module existed stays green in the cache, red on a clone.
	$(BIN)/ruff check --no-cache
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive agent collectors checks reports
	# One worker a core of CI; the order is tests/conftest.py's, the long files first.
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

bench: packages $(TEST) $(RIVALS) ## measure against the rivals; wants an idle machine
	@$(BIN)/python -m tests.benchmarks.hosts --rival $(VENV)-rivals/bin/ansible
	$(BIN)/python -m tests.benchmarks.windows_hosts
	$(BIN)/python -m tests.benchmarks.backup_logs
	$(BIN)/python -m tests.benchmarks.matching --rival $(VENV)-rivals/bin/python
	$(BIN)/python -m tests.benchmarks.reconciliation
	$(BIN)/python -m tests.benchmarks.reconciliation --growth
	$(BIN)/python -m tests.benchmarks.report
	$(BIN)/python -m tests.benchmarks.scan --rival $(VENV)-rivals/bin/ldapdomaindump
	$(BIN)/python -m tests.benchmarks.growth

kit: $(RUNTIME) ## the offline kit in dist/: wheels for Linux and Windows, installers, sums
	@$(BIN)/python .ci/kit/build.py --output dist

$(RUNTIME):
	@$(call environment,$(VENV),runtime)
	$$pip install --no-deps --no-build-isolation -e .
	touch $@

# The test requirements hold the runtime's, at the same versions.
$(TEST):
	@$(call environment,$(VENV),test)
	$$pip install --no-deps --no-build-isolation -e .
	touch $@ $(RUNTIME)

$(RIVALS):
	@$(call environment,$(VENV)-rivals,rivals)
	touch $@

# The lab starts its own servers on loopback: those of the packages must stay stopped.
packages:
	@[ -x /usr/bin/dpkg-query ] || exit 0
	missing=$$(comm -23 <(grep -v '^#' tests/lab/packages.txt | sort -u) <(dpkg-query -W \
		-f '$${db:Status-Status} $${Package}\n' | sed -n 's/^installed //p' | sort -u))
	[ -n "$$missing" ] || exit 0
	[ "$$(id -u)" = 0 ] || { echo "lab: not root, so not installed:" $$missing; exit 0; }
	policy=/usr/sbin/policy-rc.d
	[ -e $$policy ] || { trap "rm -f $$policy" EXIT; \
		printf '#!/bin/sh\nexit 101\n' > $$policy; chmod 755 $$policy; }
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing

lock: ## write the hashed requirements again, for every platform (needs uv)
	@compile="uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --strip-extras --no-header"
	$$compile --output-file requirements/runtime.txt pyproject.toml requirements/runtime.in
	$$compile --output-file requirements/test.txt --constraint requirements/runtime.txt \
		--extra postgresql --extra fleet pyproject.toml requirements/runtime.in requirements/test.in
	$$compile --output-file requirements/rivals.txt requirements/rivals.in

clean: ## remove the environments, the caches and the results
	@rm -rf $(VENV) $(VENV)-rivals demo demo-live build dist .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
