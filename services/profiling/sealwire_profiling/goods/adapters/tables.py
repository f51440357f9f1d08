"""The room's tables."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.tables import metadata

control_tables = Table(
    "control_tables",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("name", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("edition", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("filed_at", BigInteger, nullable=False),
    Column("filed_by", Text, nullable=False),
)

control_rows = Table(
    "control_rows",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("name", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("prefix", Text(collation="C"), nullable=False),
    Column("entry", Text, nullable=False),
    Column("regime", Text, nullable=False),
    Column("note", Text, nullable=False),
    ForeignKeyConstraint(
        ["tenant", "name", "version"],
        ["control_tables.tenant", "control_tables.name", "control_tables.version"],
    ),
    Index(None, "tenant", "prefix"),
)

# Immutable: a later record corrects an earlier one. It names end users, so it goes with its consignment.
strategic_records = Table(
    "strategic_records",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("consignment", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", JSONB, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(
        ["tenant", "consignment"], ["consignments.tenant", "consignments.id"], ondelete="CASCADE"
    ),
)
