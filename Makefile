# What people run. A fresh machine needs Python 3.11 or newer, make and git; everything else comes from dev.lock.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/ready
OLD ?= v0.1.0

.PHONY: help demo test fuzz fuzz-long lint generate check drift changes oasdiff publish publish-lint site site-test interop bench pacing lock wheel clean
.DEFAULT_GOAL := help

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-13s %s\n", $$1, $$2}'

demo: $(READY)  ## move margin on the embedded mock and show it (with OKX_API_KEY set: on OKX's demo trading)
	@$(RUN) examples/move_margin.py

test: $(READY)  ## run the tests
	@$(RUN) -m pytest -q

fuzz: $(READY)  ## fuzz client, plugin and mock from the spec, new cases each time (TARGET=demo|URL for a demo exchange)
	@$(RUN) -m tests.fuzz --target $(or $(TARGET),mock) $(FUZZ)

fuzz-long: $(READY)  ## the same with 10,000 cases for each property and operation; about an hour of one processor
	@$(RUN) -m tests.fuzz --cases 10000 $(FUZZ)

lint: $(READY)  ## formatting, lint and types, generated code included
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(RUN) -m pyright --pythonpath $(RUN)

generate: $(READY)  ## write the client from spec/okx_margin.yaml
	@$(RUN) -m generator generate

check: $(READY)  ## compare the client with what the spec gives; writes nothing
	@$(RUN) -m generator check

drift: $(READY)  ## compare OKX's documentation with the spec (from its site; needs the network)
	@$(RUN) -m generator drift

changes: $(READY)  ## what the spec's changes since OLD mean for users, and whether the version moved (OLD=v0.1.0)
	@$(RUN) -m generator changes $(OLD)

oasdiff: $(READY)  ## hold our comparison of specs against oasdiff's (needs Go, and installs oasdiff under build/)
	@command -v go >/dev/null || { echo "make oasdiff needs Go, to install oasdiff: see go.dev"; exit 1; }
	@GOBIN=$(CURDIR)/build/bin go install github.com/oasdiff/oasdiff@v1.30.0
	@OASDIFF=build/bin/oasdiff $(RUN) -m pytest -q tests/changes

publish: $(READY)  ## write dist/: the spec, codes, models and signing vectors for other languages
	@$(RUN) -m generator publish

publish-lint: publish  ## lint dist/ with spectral and redocly (needs Node.js 20.19 or newer with npm)
	@generator/publish/lint/lint.sh dist

site: publish  ## read the reference and try calls: the mock serves dist/site and prints the address
	@$(RUN) -m okx_margin_mock --site dist/site

site-test: $(READY)  ## drive the reference site in a real Chromium (installs Debian's where it may)
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } || { echo "make site-test needs chromium: apt-get install chromium"; exit 1; }
	@SITE_TEST=1 $(RUN) -m pytest -q tests/site

interop: $(READY)  ## other languages: generate, build and run each against the mock (those this machine has)
	@$(RUN) -m interop

interop-typescript interop-go interop-java interop-rust: interop-%: $(READY)
	@$(RUN) -m interop $*

bench: $(READY)  ## ours against bare httpx and python-okx, in one run (needs Go for the server)
	@$(RUN) -m bench

pacing: $(READY)  ## pacing measured: calls into the mock from tasks, threads and processes (installs Debian's redis-server where it may)
	@command -v redis-server valkey-server >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq redis-server; } || true
	@$(RUN) -m tests.pacing

wheel: $(READY)  ## build dist/*.whl, install it in an empty environment and import it
	@$(RUN) -m hatchling build -t wheel
	@rm -rf build/wheel-try && $(PYTHON) -m venv build/wheel-try
	@build/wheel-try/bin/python -m pip install --quiet dist/okx_margin-*.whl
	@cd build && wheel-try/bin/python -c "import okx_margin_client as c, okx_margin_auth as a; c.OkxMargin(a.OkxAuth('key', 'secret', 'passphrase')).account; print('okx-margin', c.__version__, 'installed and imported')"

lock: $(READY)  ## resolve dev.lock anew from pyproject.toml, hashes without addresses
	@$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group dev --extra mock --extra redis --output-file dev.lock pyproject.toml

clean:  ## remove what make made
	rm -rf $(VENV) build dist generator/publish/lint/node_modules
	rm -rf interop/*/build interop/typescript/node_modules interop/rust/Cargo.lock

$(READY): dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "okx-margin needs Python 3.11 or newer, and this is %d.%d: make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	@echo "Setting up $(VENV) from dev.lock (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r dev.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
