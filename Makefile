# Two commands do everything: `make run` and `make test`. The others serve those who change the code.

PYTHON ?= python3
BIN := .venv/bin
CODE := src tests tools bench

ifeq ($(DEMO),1)
export XIAOBIAN_DEMO := 1
endif

.PHONY: run test lint lock wheel clean help

run: ## Start the desk (DEMO=1: with a believable year of data); Ctrl-C stops it
	@$(PYTHON) tools/bootstrap.py run && exec $(BIN)/xiaobian up $(ARGS)

test: ## Install what the tests need and run all of them (ARGS="tests/box -k stop" for some)
	@$(PYTHON) tools/bootstrap.py test && exec $(BIN)/python tools/run_tests.py $(ARGS)

lint: ## What CI refuses: style, formatting, floors, types, sizes
	@$(PYTHON) tools/bootstrap.py lint
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/python tools/sizes.py

lock: ## Choose the versions of all packages anew, within pyproject.toml
	@$(PYTHON) tools/bootstrap.py run
	$(BIN)/python tools/lock.py

wheel: ## Build dist/xiaobian-*.whl with assets and translations inside
	@$(PYTHON) tools/bootstrap.py run
	$(BIN)/uv build --wheel --no-build-isolation --python $(BIN)/python

clean: ## Remove everything that was built
	rm -rf .venv dist build assets/node_modules tests/servers/*/node_modules src/xiaobian/web/static/dist
	find src -name '*.mo' -delete

help: ## This list
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 10
