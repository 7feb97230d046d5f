# The four commands; each sets up what it needs by itself and says what it does.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check quick-check bench translations lock clean

run: .venv/ready
	@$(BIN)/python -m grants.run

test: .venv/ready-dev
	@sh scripts/test.sh

check: .venv/ready-dev
	@sh scripts/check.sh

# What the pre-commit hook runs.
quick-check: .venv/ready-dev
	@sh scripts/check.sh quick

bench: .venv/ready-dev
	@sh scripts/bench.sh

# Collect new strings into the catalogues; a translator fills what is empty.
translations: .venv/ready-dev
	@sh scripts/translations.sh

# Pin again after a change of the .in lists (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements-dev.in -o requirements-dev.txt

.venv/ready: requirements.txt
	@PYTHON=$(PYTHON) sh scripts/venv.sh requirements.txt
	@touch $@

.venv/ready-dev: requirements-dev.txt
	@PYTHON=$(PYTHON) sh scripts/venv.sh requirements-dev.txt
	@touch .venv/ready $@

clean:
	rm -rf .venv instance build
