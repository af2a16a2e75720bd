# The few commands a newcomer needs; the README explains each.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.PHONY: install install-test install-fuzz app build test scale-test browser-test faults load fuzz bench evaluate lint clean

install: .venv/.installed
install-test: .venv/.installed-test

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/.installed-test: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $@

install-fuzz: install-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[fuzz]"

build: install
	$(BIN)/python -m scripts.build

app: build
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: install-test
	$(BIN)/python -m pytest -m "not browser and not scale"

scale-test: install-test
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[scale]"
	$(BIN)/python -m pytest -m scale

browser-test: install-test
	$(BIN)/python -m pytest -m browser

lint: install-test
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

# results go into the page that docs/reliability.md is
faults: install-fuzz
	$(BIN)/python -m scripts.faults --record docs/reliability
	$(BIN)/python -m scripts.reliability

fuzz: install-fuzz
	$(BIN)/python -m scripts.faults --only fuzz

load: build
	$(BIN)/python -m scripts.load --record docs/reliability
	$(BIN)/python -m scripts.reliability

# results go into docs/benchmarks/, the page docs/benchmarks.md is made of them
bench: build
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[bench]"
	$(BIN)/python -m scripts.bench

evaluate: build
	$(BIN)/python -m scripts.evaluate tests/relevance/changji.jsonl

clean:
	rm -rf .venv build
