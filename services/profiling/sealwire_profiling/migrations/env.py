"""Alembic's entry: the tables of profiling. Each room with tables has a line here."""

from sealwire_chassis.migrate import run_env

import sealwire_profiling.assessments.adapters.tables
import sealwire_profiling.goods.adapters.tables
import sealwire_profiling.inspections.adapters.tables
import sealwire_profiling.intake.adapters.tables
import sealwire_profiling.lists.adapters.tables
import sealwire_profiling.model.adapters.tables
import sealwire_profiling.rules.adapters.tables  # noqa: F401  # each declares its tables on the metadata
from sealwire_profiling.tables import metadata

run_env(metadata)
