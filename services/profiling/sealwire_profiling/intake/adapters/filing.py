"""Consignments into PostgreSQL: new ones, amendments over the version before, and what is decided."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, cast, column, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_profiling.frame.domain.building import Received, cells
from sealwire_profiling.frame.domain.history import HISTORY
from sealwire_profiling.intake.adapters.tables import consignment_versions, consignments
from sealwire_profiling.intake.domain.amending import fingerprint
from sealwire_profiling.intake.domain.stored import container_key, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.intake.domain.stored import Filing
    from sealwire_profiling.tenancy import Tenant

_C = consignments.c
_KEPT = tuple(column.name for column in consignment_versions.c if column.name != "consignment")
_REPLACED = tuple(
    column.name for column in _C if column.name not in {"tenant", "id", "source", "reference", "open"}
)


async def save(session: AsyncSession, filings: Sequence[Filing], *, tenant: Tenant) -> None:
    """Store new consignments and amendments; what an amendment replaces is kept as a version.

    An amended consignment is open again: what was decided about it was decided about other documents.

    Args:
        session: A transaction that holds the rows to be amended (`by_reference` with `lock`).
        filings: Each consignment once.
        tenant: Whose.
    """
    if not filings:
        return
    amended = [each.id for each in filings if each.version.number > 1]
    if amended:
        await _keep_versions(session, amended, tenant)
    # A thousand of them take a good part of a second: too long for the event loop.
    rows = await asyncio.to_thread(_rows, filings, tenant)
    # One statement for all: a thousand executions of one keep both sides busy three times as long.
    given = func.jsonb_to_recordset(cast(literal(rows, Text), JSONB)).table_valued(
        *(column(each.name, each.type) for each in _C)
    )
    new = upsert(consignments).from_select(
        [each.name for each in _C], select(given.render_derived(name="given", with_types=True))
    )
    statement = new.on_conflict_do_update(
        index_elements=[_C.tenant, _C.id],
        set_={"open": True, **{name: new.excluded[name] for name in _REPLACED}},
    )
    await session.execute(statement)


async def hold(session: AsyncSession, consignment: UUID, *, tenant: Tenant) -> int | None:
    """Return the version of a consignment, or None where it is not kept.

    Whoever wants to amend, decide about or erase it waits until the transaction ends.
    """
    wanted = select(_C.version).where(_C.tenant == tenant, _C.id == consignment)
    version: int | None = await session.scalar(wanted.with_for_update(key_share=True))
    return version


async def kept(session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant) -> set[UUID]:
    """Return those consignments of some that are kept; none of them is erased until the transaction ends."""
    wanted = literal(list(ids), ARRAY(Uuid))
    # By id, as all who hold several: two that took them in different orders would wait for each other.
    found = select(_C.id).where(_C.tenant == tenant, _C.id == any_(wanted)).order_by(_C.id)
    return set(await session.scalars(found.with_for_update(read=True, key_share=True)))


async def release(session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant) -> None:
    """Close consignments that go without being controlled."""
    wanted = literal(list(ids), ARRAY(Uuid))
    await session.execute(
        update(consignments)
        .where(_C.tenant == tenant, _C.id == any_(wanted))
        .values(open=False, released=True)
    )


async def _keep_versions(session: AsyncSession, ids: list[UUID], tenant: Tenant) -> None:
    current = select(_C.id, *(_C[name] for name in _KEPT)).where(
        _C.tenant == tenant, _C.id == any_(literal(ids, ARRAY(Uuid)))
    )
    await session.execute(insert(consignment_versions).from_select(["consignment", *_KEPT], current))


def _rows(filings: Sequence[Filing], tenant: Tenant) -> str:
    """Return the rows of `consignments` as a JSON array."""
    return f"[{','.join(_row(each, tenant) for each in filings)}]"


def _row(filing: Filing, tenant: Tenant) -> str:
    body = filing.version.consignment.model_dump_json(exclude_defaults=True)
    columns = {name: _plain(value) for name, value in _columns(filing, tenant).items()}
    return f'{{"body":{body},{json.dumps(columns)[1:]}'


def _plain(value: object) -> object:
    """Return a value as PostgreSQL reads its type out of JSON."""
    match value:
        case bytes():
            return f"\\x{value.hex()}"
        case float() if not isfinite(value):
            return str(value)
        case UUID() | date():
            return str(value)
        case _:
            return value


def _columns(filing: Filing, tenant: Tenant) -> dict[str, Any]:
    """Return the columns of a row, its body apart."""
    version, consignment = filing.version, filing.version.consignment
    # The frame says what a party's key and a heading are, so that the history counts as profiles do.
    framed = cells(Received(str(filing.id), filing.source, consignment), on=date.min)
    received_on = datetime.fromtimestamp(version.received_at, UTC).date()
    return {
        **{name: framed[name] for name in HISTORY},
        "tenant": tenant,
        "id": filing.id,
        "source": filing.source,
        "reference": consignment.reference,
        "version": version.number,
        "fingerprint": fingerprint(consignment),
        "received_at": version.received_at,
        "upload": version.upload,
        "line": version.line,
        "changed": list(version.changed),
        "amended": list(filing.amended),
        "open": True,
        "released": False,
        "office": consignment.office,
        "arrives_on": consignment.arrives_on,
        "seen_on": consignment.declared_on or received_on,
        "containers": sorted({container_key(each.number) for each in consignment.equipment}),
        "party_words": sorted({word for party in consignment.parties for word in words(party.name)}),
    }
