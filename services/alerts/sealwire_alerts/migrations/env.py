"""Alembic's entry: the tables of alerts."""

from sealwire_chassis.migrate import run_env

from sealwire_alerts.adapters.tables import metadata

run_env(metadata)
