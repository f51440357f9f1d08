"""The tables of selections, their overrides and settings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.tables import metadata

# Times are Unix seconds. `claimed_until`: a process that makes it has so long; then another may. `shadow` is
# what ran beside it, `rest` the counts of what nothing selected, by post and day; selections of the releases
# before have neither.
selections = Table(
    "selections",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("claimed_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("finished_at", BigInteger),
    Column("settings", JSONB),
    Column("model", Text),
    Column("degraded", Text),
    Column("overflow", Integer, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("problem", Text),
    Column("broken", JSONB, nullable=False),
    Column("released_at", BigInteger),
    Column("released_by", Text),
    Column("shadow", JSONB(none_as_null=True)),
    Column("rest", JSONB),
    Index(None, "state", "claimed_until"),
    Index(None, "tenant", "claimed_until"),
)

# `features` is the row of the frame as it was judged, of those that are or may be opened: a model must learn
# from what was known then, not what is known when it learns. `version` is that of the documents which were
# judged. `draw` is the number of its post and day, in `rest` too. `shadow_*` is what shadows say, and decides
# nothing. No foreign key to consignments: they are erased earlier (forgetting.py).
selected = Table(
    "selected",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("selection", Uuid, primary_key=True),
    Column("consignment", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reference", Text, nullable=False),
    Column("office", Text),
    Column("lane", Text, nullable=False),
    Column("slot", Text),
    Column("propensity", Double, nullable=False),
    Column("place", Integer, nullable=False),
    Column("overflow", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("score", Double, nullable=False),
    Column("probability", Double),
    Column("reasons", JSONB, nullable=False),
    Column("features", JSONB),
    Column("draw", Integer),
    Column("shadow_hits", JSONB),
    Column("shadow_probability", Double),
    Column("shadow_slot", Text),
    ForeignKeyConstraint(["tenant", "selection"], ["selections.tenant", "selections.id"], ondelete="CASCADE"),
    UniqueConstraint("tenant", "selection", "rank"),
    Index(None, "tenant", "consignment"),
    # Of the hundred thousand rows of a selection some hundreds keep their features; a replay reads these.
    Index("ix_selected_featured", "tenant", "selection", postgresql_where=text("features IS NOT NULL")),
)

overrides = Table(
    "overrides",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("selection", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("consignment", Uuid, nullable=False),
    Column("does", Text, nullable=False),
    Column("category", Text),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "tenant", "consignment"),
    ForeignKeyConstraint(["tenant", "selection"], ["selections.tenant", "selections.id"], ondelete="CASCADE"),
)

capacities = Table(
    "capacities",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
