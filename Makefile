# make run · make test — each sets up what it needs in .venv and is quick the second time.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.PHONY: help run test lint unit browser shots bench precompute evaluate clean

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: .venv/app.done ## open the dashboard
	@echo "▸ 打开 http://localhost:$(PORT) （按 Ctrl+C 停止）"
	@$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: lint unit browser ## everything: lint, unit and page tests, a real browser
	@echo "▸ all done"

lint: .venv/dev.done ## form and lint (ruff)
	@echo "▸ lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

unit: .venv/dev.done ## tests without a browser
	@echo "▸ unit and page tests"
	@$(BIN)/pytest -m "not browser" -n auto

browser: .venv/dev.done ## tests in headless Chromium; says so if there is none
	@echo "▸ browser tests"
	@$(BIN)/pytest -m browser -rs

shots: .venv/dev.done ## pictures of every page: light, dark, 390 px
	@$(BIN)/python -m tests.browser.shots

bench: .venv/bench.done ## speed and memory beside what a user would use instead
	@$(BIN)/python -m benchmarks

precompute: .venv/app.done ## what ships beside the checkpoint; run after changing models/
	@$(BIN)/python -m lib.precompute

evaluate: .venv/pretraining.done ## the tables of the model card (about 10 minutes)
	@$(BIN)/python -m pretraining.evaluate

clean: ## remove the environment
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "▸ making .venv"
	@$(PYTHON) -m venv .venv

.venv/app.done: requirements.txt | .venv/bin/python
	@echo "▸ installing the app's packages (once; torch is large)"
	@$(BIN)/pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

.venv/dev.done: requirements-dev.txt pretraining/requirements.txt .venv/app.done
	@echo "▸ installing the tests' packages"
	@$(BIN)/pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@

.venv/bench.done: benchmarks/requirements.txt .venv/dev.done
	@echo "▸ installing the benchmarks' packages"
	@$(BIN)/pip install --disable-pip-version-check -q -r benchmarks/requirements.txt
	@touch $@

.venv/pretraining.done: pretraining/requirements.txt .venv/app.done
	@echo "▸ installing the pretraining's packages"
	@$(BIN)/pip install --disable-pip-version-check -q -r pretraining/requirements.txt
	@touch $@
