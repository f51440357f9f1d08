"""Alembic's entry: the tables of the directory."""

from sealwire_chassis.migrate import run_env

import sealwire_directory.expiry.adapters.tables  # declares its tables on the metadata
import sealwire_directory.onboarding.adapters.tables
import sealwire_directory.people.adapters.tables  # noqa: F401  # as above
from sealwire_directory.tables import metadata

run_env(metadata)
