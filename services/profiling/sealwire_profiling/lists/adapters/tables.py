"""The room's tables. Versions are only ever added; a trigger refuses to rewrite them (migration 0003)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.tables import metadata

list_versions = Table(
    "list_versions",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("filing", JSONB, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)

list_entries = Table(
    "list_entries",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("list", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("expires_on", Date),
    Column("removal", Text),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", BigInteger, nullable=False),
    Index(None, "tenant", "id"),
    Index(None, "tenant", "entered_at"),
)

clearance_versions = Table(
    "clearance_versions",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("list", Text(collation="C"), nullable=False),
    Column("entry", Uuid, nullable=False),
    Column("what", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("only_with", Text),
    Column("fingerprint", Text, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cleared_by", Text, nullable=False),
    Column("cleared_at", BigInteger, nullable=False),
    Index(None, "tenant", "entry"),
)

list_changes = Table(
    "list_changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("tenant", Text(collation="C"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("list", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Index(None, "tenant", "list", "id"),
)

# How often the lists of an administration have changed: raised by every transaction that changes them, as
# its last step. So who has read a number has seen every change up to it, and is told of any other by a higher
# one; times and the numbers of rows come in another order than transactions end.
list_counters = Table(
    "list_counters",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("changes", BigInteger, nullable=False),
)

list_imports = Table(
    "list_imports",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("list", Text(collation="C"), nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("report", JSONB),
    Index(None, "tenant", "list", "finished_at"),
)

list_import_parts = Table(
    "list_import_parts",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("upload", Uuid, primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["tenant", "upload"], ["list_imports.tenant", "list_imports.id"]),
)
