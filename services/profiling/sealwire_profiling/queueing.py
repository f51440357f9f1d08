"""What selections and models have in common while they wait for a process: whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect, Select, Table

    from sealwire_profiling.tenancy import Tenant


def last_claim(table: Table) -> ScalarSelect[int]:
    """Return what orders the rows of a table of work by how long ago their administration was served.

    A claim's end is kept when the work is done, and all of a table last as long. So whoever had a process
    latest comes last, and one that has much waiting takes turns with the others.
    """
    others = table.alias("others")
    latest = select(func.coalesce(func.max(others.c.claimed_until), 0))
    return latest.where(others.c.tenant == table.c.tenant).correlate(table).scalar_subquery()


def turn(name: str, tenant: Tenant) -> Select[tuple[None]]:
    """Return the statement that lets others of an administration wait to ask, so that none is miscounted."""
    return select(func.pg_advisory_xact_lock(func.hashtextextended(f"{name} {tenant}", 0)))
