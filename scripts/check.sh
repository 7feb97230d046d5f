#!/bin/sh
# Everything that can be checked without running the product. `quick` leaves out the slow parts.
set -eu
bin=.venv/bin
step() { echo "· $*"; }

step "ruff"
$bin/ruff check .
$bin/ruff format --check --quiet . || { $bin/ruff format --check .; exit 1; }
step "import contracts"
$bin/lint-imports --no-cache >/dev/null || { $bin/lint-imports --no-cache; exit 1; }
step "documents drawn from the code"
$bin/python -m flask --app wsgi states | diff - docs/states.md
[ "${1:-}" = quick ] && exit 0
step "mypy"
$bin/mypy --no-error-summary
step "templates"
$bin/djlint templates --lint --quiet
step "translations"
$bin/python scripts/translations.py check
step "migrations match the models"
check_dir=$(mktemp -d)
trap 'rm -rf "$check_dir"' EXIT
INSTANCE_DIR="$check_dir" $bin/python -m flask --app wsgi db upgrade 2>/dev/null
INSTANCE_DIR="$check_dir" $bin/python -m flask --app wsgi db check
echo "All checks passed."
