"""The room's tables. Each row belongs to one administration, whose code leads every key."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from sealwire_profiling.tables import metadata

sources = Table(
    "sources",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("mapping", JSONB, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("saved_by", Text, nullable=False),
)

# How long an administration keeps consignments, where it is not as long as the service's setting says.
retention = Table(
    "retention",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("saved_by", Text, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text(collation="C"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    # When the file was complete: the files of a source are read in this order.
    Column("ready_at", DateTime(timezone=True)),
    # The source's mapping at that time: what a worker resumes with is what another began with.
    Column("mapping", JSONB),
    # How many things of the file are stored already; the next chunk begins behind them.
    Column("position", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("total_lines", Integer),
    Column("added", Integer, nullable=False),
    Column("amended", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("ignored", ARRAY(Text), nullable=False),
    Column("same_as", Uuid),
    Column("failure_code", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("finished_at", BigInteger),
    # Who reads it, and until when nobody else may.
    Column("worker", Uuid),
    Column("leased_until", DateTime(timezone=True)),
    # How many parties it names, once that is worked out; until when nobody else works it out, and how often
    # a process has begun to.
    Column("parties", Integer),
    Column("parties_claimed_until", DateTime(timezone=True)),
    Column("parties_tries", Integer, nullable=False, server_default="0"),
    Index(
        "ix_uploads_parties_wanted",
        "ready_at",
        postgresql_where=text("parties IS NULL AND dry_run IS false AND same_as IS NULL"),
    ),
    Index(None, "tenant", "source", "sha256"),
    Index(None, "tenant", "created_at"),
    Index(None, "state", "ready_at"),
)

upload_parts = Table(
    "upload_parts",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("upload", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["tenant", "upload"], ["uploads.tenant", "uploads.id"], ondelete="CASCADE"),
)

upload_errors = Table(
    "upload_errors",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("upload", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    ForeignKeyConstraint(["tenant", "upload"], ["uploads.tenant", "uploads.id"], ondelete="CASCADE"),
)

# The parties that an upload names, by number; with them goes what the upload said of persons.
upload_parties = Table(
    "upload_parties",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("upload", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("consignments", Integer, nullable=False),
    Column("spellings", JSONB, nullable=False),
    ForeignKeyConstraint(["tenant", "upload"], ["uploads.tenant", "uploads.id"], ondelete="CASCADE"),
)

# As each stands now. The columns behind `open` are read out of the body, so that searching and the history
# of parties and headings need not open it.
consignments = Table(
    "consignments",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("source", Text(collation="C"), nullable=False),
    Column("reference", Text(collation="C"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("upload", Uuid),
    Column("line", Integer, nullable=False),
    # Fields that this version changed, and those that any amendment did.
    Column("changed", ARRAY(Text), nullable=False),
    Column("amended", ARRAY(Text), nullable=False),
    # Whether nothing is decided about this version: it was not released, and no inspection of it that
    # stands controlled the goods or sent them on (inspections/adapters/deciding.py).
    Column("open", Boolean, nullable=False),
    Column("released", Boolean, nullable=False, server_default=false()),
    Column("office", Text(collation="C")),
    Column("declared_on", Date),
    Column("arrives_on", Date),
    # Day of the declaration, or of its coming where the documents name none.
    Column("seen_on", Date, nullable=False),
    Column("shipper_key", Text(collation="C")),
    Column("consignee_key", Text(collation="C")),
    Column("declarant_key", Text(collation="C")),
    Column("heading", Text(collation="C")),
    Column("currency", Text(collation="C")),
    Column("value_per_kg", Double),
    Column("kg_per_package", Double),
    Column("containers", ARRAY(Text), nullable=False),
    Column("party_words", ARRAY(Text), nullable=False),
    UniqueConstraint("tenant", "source", "reference"),
    Index(None, "tenant", "upload"),
    Index(None, "tenant", "seen_on"),
    Index(None, "tenant", "reference"),
    Index(None, "tenant", "received_at"),
    Index(None, "containers", postgresql_using="gin"),
    Index(None, "party_words", postgresql_using="gin"),
)

# What amendments replaced; the newest version stands in `consignments`.
consignment_versions = Table(
    "consignment_versions",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("consignment", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSONB, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("upload", Uuid),
    Column("line", Integer, nullable=False),
    Column("changed", ARRAY(Text), nullable=False),
    ForeignKeyConstraint(
        ["tenant", "consignment"], ["consignments.tenant", "consignments.id"], ondelete="CASCADE"
    ),
    Index(None, "tenant", "upload"),
)

# What remains of consignments past their retention: how many there were, and nobody's name.
erased_counts = Table(
    "erased_counts",
    metadata,
    Column("tenant", Text(collation="C"), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("office", Text(collation="C"), primary_key=True),
    Column("heading", Text(collation="C"), primary_key=True),
    Column("consignments", Integer, nullable=False),
)
