"""Alembic's entry: the tables of the directory."""

from sealwire_chassis.migrate import run_env

from sealwire_directory.tables import metadata

run_env(metadata)
