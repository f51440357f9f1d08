"""The tables of alerts, as SQLAlchemy metadata; the migrations make them, a test compares the two."""

from __future__ import annotations

from sealwire_chassis.database import new_metadata
from sealwire_chassis.outbox import outbox_table
from sealwire_chassis.tree import tree_tables
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = new_metadata()
outbox = outbox_table(metadata)
tree_tables(metadata)

# One row: whoever holds its lock gives out the next positions, so commit order is position order.
log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

# Times are unix seconds. `digest` is the envelope's entry in the log, whose index is position - 1.
envelopes = Table(
    "envelopes",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("device", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sender", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("header_hash", LargeBinary, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("retain_until", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("answers", Uuid),
    Column("priority", SmallInteger, nullable=False),
    Column("tlp", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    UniqueConstraint("device", "seq"),
)

# No foreign key to envelopes: one transaction writes both, and the check costs a lookup per recipient.
mailbox = Table(
    "mailbox",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("envelope_id", ForeignKey("envelopes.id"), primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)
