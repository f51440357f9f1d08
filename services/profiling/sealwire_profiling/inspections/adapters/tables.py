"""The tables of inspections."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.tables import metadata

# Immutable: a correction is a row of its own that names the one it takes the place of. No foreign key to
# consignments, which are erased earlier than what their inspections count for.
inspections = Table(
    "inspections",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("consignment", Uuid, nullable=False),
    Column("selection", Uuid),
    Column("inspected_on", Date, nullable=False),
    Column("outcome", Text, nullable=False),
    # Of the documents at the time; a correction has that of what it corrects. None where it is not known.
    Column("version", Integer),
    Column("body", JSONB, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("corrects", Uuid),
    Column("feedback", Uuid),
    UniqueConstraint("tenant", "corrects"),
    # A feedback notice is entered once, whoever of the unit reads it again.
    UniqueConstraint("tenant", "feedback", "consignment"),
    Index(None, "tenant", "consignment"),
    Index(None, "tenant", "inspected_on"),
    Index(None, "tenant", "selection"),
)
