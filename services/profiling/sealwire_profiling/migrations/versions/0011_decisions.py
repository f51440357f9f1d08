"""Keep which version of its documents an inspection is about, and whether a consignment was released.

Phase: expand, with a backfill. The previous release writes neither: an inspection without a version counts
for the present one, and what was closed without `released` is opened by a correction, as it was before.
An amendment by it leaves `released` as it was; only corrections look at that, and they close nothing open.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WORK = ("selections", "rescreenings", "models")
# The version that was there when the first inspection of a chain of corrections was recorded. Of erased
# consignments nothing is known.
_VERSIONS = """
WITH RECURSIVE chain AS (
    SELECT tenant, id, consignment, recorded_at FROM inspections WHERE corrects IS NULL
    UNION ALL
    SELECT later.tenant, later.id, later.consignment, chain.recorded_at
    FROM chain JOIN inspections later ON later.tenant = chain.tenant AND later.corrects = chain.id
)
UPDATE inspections SET version = greatest(
    (SELECT max(earlier.version) FROM consignment_versions earlier
     WHERE earlier.tenant = chain.tenant AND earlier.consignment = chain.consignment
       AND earlier.received_at <= chain.recorded_at),
    (SELECT present.version FROM consignments present
     WHERE present.tenant = chain.tenant AND present.id = chain.consignment
       AND present.received_at <= chain.recorded_at))
FROM chain WHERE chain.tenant = inspections.tenant AND chain.id = inspections.id
"""
# What is closed, and not by an inspection that stands, was released. It is asked for where an inspection is
# corrected, so that those without one, nearly all, need not be written.
_RELEASED = """
UPDATE consignments SET released = true
WHERE NOT open AND EXISTS (
    SELECT FROM inspections made
    WHERE made.tenant = consignments.tenant AND made.consignment = consignments.id
) AND NOT EXISTS (
    SELECT FROM inspections made
    WHERE made.tenant = consignments.tenant AND made.consignment = consignments.id
      AND made.version = consignments.version AND made.outcome <> 'not-controlled'
      AND NOT EXISTS (SELECT FROM inspections later
                      WHERE later.tenant = made.tenant AND later.corrects = made.id))
"""


def upgrade() -> None:
    op.add_column("inspections", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column(
        "consignments", sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(_VERSIONS)
    op.execute(_RELEASED)
    for table in _WORK:
        op.create_index(op.f(f"ix_{table}_tenant_claimed_until"), table, ["tenant", "claimed_until"])
    op.create_index(op.f("ix_inspections_tenant_selection"), "inspections", ["tenant", "selection"])


def downgrade() -> None:
    op.drop_index(op.f("ix_inspections_tenant_selection"), table_name="inspections")
    for table in _WORK:
        op.drop_index(op.f(f"ix_{table}_tenant_claimed_until"), table_name=table)
    op.drop_column("consignments", "released")
    op.drop_column("inspections", "version")
