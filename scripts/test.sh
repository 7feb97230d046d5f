#!/bin/sh
# The whole suite: both databases, and a real browser when there is one.
set -eu
CHROMIUM=$(sh scripts/browser.sh)
export CHROMIUM
.venv/bin/python -c 'from grants.core.catalogues import compile_catalogues as c; c()'
status=0
.venv/bin/python -m pytest -q -n 2 --dist worksteal "$@" || status=$?
if [ -z "$CHROMIUM" ]; then
    echo "The browser journeys were skipped: no Chromium here. As root, make test installs it."
    [ "${CI:-}" = true ] && exit 1
fi
exit $status
