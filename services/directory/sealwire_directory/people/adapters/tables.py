"""The room's tables."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_directory.tables import metadata

# A unit stands here when the log has it, or its particulars are filed. Code order, not a language's, so
# that pages follow each other alike everywhere and a country is a range of the primary key.
units = Table(
    "units",
    metadata,
    Column("code", Text(collation="C"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("head", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("particulars", JSONB),
    Column("duty_version", Integer, nullable=False),
    # Folded words to search by: each has one writer, so that none overwrites what another has just read.
    Column("log_words", Text, nullable=False),
    Column("filed_words", Text, nullable=False),
)

# How much of the log `units` and `officers` follow: one row.
log_followed = Table(
    "log_followed",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

officers = Table(
    "officers",
    metadata,
    Column("unit", Text(collation="C"), ForeignKey("units.code"), primary_key=True),
    Column("handle", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("particulars", JSONB),
    Column("left_at", BigInteger),
    Index(None, "left_at"),
)

duty_shifts = Table(
    "duty_shifts",
    metadata,
    Column("unit", Text(collation="C"), ForeignKey("units.code"), primary_key=True),
    Column("officer", Text(collation="C"), primary_key=True),
    Column("starts", DateTime, primary_key=True),
    Column("ends", DateTime, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("names", JSONB, nullable=False),
    Column("countries", ARRAY(Text), nullable=False),
)

group_versions = Table(
    "group_versions",
    metadata,
    Column("name", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("scope", Text, nullable=False),
    Column("units", ARRAY(Text), nullable=False),
    Column("note", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("handle", Text, nullable=False),
)

# A trigger refuses to rewrite this table and `group_versions`; see migration 0004.
changes = Table(
    "changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Index(None, "unit", "id"),
    Index(None, "country", "id"),
)
