"""The tables of profiling, as SQLAlchemy metadata; the migrations make them, a test compares the two.

Each room adds its own tables to `metadata` in its `adapters/tables.py`; migrations/env.py imports them all.
"""

from __future__ import annotations

from sealwire_chassis.database import new_metadata
from sealwire_chassis.outbox import outbox_table

metadata = new_metadata()
outbox = outbox_table(metadata)
