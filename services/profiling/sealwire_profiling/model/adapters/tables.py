"""The table of models."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text

from sealwire_profiling.tables import metadata

# Times are Unix seconds. `digest` stands apart from `content`, so that bytes that changed are noticed.
models = Table(
    "models",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("claimed_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("stage_since", BigInteger),
    Column("stage_by", Text),
    Column("digest", Text),
    Column("content", LargeBinary),
    Column("problem", Text),
    Index(None, "tenant", "claimed_until"),
    # At most one model of an administration is in use.
    Index("ix_models_promoted", "tenant", unique=True, postgresql_where=text("stage = 'promoted'")),
)
