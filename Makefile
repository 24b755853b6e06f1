# `make report` and `make test` need only Python 3.11 or newer and a package index.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help report test check format docs image bench conform test-app rehearse checkov emulator checkov-catalog mapping \
	fuzz-terraform lock clean

help: ## Lists these targets (the default)
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: .venv/runtime ## Renders and judges dev, stage and prod; writes build/report/index.html
	$(BIN)/footing report $(if $(wildcard .checkov/built),--checkov)

test: .venv/development ## Runs the tests
	$(BIN)/pytest -n auto

check: .venv/development .checkov/built ## Runs linters, type checker, rules, Checkov and parity
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/footing check --checkov
	$(BIN)/footing parity

format: .venv/development ## Formats the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/runtime ## Regenerates what in docs/ comes from the code: picture, rules, controls, settings
	$(BIN)/footing picture
	$(BIN)/footing docs

# FOOTING_BASE_IMAGE names another base image.
image: .app/built ## Builds the image of app/ with Docker or podman, and runs it as its task would
	FOOTING_IMAGE=1 .app/bin/python -m pytest -n auto --confcutdir tests/app tests/app/container

bench: .venv/runtime ## Measures how long judging takes
	$(BIN)/python -m bench

conform: .venv/runtime ## Validates each stack against the real AWS provider of Terraform, if installed
	$(BIN)/footing terraform --check

# The pipeline runs these before it builds an image, so they need no Pulumi.
test-app: .app/built ## Runs the tests of app/ alone
	@command -v valkey-server >/dev/null || command -v redis-server >/dev/null || \
		{ echo "make test-app: needs valkey-server or redis-server on the PATH, or the sessions would go untested" >&2; exit 2; }
	.app/bin/python -m pytest -n auto --confcutdir tests/app tests/app

rehearse: .venv/development .emulator/built ## Deploys dev and prod to an emulator by the real AWS provider; takes minutes
	FOOTING_REHEARSE=1 $(BIN)/pytest -n auto tests/emulator

# Checkov and Pulumi need different versions of a package, so each has its own environment.
checkov: .checkov/built ## Installs Checkov, the other judge

emulator: .emulator/built ## Installs an emulator of AWS for `make rehearse`

checkov-catalog: .checkov/built ## Maintainers: writes controls/checkov.json, the list of Checkov's checks
	mkdir -p build
	.checkov/bin/python -I auditor/checkov/inside.py > build/checkov.json
	mv build/checkov.json controls/checkov.json

mapping: .venv/runtime ## Maintainers: writes the mapping of Pulumi's names to Terraform's
	$(BIN)/python -m auditor.terraform.generation

fuzz-terraform: .venv/runtime ## Maintainers: tries every mapped property on the real provider; takes many minutes
	$(BIN)/python -m auditor.terraform.fuzzing

# With hashes, for every platform and Python that pyproject.toml supports.
lock: .venv/development ## Locks the newest versions of all dependencies
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade app/pyproject.toml \
		-c requirements.txt -o app/requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --extra traced app/pyproject.toml \
		-c app/requirements.txt -o app/requirements-traced.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --group dev pyproject.toml \
		-c requirements.txt -c app/requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --group app app/pyproject.toml \
		-c app/requirements.txt -c requirements-dev.txt -o requirements-app.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --python-version 3.11 \
		--group checkov -o requirements-checkov.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --python-version 3.11 \
		--group emulator -o requirements-emulator.txt

clean: ## Removes all environments, caches and reports
	rm -rf build .venv .app .checkov .emulator .traced .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Footing needs Python 3.11 or newer; set PYTHON=… to one" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q auditor components controls policies stacks
	@touch $@

# What the tests of app/ need, without Pulumi.
.app/built: requirements-app.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .app
	.app/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-app.txt
	@touch $@

.checkov/built: requirements-checkov.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .checkov
	.checkov/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-checkov.txt
	@touch $@

.emulator/built: requirements-emulator.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .emulator
	.emulator/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-emulator.txt
	@touch $@

# What an image of app/ with traces holds; it and Pulumi need different versions of a package.
.traced/built: app/requirements-traced.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .traced
	.traced/bin/pip install --quiet --disable-pip-version-check --require-hashes -r app/requirements-traced.txt
	@touch $@

# The lock is complete except what pyproject.toml excludes, so pip need not resolve anything.
.venv/development: requirements-dev.txt .venv/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@
