# Everything here sets itself up: Python 3.11 and make are all a machine needs.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.8
READY := $(VENV)/.ready
# What an audit needs, without the tools of tests and checks: no browser driver, no linter.
RUNS := $(VENV)/.runs
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header --quiet
# The extras that action.yml installs, by the hashes of a lock of their own.
EXTRAS := keras onnx parquet png skops
# Every extra but torch and openvino, whose default builds are gigabytes, and ray.
ALL_EXTRAS := $(filter-out torch openvino ray,$(shell sed -n '/^\[project.optional-dependencies\]/,/^\[dep/s/^\([a-z]*\) = \[.*/\1/p' pyproject.toml))
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode

.PHONY: audit test soak soak-cluster hostile fuzz soak-app soak-ends claims public-models mutate simulate corruption models bench peers sbom lint lock plotly schema reference docs clean

audit: $(RUNS)  ## draw a cohort, audit the bundled classifier, audit the field's first study
	$(BIN)/emotion-audit demo

# Tests are compiled once, also where Python is told to write no bytecode. Each process has one thread for its matrices:
# two that wait for a core took three times the processor's time. Files are tried in the order of tests/conftest.py.
test: export PYTHONDONTWRITEBYTECODE =
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: $(READY)  ## every test that needs no long computation
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# torch is gigabytes where it brings a GPU's libraries, so it is in no lock: these tests have an environment of their own.
SOAK := .venv-soak
soak: $(SOAK)/.ready soak-cluster  ## tests that need torch, OpenVINO, Ray or packages of other classifiers, which are installed by pip
	$(SOAK)/bin/python -m pytest -m "torch or openvino or packages" $(PYTEST_ARGS)

# Ray is 240 MB and starts processes of its own: it is in no lock, and its tests take the processors of this machine.
CLUSTER := .venv-ray
soak-cluster: $(CLUSTER)/.ready  ## audits by real clusters of this machine, whose nodes, workers and drivers are killed, minutes
	$(CLUSTER)/bin/python -m pytest -m ray tests/soak tests/documents/test_commands.py $(PYTEST_ARGS)

simulate: $(READY)  ## how often the verdict is wrong: writes RESULTS, VOTES, SERIES and LABELS.md of tests/simulation, many minutes
	PYTHONPATH=tests $(BIN)/python tests/simulation/write_results.py
	PYTHONPATH=tests $(BIN)/python tests/simulation/vote_errors.py
	PYTHONPATH=tests $(BIN)/python tests/simulation/series_results.py
	PYTHONPATH=tests $(BIN)/python tests/simulation/label_results.py

corruption: TABLES ?= 200
corruption: $(READY)  ## damage audits in every way there is: writes docs/explanation/corruption.md, many minutes
	PYTHONPATH=tests $(BIN)/python tests/corruption/write_page.py $(TABLES)
	CORRUPTION_TABLES=$(TABLES) $(BIN)/python -m pytest -q tests/corruption/test_recount.py

hostile: $(READY)  ## meet every hostile input by the real command: writes docs/explanation/hostile-input.md, some ten minutes; goes on from build/soak
	PYTHONPATH=tests $(BIN)/python tests/soak/hostile_corpus.py

# atheris is in no lock: it is built for few versions of Python, and only this needs it.
FUZZ := .venv-fuzz
fuzz: EACH ?= 600
fuzz: $(FUZZ)/.ready  ## fuzz every parser, EACH seconds for each (600), nearly three hours in all; goes on from build/fuzz
	PYTHONPATH=tests $(FUZZ)/bin/python tests/fuzz/run.py --seconds $(EACH) $(PARSERS)

claims: $(READY)  ## judge published tables again: writes docs/explanation/published-claims.md, seconds
	PYTHONPATH=tests $(BIN)/python tests/showcase/write_claims.py

public-models: $(READY)  ## audit public classifiers over the data sets of DATA: writes docs/explanation/public-classifiers.md
	PYTHONPATH=tests $(BIN)/python tests/showcase/write_public_models.py $(DATA)

soak-app: $(READY)  ## what the live app must survive, tried on it: writes tests/soak/LIVE_APP.md, some ten minutes
	PYTHONPATH=tests $(BIN)/python tests/soak/live_app_soak.py

soak-ends: $(READY)  ## kill commands at every step, and fill their disks: writes KILLS.md and FULL_DISK.md of tests/soak, an hour; goes on from build/soak
	PYTHONPATH=tests $(BIN)/python tests/soak/kills.py
	PYTHONPATH=tests $(BIN)/python tests/soak/full_disk.py

mutate: SAMPLE ?= 300
mutate: $(READY)  ## do the tests notice changes of the modules that judge and count: writes tests/soak/MUTATE.md, an hour
	PYTHONPATH=tests OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/soak/mutate.py --sample $(SAMPLE)

models: $(READY)  ## measure every model that has weights: writes [figures] and models/README.md, minutes
	$(BIN)/python tests/benchmark/models_table.py

bench: $(READY)  ## how long a verdict, a bootstrap, a report and a prediction take: writes the tables in tests/benchmark, many minutes
	PYTHONPATH=tests OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmark/report_speed.py
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmark/bootstrap.py
	$(BIN)/python tests/benchmark/large_tables.py 10000 1000000 10000000
	PYTHONPATH=tests OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmark/verdict_speed.py
	$(BIN)/python tests/benchmark/predict_speed.py
	$(BIN)/python tests/benchmark/journal_speed.py
	$(BIN)/python tests/benchmark/training_speed.py
	$(BIN)/python tests/benchmark/matrix.py
	$(BIN)/python tests/benchmark/mislabelled.py
	$(BIN)/python tests/benchmark/rare_emotions.py
	$(BIN)/python tests/benchmark/ensemble_weights.py
	$(BIN)/python tests/benchmark/framing.py
	PYTHONPATH=tests $(BIN)/python tests/benchmark/cluster_plan.py

# aequitas wants packages that ours does not: an environment of its own.
PEERS := .venv-peers
peers: $(READY) $(PEERS)/.ready  ## how long other tools take for the same table: writes tests/benchmark/PEERS.md, minutes
	$(BIN)/python tests/benchmark/peers.py $(PEERS)/bin/python

sbom: $(RUNS) $(READY)  ## list what an installation consists of, as CycloneDX: build/sbom.json
	mkdir -p build
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o build/sbom.json requirements-audit.lock

lint: $(READY)  ## style, security, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive audit
	$(BIN)/mypy
	$(BIN)/lint-imports

reference: $(READY)  ## write the pages of docs/reference that are made from the code
	PYTHONPATH=tests $(BIN)/python -m documents.write_reference

docs: reference  ## build the documentation into build/docs; a broken link is an error
	$(BIN)/zensical build --strict --clean

schema: $(READY)  ## write the JSON Schema of audit.json from the types
	$(BIN)/python -c "from pathlib import Path; from audit.report.files.json_schema import schema_text; \
	  Path('audit/report/schema/audit-1.schema.json').write_text(schema_text(), encoding='utf-8')"

lock: UPGRADE ?= --upgrade
lock: $(VENV)/.uv  ## pin every dependency with its hash; UPGRADE= keeps the pins there are
	$(COMPILE) $(ALL_EXTRAS:%=--extra %) --group dev --group docs $(UPGRADE) -o requirements.lock
	$(COMPILE) --constraint requirements.lock --group build -o requirements-audit.lock
	for extra in $(EXTRAS); do \
	  $(COMPILE) --constraint requirements.lock --extra $$extra -o requirements/$$extra.lock || exit 1; \
	done

plotly: $(READY)  ## pack the JavaScript of the installed plotly for the page
	$(BIN)/python tests/packaging/pack_plotly.py

clean:
	rm -rf $(VENV) $(SOAK) $(CLUSTER) $(FUZZ) $(PEERS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	touch $@

# Python may be told to write no bytecode when it imports; without any, every start compiles all of it again.
$(RUNS): requirements-audit.lock pyproject.toml $(VENV)/.uv
	$(INSTALL) --require-hashes -r requirements-audit.lock
	$(INSTALL) --no-deps --editable .
	$(BIN)/python -m compileall -q audit
	$(BIN)/python -c "from audit.report.pages.html import compile_templates; compile_templates()"
	touch $@

$(SOAK)/.ready: requirements.lock pyproject.toml $(READY)
	$(PYTHON) -m venv $(SOAK)
	$(BIN)/uv pip install --quiet --python $(SOAK)/bin/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(SOAK)/bin/python --no-deps --editable .
	$(SOAK)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 openvino safetensors
	$(SOAK)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps facex==1.1.0 fer==25.10.3
	$(SOAK)/bin/python -m pip install --quiet --disable-pip-version-check scikit-image requests "setuptools<81"
	touch $@

$(CLUSTER)/.ready: requirements.lock pyproject.toml $(READY)
	$(PYTHON) -m venv $(CLUSTER)
	$(BIN)/uv pip install --quiet --python $(CLUSTER)/bin/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(CLUSTER)/bin/python --no-deps --editable .
	$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check ray==2.60.0
	touch $@

$(PEERS)/.ready: $(READY)
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check aequitas==1.1.0 "setuptools<81"
	touch $@

$(FUZZ)/.ready: requirements.lock pyproject.toml $(READY)
	$(PYTHON) -m venv $(FUZZ)
	$(BIN)/uv pip install --quiet --python $(FUZZ)/bin/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(FUZZ)/bin/python --no-deps --editable .
	$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	touch $@

$(READY): requirements.lock pyproject.toml $(RUNS)
	$(INSTALL) --require-hashes -r requirements.lock
	touch $@
