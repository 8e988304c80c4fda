# Needs Python 3.11 or newer, and nothing else. `make help` lists what there is.
# Another Python: make run PYTHON=/path/to/python3.12

PYTHON =
PIP = .venv/bin/python -m pip --disable-pip-version-check --no-input
PYTEST = .venv/bin/python -m pytest
UV = uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml

# An environment whose Python is gone, after an upgrade of the system, is made anew with all that was in it.
$(shell [ -x .venv/bin/python ] || rm -f .venv/local .venv/dev)

help:
	@echo "make run    start the site on this computer (PORT=8000); Ctrl-C stops it"
	@echo "make demo   fill an empty diary with three members and their films"
	@echo "make test   lint, types and tests"
	@echo "make torture  break it for the better part of an hour, and say what was found"
	@echo "make bench  measure how fast it is"
	@echo "make lock   write the requirement files anew from pyproject.toml (needs uv)"

run: .venv/local
	@exec .venv/bin/python -m moviediary.local

# The site need not run for this; its queue, which then does not answer, is of no concern.
demo: .venv/local
	@.venv/bin/python -m moviediary migrate
	@LOG_LEVEL=$${LOG_LEVEL:-error} .venv/bin/python -m moviediary demo

# What is quick to fail comes first. Four test processes, though two would keep two cores busy: many tests wait for other processes.
# One process reads all tests, beside mypy, and runs those of rules: what it compiled is kept, for the four as well.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy >.venv/mypy.log 2>&1 & \
	$(PYTEST) -k test_rules; rules=$$?; \
	wait $$!; mypy=$$?; cat .venv/mypy.log; \
	[ $$mypy = 0 ] && [ $$rules = 0 ]
	$(PYTEST) -rfEs -n 4 --dist worksteal

# What breaks diaries, in the numbers of a night: under an hour on two cores. A table at the end, and 1 where a goal was missed.
torture: .venv/dev
	HYPOTHESIS_PROFILE=torture $(PYTEST) -rfEs -n 2 --dist worksteal -m torture

bench: .venv/dev
	@.venv/bin/python -m bench

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(UV) -o requirements.txt
	$(UV) --extra local -o requirements/local.txt
	$(UV) --extra dev -o requirements/dev.txt

# One environment for both lists: the second holds the first. The stamps are younger than the lists when there is nothing to do.
.venv/local: requirements/local.txt | .venv/bin/python
	@$(call install,$<)

.venv/dev: requirements/dev.txt | .venv/bin/python
	@$(call install,$<)
	@touch .venv/local

# Only ready-made files: a compiler, which many machines lack, is never needed.
define install
	.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null; \
	echo "Installing the libraries of $(1). This takes half a minute, once."; \
	if ! $(PIP) install --quiet --only-binary :all: --require-hashes -r $(1) >.venv/install.log 2>&1; then \
		tail -n 20 .venv/install.log >&2; \
		if grep -q "connection broken\|ConnectionError\|Max retries" .venv/install.log; then \
			echo "The libraries could not be fetched. Connect this computer to the internet and try again." >&2; \
		elif grep -q "No matching distribution" .venv/install.log; then \
			echo "A library is not ready-made for `.venv/bin/python --version` on this system. Remove the folder .venv and try" \
				"another Python: make run PYTHON=python3.12" >&2; \
		else \
			echo "The libraries could not be installed; the lines above say why." >&2; \
		fi; \
		exit 1; \
	fi; \
	touch $@
endef

.venv/bin/python:
	@for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3 python); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
		if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
			without=$$python; \
			continue; \
		fi; \
		$$python -m venv --clear .venv && exit 0; \
		echo "The environment .venv could not be made; the lines above say why." >&2; \
		exit 1; \
	done; \
	if [ -n "$$without" ]; then \
		echo "$$without lacks its module venv. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
	else \
		echo "Movie Diary needs Python 3.11 or newer; $(or $(PYTHON),python3) is" \
			"`$(or $(PYTHON),python3) --version 2>/dev/null || echo missing`. Install a newer one, or say where it is:" \
			"make run PYTHON=/path/to/python3.12" >&2; \
	fi; \
	exit 1

.PHONY: help run demo test torture bench lock
