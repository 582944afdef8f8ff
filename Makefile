# make run             start the bot (without a token: the playground in the browser)
# make test            everything that must hold: contracts, lint, types, tests
# make check           contracts, lint and types only
# make kill-test       killed with -9 five hundred times under load, fifty at each row of the crash table; a minute
# make kill-test-long  10,000 times, and every stage killed after every step
# make fault-test      EIO, ENOSPC, BUSY and crashes in every act of every scripted conversation; hours. EVERY=13
# make power-test      the power cut at 5,000 moments, from recorded writes
# make mutants         the bot made wrong in eighteen ways; each must be found. A quarter of an hour
# make textbook        kill -9 at 40 messages a second: the textbook run_polling bot, and this one
# make simulation-test a million events in simulated time; hours. EVENTS=... SECONDS=... SIMULATION_SEED=...
# make time-test       1,000 partnerships over 400 days: reminders, deadlines, quiet hours; a table of figures
# make migration-test  every migration killed 200 times, from every schema that was released
# make audit-test      the audit edited 1,000 times
# make restore-test    a hundred megabytes copied under load and brought back
# make forged          100,000 forged and altered posts to both webhooks
# make fuzzed          1,000,000 mutated posts of LINE and as many of Telegram, read or set aside; ten minutes
# make long-tests      all long campaigns
# make bench           LINE webhooks at once, pictures, summaries, and what an answer costs beside other bots; a quarter of an hour
# make test-platforms  against the strict platform servers, where they are at hand; some twenty-five minutes
#
# Needs only make and Python 3.11 or newer; the rest goes into .venv, checked by hash.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
PLATFORMS := ../shared/platforms
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help run test check test-platforms bench kill-test kill-test-long fault-test power-test mutants textbook \
	simulation-test time-test migration-test audit-test restore-test forged fuzzed long-tests lock clean

help:
	@sed -n 's/^# make/make/p' Makefile

run: $(VENV)/.ready-to-run
	@$(BIN)/python -m bot

test: check
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder --ignore=tests/platforms

# KILL_SEED=... plays one again. The figures: docs/trust.md.
kill-test: $(VENV)/.ready-to-test
	@$(BIN)/python -m pytest -s tests/trust/test_kill.py

kill-test-long: $(VENV)/.ready-to-test
	@ROWS=1000 $(BIN)/python -m pytest -s tests/trust/test_rows.py
	@KILLS=10000 $(BIN)/python -m pytest -s tests/trust/test_kill.py
	@LONG=1 $(BIN)/python -m pytest -s tests/whole/test_kill.py

fault-test: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/trust/test_faults.py

power-test: $(VENV)/.ready-to-test
	@IMAGES=5000 $(BIN)/python -m pytest -s tests/trust/test_power.py

mutants: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.trust.mutants
	@IMAGES=1001 $(BIN)/python -m pytest -s tests/trust/test_power.py tests/trust/test_mutants.py

textbook: $(VENV)/.ready-to-test
	@$(BIN)/python -m tests.trust.textbook 15 2>/dev/null

simulation-test: $(VENV)/.ready-to-test
	@EVENTS=$${EVENTS:-1000000} $(BIN)/python -m pytest -s tests/trust/test_simulation.py

# Some twenty minutes. TIME_SEED=... plays one again.
time-test: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/whole/test_four_hundred_days.py

# MIGRATION_SEED=... plays one again.
migration-test: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/store/test_migration_kills.py

# AUDIT_SEED=... plays one again.
audit-test: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/store/test_audit_edits.py

restore-test: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/store/test_restore_drill.py

# A few minutes. FORGED_SEED=... plays one again.
forged: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/trust/test_forged.py

# FUZZED_SEED=... plays one again.
fuzzed: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest -s tests/trust/test_fuzzed.py

# All proofs through the whole house in their long form.
long-tests: $(VENV)/.ready-to-test
	@LONG=1 $(BIN)/python -m pytest tests/whole tests/trust

# Only on a machine that has nothing else to do are the figures worth anything.
bench: $(VENV)/.ready-to-test $(VENV)/aiogram/.made
	@$(BIN)/python -m tests.bench.webhooks
	@$(BIN)/python -m tests.bench.pictures
	@$(BIN)/python -m tests.bench.summaries
	@AIOGRAM=$(VENV)/aiogram/bin/python $(BIN)/python -m tests.bench.speed

# The one bot beside ours whose library we do not have ourselves.
$(VENV)/aiogram/.made: tests/bench/requirements.lock | $(VENV)/.made
	@python3 -m venv $(VENV)/aiogram
	@$(VENV)/aiogram/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement $<
	@touch $@

check: $(VENV)/.ready-to-test
	@$(BIN)/lint-imports
	@$(BIN)/ruff check .
	@$(BIN)/mypy

# They mostly wait, for Telegram lets a bot say some twenty things a minute in a group: several at once. What
# measures time runs alone. What failed beside others is tried once more by itself: these tests have people and
# clocks in them, and a machine may be busy; both runs are printed.
AT_ONCE := 3
ALONE := tests/platforms/line/test_load.py
test-platforms: $(VENV)/.ready-to-test
	@if [ ! -d $(PLATFORMS) ]; then echo "There is no $(PLATFORMS): nothing to test against."; \
	elif [ ! -d tests/platforms ]; then echo "There is no tests/platforms yet."; \
	else { $(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal --ignore=$(ALONE) tests/platforms \
	    || $(BIN)/python -m pytest --last-failed --last-failed-no-failures none tests/platforms; } \
	  && $(BIN)/python -m pytest $(ALONE); fi

# ── set-up, once ─────────────────────────────────────────────────────────────

$(VENV)/.made:
	@found=; \
	for python in python3.13 python3.12 python3.11 python3 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "ต้องมี Python 3.11 ขึ้นไป แต่ไม่พบในเครื่องนี้"; \
	  echo "Python 3.11 or newer is needed and was not found: install it, then run make again."; \
	  exit 1; fi; \
	if ! $$found -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	  echo "$$found ยังไม่มีส่วน venv"; \
	  echo "$$found has no venv. On Debian or Ubuntu: sudo apt install python3-venv; then run make again."; \
	  exit 1; fi; \
	echo "Setting up $(VENV) with $$found (once) ..."; \
	$$found -m venv --clear $(VENV)
	@touch $@

$(VENV)/.ready-to-run: requirements.lock | $(VENV)/.made
	@$(PIP) --requirement requirements.lock
	@touch $@

# requirements-dev.lock holds all of requirements.lock too.
$(VENV)/.ready-to-test: requirements-dev.lock | $(VENV)/.made
	@$(PIP) --requirement requirements-dev.lock
	@touch $@ $(VENV)/.ready-to-run

# ── now and then ─────────────────────────────────────────────────────────────

# Versions and hashes from pyproject.toml, for every platform at once. uv is needed for this alone.
LOCK := $(VENV)/lock/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-annotate --no-header
lock: $(VENV)/.made
	@$(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet uv
	@$(LOCK) $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	@$(LOCK) $(LOCK_OPTIONS) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(LOCK) $(LOCK_OPTIONS) tests/bench/requirements.in -o tests/bench/requirements.lock

# Takes away what can be made again; never data/ or .env.
clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
