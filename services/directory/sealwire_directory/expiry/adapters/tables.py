"""What has been announced, so that each threshold of each thing is announced once."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, SmallInteger, Table, Text

from sealwire_directory.tables import metadata

announcements = Table(
    "announcements",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", LargeBinary, primary_key=True),
    Column("threshold_days", SmallInteger, primary_key=True, autoincrement=False),
    Column("announced_at", BigInteger, nullable=False, index=True),
    CheckConstraint("threshold_days > 0", name="threshold_ahead"),
)
