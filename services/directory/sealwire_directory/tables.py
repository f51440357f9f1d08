"""The tables of the directory, as SQLAlchemy metadata; the migrations make them, a test compares the two."""

from __future__ import annotations

from sealwire_chassis.database import new_metadata
from sealwire_chassis.outbox import outbox_table
from sealwire_chassis.tree import tree_tables
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
)

metadata = new_metadata()
outbox = outbox_table(metadata)
tree_tables(metadata)

# Positions count from 1 without gaps; whoever holds the append lock gives out the next ones.
statements = Table(
    "statements",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("raw", LargeBinary, nullable=False),
    Column("appended_at", BigInteger, nullable=False),
    CheckConstraint("position > 0", name="position_from_one"),
)

# X-Wing public keys under their SHA-256, which is what statements name.
seal_keys = Table(
    "seal_keys",
    metadata,
    Column("key_id", LargeBinary, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    CheckConstraint("key_id = sha256(public)", name="content_addressed"),
)

grants = Table(
    "grants",
    metadata,
    Column("epoch_key", LargeBinary, ForeignKey("seal_keys.key_id"), primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("ciphertext", LargeBinary, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("voucher", LargeBinary, nullable=False),
    Column("used_by", LargeBinary),
    Index(None, "unit", "officer"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column(
        "code_hash", LargeBinary, ForeignKey("invitations.code_hash", ondelete="CASCADE"), primary_key=True
    ),
    Column("unit", Text, nullable=False, index=True),
    Column("officer", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("sign", LargeBinary, nullable=False, index=True),
    Column("auth", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("sign_proof", LargeBinary, nullable=False),
    Column("auth_proof", LargeBinary, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
)
