"""The tables of selections: their rows, overrides, re-screenings and settings."""

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
    # What of the lists its consignments were last screened against: how often they had changed
    # (list_counters), and when that was. None while it is not done, and of one whose hits are not stored or
    # of which nothing is open any more.
    Column("list_changes", BigInteger),
    Column("screened_at", BigInteger),
    Index(None, "state", "claimed_until"),
    Index(None, "tenant", "claimed_until"),
    Index("ix_selections_screened", "tenant", postgresql_where=text("list_changes IS NOT NULL")),
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
    # The hits that it was judged by (HitRecord); none where there were none.
    Column("hits", JSONB),
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

# Screening the open consignments of a selection again, after lists have changed: up to the change with this
# number, or a later one.
rescreenings = Table(
    "rescreenings",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("selection", Uuid, nullable=False),
    Column("list_changes", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("claimed_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("finished_at", BigInteger),
    Column("counts", JSONB, nullable=False),
    Column("problem", Text),
    ForeignKeyConstraint(["tenant", "selection"], ["selections.tenant", "selections.id"], ondelete="CASCADE"),
    UniqueConstraint("tenant", "selection", "list_changes"),
    Index(None, "state", "claimed_until"),
    Index(None, "tenant", "claimed_until"),
    Index(None, "tenant", "list_changes"),
    # What one finds is compared with what the one before has found.
    Index(
        "ix_rescreenings_unfinished",
        "tenant",
        "selection",
        unique=True,
        postgresql_where=text("state IN ('waiting', 'running')"),
    ),
)

# The consignments that came out otherwise; `before` and `after` are all their hits (HitRecord). `mandatory`:
# whether one of those after compels to open it.
rescreened = Table(
    "rescreened",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("rescreening", Uuid, primary_key=True),
    Column("consignment", Uuid, primary_key=True),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("mandatory", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["tenant", "rescreening"], ["rescreenings.tenant", "rescreenings.id"], ondelete="CASCADE"
    ),
    Index(None, "tenant", "consignment"),
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
