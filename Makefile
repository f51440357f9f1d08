.DEFAULT_GOAL := help
.PHONY: help setup demo up test check fmt bench lock clean
PY := .venv/bin/python
CODE := shared services gateway deploy bench tools tests

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from the hashed lock (the others do it by themselves)
	@tools/setup.sh

demo: setup ## Start everything, play the main job, stay up until Ctrl-C (ONCE=1: end after it; PORT=8081)
	@exec $(PY) -m sealwire_local demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

up: setup ## Start the local stack without playing anything (PORT=8081)
	@exec $(PY) -m sealwire_local up $(if $(PORT),--port $(PORT))

check: setup ## Format, lint, types, import contracts
	@$(PY) -m ruff format --check $(CODE)
	@$(PY) -m ruff check $(CODE)
	@$(PY) -m mypy
	@$(PY) tools/contracts.py

test: check ## All checks, then all tests
	@$(PY) -m pytest

fmt: setup ## Format the code and mend what can be mended by itself
	@$(PY) -m ruff check --fix --quiet $(CODE); $(PY) -m ruff format $(CODE)

bench: setup ## Measure; results go to bench/results/
	@$(PY) -m bench.accept
	@$(PY) -m bench.directory
	@$(PY) -m bench.profiling
	@$(PY) -m bench.edifact

lock: setup ## Resolve the dependencies again
	@tools/lock.sh

clean: ## Remove everything that was built or installed; .sealwire (state and keys) stays
	@rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
