"""The tables of onboarding, on the directory's one metadata."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_directory.tables import metadata

cases = Table(
    "onboarding_cases",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("country", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("suspended_from", Text),
    Column("particulars", JSONB, nullable=False),
)

# Content-addressed: the same scan cited by ten cases is stored once.
files = Table(
    "onboarding_files",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("media", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_at", BigInteger, nullable=False),
    Column("uploaded_by", LargeBinary, nullable=False),
    CheckConstraint("sha256 = sha256(content)", name="content_addressed"),
    CheckConstraint("octet_length(content) <= 5242880", name="at_most_5_mib"),
)

# Which cases cite a file: whoever may read one of them may read the file.
citations = Table(
    "onboarding_citations",
    metadata,
    Column("sha256", LargeBinary, ForeignKey("onboarding_files.sha256"), primary_key=True),
    Column("unit", Text, ForeignKey("onboarding_cases.unit"), primary_key=True),
)

# Append-only, by a trigger: a later piece of a kind takes the earlier one's place in the gates, not in here.
evidence = Table(
    "onboarding_evidence",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("unit", Text, ForeignKey("onboarding_cases.unit"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("filed_at", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("handle", Text, nullable=False),
)

# Append-only, by a trigger. No names of people: who is forgotten elsewhere must not live on here.
events = Table(
    "onboarding_events",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("handle", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Index(None, "subject", "number"),
)

donors = Table(
    "onboarding_donors",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", JSONB, nullable=False),
)

plans = Table(
    "onboarding_plans",
    metadata,
    Column("country", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("activities", JSONB, nullable=False),
)

courses = Table(
    "onboarding_courses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("starts", Date, nullable=False, index=True),
    Column("ends", Date, nullable=False),
    Column("trainers", ARRAY(Text), nullable=False),
    Column("donor", Text, ForeignKey("onboarding_donors.id")),
)

participants = Table(
    "onboarding_participants",
    metadata,
    Column("course", Uuid, ForeignKey("onboarding_courses.id"), primary_key=True),
    Column("unit", Text, primary_key=True, index=True),
    Column("handle", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("gender", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("remarks", Text, nullable=False),
)

handovers = Table(
    "onboarding_handovers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("unit", Text, ForeignKey("onboarding_cases.unit"), nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("donor", Text, ForeignKey("onboarding_donors.id")),
    Column("act", LargeBinary, ForeignKey("onboarding_files.sha256")),
    Column("remarks", Text, nullable=False),
)

items = Table(
    "onboarding_items",
    metadata,
    Column("handover", Uuid, ForeignKey("onboarding_handovers.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("item", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("serials", ARRAY(Text), nullable=False),
    Column("no_serials_because", Text, nullable=False),
    Column("condition", Text, nullable=False),
    CheckConstraint("quantity > 0", name="some"),
)
