# `make report` and `make test` need Python 3.11 or newer and a package index, and nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test test-app image check rehearse bench format docs lock clean checkov emulator checks mapping conform fuzz-terraform

report: .venv/runtime
	$(BIN)/footing report $(if $(wildcard .checkov/built),--checkov)

test: .venv/development
	$(BIN)/pytest -n auto

# The tests of the application alone, with what it needs and no more: what the pipeline asks before it builds an image.
test-app: .app/built
	@command -v valkey-server >/dev/null || command -v redis-server >/dev/null || \
		{ echo "make test-app: needs valkey-server or redis-server on the PATH, or the sessions would go untested" >&2; exit 2; }
	.app/bin/python -m pytest -n auto --confcutdir tests/app tests/app

# Builds the image of app/ with Docker or podman and runs it as a task would; FOOTING_BASE_IMAGE names another base.
image: .app/built
	FOOTING_IMAGE=1 .app/bin/python -m pytest -n auto --confcutdir tests/app tests/app/container

check: .venv/development .checkov/built
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/footing check --checkov
	$(BIN)/footing parity

# Checkov, the second judge, in an environment of its own: it and Pulumi need different versions of a package.
checkov: .checkov/built

# An emulator of AWS, in an environment of its own: what it brings is nothing that Footing needs.
emulator: .emulator/built

# Has the real AWS provider deploy dev and prod to the emulator, which takes minutes; says so where it is not at hand.
rehearse: .venv/development .emulator/built
	FOOTING_REHEARSE=1 $(BIN)/pytest -n auto tests/emulator

# Writes which checks Checkov has.
checks: .checkov/built
	mkdir -p build
	.checkov/bin/python -I auditor/checkov/inside.py > build/checkov.json
	mv build/checkov.json controls/checkov.json

bench: .venv/runtime
	$(BIN)/python -m bench

# Asks the real AWS provider of Terraform about each stack; says so where it is not at hand.
conform: .venv/runtime
	$(BIN)/footing terraform --check

# Shows the provider every property of every type that the mapping knows; takes many minutes.
fuzz-terraform: .venv/runtime
	$(BIN)/python -m auditor.terraform.fuzzing

# Writes the mapping of Pulumi's names to Terraform's, from the installed package and the provider at hand.
mapping: .venv/runtime
	$(BIN)/python -m auditor.terraform.generation

format: .venv/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes what in docs/ comes from the code: the picture, and the references of rules, controls and settings.
docs: .venv/runtime
	$(BIN)/footing picture
	$(BIN)/footing docs

# Locks what pyproject.toml asks for, with hashes, for every platform and Python that it supports.
lock: .venv/development
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

clean:
	rm -rf build .venv .app .checkov .emulator .traced .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Footing needs Python 3.11 or newer; set PYTHON=… to one" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q auditor components controls policies stacks
	@touch $@

# What the tests of app/ need. Pulumi, which all the others do, is not among it.
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

# What an image of app/ with traces holds, in an environment of its own: it and Pulumi need different versions of a package.
.traced/built: app/requirements-traced.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .traced
	.traced/bin/pip install --quiet --disable-pip-version-check --require-hashes -r app/requirements-traced.txt
	@touch $@

# The lock is whole but for what pyproject.toml excludes, so that pip need not look for more.
.venv/development: requirements-dev.txt .venv/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@
