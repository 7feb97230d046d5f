#!/bin/sh
# Collect every string into the template catalogue and bring the languages up to it.
set -eu
.venv/bin/python scripts/translations.py update
