#!/bin/sh
# Resolve every distribution of the workspace again and write the hashed lock, without index addresses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/uv lock --quiet
.venv/bin/uv export --quiet --frozen --all-packages --all-extras --all-groups \
    --no-emit-workspace --no-header --no-annotate --output-file requirements.lock
