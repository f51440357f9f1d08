#!/bin/sh
# Resolve every distribution of the workspace again and write the hashed lock, without index addresses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/uv lock --quiet
.venv/bin/uv export --quiet --frozen --all-packages --all-extras --all-groups \
    --no-emit-workspace --no-header --no-annotate --output-file requirements.lock
# An image installs its own distribution's dependencies and nothing else.
for package in sealwire-gateway sealwire-directory sealwire-profiling sealwire-alerts; do
    .venv/bin/uv export --quiet --frozen --package "$package" --no-dev \
        --no-emit-workspace --no-header --no-annotate --output-file "deploy/images/$package.lock"
done
