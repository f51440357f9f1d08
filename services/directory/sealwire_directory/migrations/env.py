"""Alembic's entry: the tables of the directory."""

from sealwire_chassis.migrate import run_env

import sealwire_directory.expiry.adapters.tables  # noqa: F401  # declares its tables on the metadata
from sealwire_directory.tables import metadata

run_env(metadata)
