# make run · make test — each sets up what it needs in .venv and is quick the second time.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
WORKERS ?= 2
MINUTES ?= 0
LISTEN ?= 127.0.0.1:$(PORT)
PIP := $(BIN)/pip install --disable-pip-version-check -q
# One lock for all systems and all Pythons from 3.11 on. torch is locked apart, by hand: torch.txt.
LOCK := .venv/tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-annotate --custom-compile-command "make lock" --excludes requirements/excluded.txt

.PHONY: help run serve test lint unit browser shots rehearse bench load profile precompute evaluate lock audit licences clean

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: .venv/app.done ## open the dashboard
	@echo "▸ 打开 http://localhost:$(PORT) （按 Ctrl+C 停止）"
	@$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

serve: .venv/app.done ## several copies behind nginx, for a class: make serve WORKERS=3
	@$(BIN)/python -m deploy.serve --workers $(WORKERS) --listen $(LISTEN)

test: lint unit browser ## everything: lint, unit and page tests, a real browser
	@echo "▸ all done"

lint: .venv/dev.done ## form and lint (ruff), types (mypy)
	@echo "▸ lint and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

unit: .venv/dev.done ## tests without a browser
	@echo "▸ unit and page tests"
	@$(BIN)/pytest -m "not browser" -n auto --dist worksteal

browser: .venv/dev.done ## tests in headless Chromium; says so if there is none
	@echo "▸ browser tests"
	@$(BIN)/pytest -m browser -rs

access: .venv/dev.done ## axe-core on every page and state, alone
	@$(BIN)/pytest -m axe

mutants: .venv/mutants.done ## small errors in what decides: does a test notice each? SAMPLE=25 tries so many a file
	@$(BIN)/python -m tests.mutants $(if $(SAMPLE),--sample $(SAMPLE))
	@$(BIN)/python -m tests.constants

shots: .venv/dev.done ## pictures of every page: light, dark, 390 px
	@$(BIN)/python -m tests.browser.shots

bench: .venv/bench.done ## speed and memory beside what a user would use instead
	@$(BIN)/python -m benchmarks

load: .venv/bench.done ## a class on one process: 4 to 100 learners (about four minutes; MINUTES=10)
	@$(BIN)/python -m benchmarks.load --minutes $(MINUTES)

profile: .venv/dev.done ## what one action costs the server, by function, with the model loaded
	@$(BIN)/python -m benchmarks.costs

rehearse: .venv/dev.done .venv/tools.done ## Community Cloud: requirements.txt by uv, 690 MB (as root)
	@$(BIN)/python -m deploy.rehearse

precompute: .venv/app.done ## what ships beside the checkpoint; run after changing models/
	@$(BIN)/python -m lib.precompute
	@$(BIN)/python -m lib.ui.heads.beginning
	@$(BIN)/python -m lib.anatomy.faithfulness

evaluate: .venv/pretraining.done ## the tables of the model card (about 10 minutes)
	@$(BIN)/python -m pretraining.evaluate

lock: .venv/tools.done ## write the digests of all packages again; run after changing requirements/*.in
	@for name in app pretraining dev bench tools mutants; do $(LOCK) requirements/$$name.in -o requirements/$$name.txt; done

audit: .venv/tools.done ## known vulnerabilities of what is installed; says so if no index answers
	@$(PYTHON) deploy/audit.py

licences: .venv/app.done .venv/tools.done ## the licence of every package, and of the model
	@.venv/tools/bin/pip-licenses --python=$(BIN)/python --order=license --with-urls
	@grep -H '^license:' models/*/README.md

clean: ## remove the environment
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "▸ making .venv"
	@$(PYTHON) -m venv .venv

.venv/app.done: requirements/app.txt requirements/torch.txt | .venv/bin/python
	@echo "▸ installing the app's packages (once; torch is large)"
	@$(BIN)/python deploy/install_torch.py
	@$(PIP) -r requirements/app.txt
	@touch $@

# packages NAME AFTER SAID [HOW]: requirements/NAME.txt into .venv, once those of AFTER are there.
define packages
.venv/$(1).done: requirements/$(1).txt .venv/$(2).done
	@echo "▸ installing $(3)"
	@$$(PIP) $(4) -r requirements/$(1).txt
	@touch $$@
endef
$(eval $(call packages,dev,app,the tests' packages))
$(eval $(call packages,mutants,dev,mutmut))
$(eval $(call packages,bench,dev,the benchmarks' packages,--no-deps))
$(eval $(call packages,pretraining,app,the pretraining's packages))

# The tools stand in an environment of their own: what they need is none of the app's business.
.venv/tools.done: requirements/tools.txt | .venv/bin/python
	@echo "▸ installing the tools"
	@$(PYTHON) -m venv .venv/tools
	@.venv/tools/bin/pip install --disable-pip-version-check -q -r requirements/tools.txt
	@touch $@
