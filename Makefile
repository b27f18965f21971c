# What people run. A fresh machine needs Python 3.11 or newer, make and git; everything else comes from the locks:
# demo.lock is the package with its mock, dev.lock adds all that tests and development need.
# Without make: see CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
DEMO_READY := $(VENV)/demo-ready
READY := $(VENV)/ready
PEERS := build/peers
BENCH := build/bench
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check
COMPILE = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
PACKAGES := okx_margin_client okx_margin_auth okx_margin_runtime okx_margin_mock okx_margin_cli
PYRIGHT = PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(RUN) -m pyright --pythonpath $(RUN)
# make exits 2 for whatever a command exits with: these say what it was.
SAY_CODE = || { code=$$?; echo "$@: exit code $$code, which make turns into 2"; exit $$code; }

.PHONY: help demo test fuzz fuzz-long hostile-long lint generate check drift changes oasdiff publish publish-lint site site-test interop matrix environments mutants peers measure bench bench-mock pacing lock wheel clean simulate kill faults
.DEFAULT_GOAL := help

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1::\2/p' $(MAKEFILE_LIST) | awk -F'::' '{printf "make %-13s %s\n", $$1, $$2}'

demo: $(DEMO_READY)  ## move margin on the embedded mock and show it (with OKX_API_KEY set: on OKX's demo trading)
	@$(RUN) examples/move_margin.py
	@echo; echo "From a shell: okx-margin --mock positions"; $(RUN) -m okx_margin_cli --mock positions

test: $(READY) $(PEERS)/python/ready  ## run the tests; a line for each group that is skipped says why
	@$(RUN) -m pytest -q -p xdist.plugin --numprocesses 2 --dist worksteal

fuzz: $(READY)  ## fuzz client, plugin and mock from the spec, new cases each time (TARGET=demo|URL for a demo exchange)
	@$(RUN) -m tests.fuzz --target $(or $(TARGET),mock) $(FUZZ)

fuzz-long: $(READY)  ## the same with 10,000 cases for each property and operation; about an hour of one processor
	@$(RUN) -m tests.fuzz --cases 10000 $(FUZZ)

hostile-long: $(READY)  ## cut calls off 10,000 times each, by Ctrl-C and by cancellation; about an hour
	@$(RUN) -m tests.transport.planted
	@$(RUN) -m tests.transport.interruptions 10000

simulate: $(READY)  ## a million adjustments in simulated worlds: verdicts, crashes, late records (SIMULATE="--seed 7")
	@$(RUN) -m tests.simulation $(SIMULATE)

kill: $(READY)  ## kill 200 processes in the middle of adjustments, on SQLite and on PostgreSQL, and read their journals
	@$(RUN) -m tests.journal.kill $(KILL)

faults: $(READY)  ## 10,000 adjustments by threads and by tasks with every fifth request going wrong at the socket
	@$(RUN) -m tests.journal.faults $(FAULTS)

lint: $(READY)  ## formatting, lint and types, generated code included
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@$(PYRIGHT)
	@mkdir -p build && for package in $(PACKAGES); do \
		PATH=$(abspath $(VENV))/bin:$$PATH $(PYRIGHT) --ignoreexternal --verifytypes $$package >build/types.txt || { grep " error" build/types.txt; exit 1; }; done

generate: $(READY)  ## write the client from spec/okx_margin.yaml
	@$(RUN) -m generator generate

check: $(READY)  ## compare the client with what the spec gives; writes nothing
	@$(RUN) -m generator check $(SAY_CODE)

drift: $(READY)  ## compare OKX's documentation with the spec (from its site; needs the network)
	@$(RUN) -m generator drift $(SAY_CODE)

changes: $(READY)  ## what the spec's changes since OLD mean for users, and whether the version moved (OLD=revision; the last release)
	@$(RUN) -m generator changes $(OLD) $(SAY_CODE)

oasdiff: $(READY)  ## hold our comparison of specs against oasdiff's (needs Go, and installs oasdiff under build/)
	@command -v go >/dev/null || { echo "make oasdiff needs Go, to install oasdiff: see go.dev"; exit 1; }
	@GOBIN=$(CURDIR)/build/bin go install github.com/oasdiff/oasdiff@v1.30.0
	@OASDIFF=build/bin/oasdiff $(RUN) -m pytest -q tests/changes

publish: $(READY)  ## write dist/: the spec, codes, models, signing vectors and signers for other languages; uploads nothing
	@$(RUN) -m generator publish

publish-lint: publish  ## lint dist/ with spectral and redocly (needs Node.js 20.19 or newer with npm)
	@generator/publish/lint/lint.sh dist

site: publish  ## read the reference and try calls: the mock serves dist/site and prints the address
	@$(RUN) -m okx_margin_mock --site dist/site

site-test: $(READY) $(PEERS)/python/ready  ## drive the reference site in a real Chromium (installs Debian's where it may)
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } || { echo "make site-test needs chromium: apt-get install chromium"; exit 1; }
	@SITE_TEST=1 $(RUN) -m pytest -q tests/site

interop: $(READY)  ## other languages: generate, build and run each against the mock (those this machine has)
	@$(RUN) -m interop

matrix: publish  ## make, build and feed clients of twenty more generators (minutes; before a release)
	@$(RUN) -m interop.matrix $(ONLY)

interop-typescript interop-go interop-java interop-rust: interop-%: $(READY)
	@$(RUN) -m interop $*

environments: $(READY)  ## the core of the suite in other interpreters, modes and event loops (ONLY="trio gevent": those)
	@$(RUN) -m tests.environments $(ONLY)

peers: $(READY) $(PEERS)/python/ready $(PEERS)/node/ready  ## clients nobody here wrote, unmodified, on the mock (ccxt, okx-api, python-okx)
	@$(RUN) -m tests.peers

measure: $(READY)  ## find out, with a demo key and one small position, what the mock only guesses (TARGET=demo|URL)
	@$(RUN) -m okx_margin_mock.measure --target $(or $(TARGET),demo)

mutants: $(READY)  ## change each line of the runtime and the auth's flow: a test must miss it (an hour; ONLY="*call*")
	@$(RUN) -m tests.mutants $(ONLY)

bench: $(BENCH)/ready  ## ours against bare httpx and the clients people use, in one run (needs Go for the server)
	@$(BENCH)/bin/python -m bench $(BENCH_ARGS) $(SAY_CODE)

pacing: $(READY)  ## pacing measured: calls into the mock from tasks, threads and processes (installs Debian's redis-server where it may)
	@command -v redis-server >/dev/null || command -v valkey-server >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq redis-server; } || true
	@$(RUN) -m tests.pacing

bench-mock: $(READY)  ## requests a second of the mock exchange, beside Prism where that is installed under build/
	@$(RUN) -m bench.mock

wheel: $(DEMO_READY)  ## build wheel and sdist into dist/, install the wheel in an empty environment and import it
	@$(RUN) -m hatchling build
	@rm -rf build/wheel-try && $(PYTHON) -m venv build/wheel-try
	@build/wheel-try/bin/python -m pip install --quiet dist/okx_margin-*.whl
	@cd build && wheel-try/bin/python -c "import okx_margin_client as c, okx_margin_auth as a; c.OkxMargin(a.OkxAuth('key', 'secret', 'passphrase')).account; print('okx-margin', c.__version__, 'installed and imported')"

lock: $(READY)  ## resolve the locks anew, hashes without addresses
	@$(COMPILE) pyproject.toml --all-extras --group dev --output-file dev.lock
	@$(COMPILE) pyproject.toml --extra mock --extra cli --group build --constraints dev.lock --output-file demo.lock
	@$(COMPILE) tests/peers/ccxt.in --output-file tests/peers/ccxt.lock
	@$(COMPILE) pyproject.toml bench/bench.in --group build --output-file bench/bench.lock

clean:  ## remove what make made
	rm -rf $(VENV) build dist
	rm -rf interop/*/build interop/typescript/node_modules interop/rust/Cargo.lock

$(DEMO_READY): demo.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "okx-margin needs Python 3.11 or newer, and this is %d.%d: make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	@echo "Setting up $(VENV) with the $$(grep -c == demo.lock) packages of demo.lock, their hashes checked (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --require-hashes -r demo.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(READY): $(DEMO_READY) dev.lock
	@echo "Adding to $(VENV) what tests and development need, the $$(grep -c == dev.lock) packages of dev.lock (once)"
	@$(INSTALL) --require-hashes -r dev.lock
	@touch $@

# ccxt pins each of its 22 dependencies exactly, so it has an environment of its own.
$(PEERS)/python/ready: tests/peers/ccxt.lock
	@echo "Setting up $(PEERS)/python with ccxt, to test the mock with (once)"
	@$(PYTHON) -m venv $(PEERS)/python
	@$(PEERS)/python/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(PEERS)/node/ready: tests/peers/package-lock.json $(wildcard tests/peers/*.mjs)
	@command -v npm >/dev/null || { echo "make peers needs Node.js 20.19 or newer with npm"; exit 1; }
	@mkdir -p $(PEERS)/node && cp tests/peers/package.json tests/peers/package-lock.json tests/peers/.npmrc tests/peers/*.mjs $(PEERS)/node
	@cd $(PEERS)/node && npm ci --silent
	@touch $@

$(BENCH)/ready: bench/bench.lock
	@echo "Setting up $(BENCH) with the clients to compare with, the $$(grep -c == bench/bench.lock) packages of bench/bench.lock (once)"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/bench.lock
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
