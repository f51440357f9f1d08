"""The room's tables; rows of all but `profiles` are never changed."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.tables import metadata

# One row of a profile, which who changes its versions locks first.
profiles = Table(
    "profiles",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("newest", Integer, nullable=False),
)

profile_versions = Table(
    "profile_versions",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", JSONB, nullable=False),
    Column("author", Text, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    ForeignKeyConstraint(["tenant", "code"], ["profiles.tenant", "profiles.code"]),
)

# What was done to a version, in order; where it stands follows from the last.
profile_events = Table(
    "profile_events",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["tenant", "code", "number"],
        ["profile_versions.tenant", "profile_versions.code", "profile_versions.number"],
    ),
)

# Lists of texts and groups of countries that rules name.
rule_sets = Table(
    "rule_sets",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("kind", Text(collation="C"), primary_key=True),
    Column("name", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("values", ARRAY(Text), nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)
