"""The HTTP routes of alerts: mailbox, envelopes and receipts of the calling device's unit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Body, FastAPI, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract.models import (
    MAX_PAGE_ENTRIES,
    MAX_POSITION,
    MAX_WAIT_S,
    MailboxEntry,
    MailboxPage,
    ReceiptOut,
    ReceiptsOut,
)
from sealwire.contract.paths import CBOR
from sealwire.errors import NotFound
from sealwire.keys import BadSignature
from sealwire.receipts import MalformedReceipt, ReceiptMismatch
from sealwire_chassis import asgi, problems
from sealwire_chassis.caller import CallerDep, NoCaller
from sealwire_chassis.database import SessionDep

from sealwire_alerts import service
from sealwire_alerts.domain.mailbox import Mail, Page, PageQuery
from sealwire_alerts.domain.receipts import (
    ForeignReceipt,
    NotARecipient,
    ReceiptFutureDated,
    StoredReceipt,
)
from sealwire_alerts.entrypoints import http_tree as tree
from sealwire_alerts.entrypoints import internal

if TYPE_CHECKING:
    from sealwire_chassis.database import Database

    from sealwire_alerts.arrivals import Arrivals

_MAX_BODY_BYTES = 65_536
_READING = (NoCaller, NotAllowed)
router = APIRouter(tags=["alerts"])


class MailboxQuery(BaseModel):
    """Which part of the mailbox, and how long to wait for it."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(default=0, ge=0, le=MAX_POSITION, description="Entries behind this position.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_ENTRIES)
    wait: int = Field(default=0, ge=0, le=MAX_WAIT_S, description="Seconds to wait for an entry.")
    envelopes: bool = Field(default=False, description="Whether to send the envelopes too, up to 4 MiB.")


@router.get(
    "/v1/mailbox", response_model_exclude_none=True, responses=problems.problems(NoCaller, NotAllowed)
)
async def read_mailbox(
    request: Request, who: CallerDep, asked: Annotated[MailboxQuery, Query()]
) -> MailboxPage:
    """Return what the caller's unit was sent, in the order of acceptance; wait for it if asked to."""
    database: Database = request.app.state.database
    arrivals: Arrivals = request.app.state.arrivals
    query = PageQuery(after=asked.after, limit=asked.limit, envelopes=asked.envelopes)
    page = await service.await_mail(database, arrivals, who=who, query=query, wait_s=asked.wait)
    return _page_out(page)


@router.get(
    "/v1/envelopes/{envelope_id}",
    response_class=Response,
    responses={200: {"content": {CBOR: {}}}, **problems.problems(*_READING, NotFound)},
)
async def read_envelope(envelope_id: UUID, who: CallerDep, session: SessionDep) -> Response:
    """Return an envelope that the caller's unit sent or received, as it was sent."""
    raw = await service.fetch_envelope(session, envelope_id, who=who)
    return Response(raw, media_type=CBOR)


@router.post(
    "/v1/envelopes/{envelope_id}/receipts",
    status_code=201,
    responses=problems.problems(
        MalformedReceipt, *_READING, NotARecipient, ForeignReceipt, BadSignature, NotFound, ReceiptMismatch,
        ReceiptFutureDated,
    ),
)  # fmt: skip
async def add_receipt(
    envelope_id: UUID, data: Annotated[bytes, Body(media_type=CBOR)], who: CallerDep, session: SessionDep
) -> ReceiptOut:
    """Record that the caller's unit received, opened or acknowledged an envelope."""
    now = int(time.time())
    return _receipt_out(await service.add_receipt(session, envelope_id, data, who=who, now=now))


@router.get(
    "/v1/envelopes/{envelope_id}/receipts", responses=problems.problems(NoCaller, NotAllowed, NotFound)
)
async def list_receipts(envelope_id: UUID, who: CallerDep, session: SessionDep) -> ReceiptsOut:
    """Return the receipts of an envelope that the caller's unit sent or received."""
    found = await service.list_receipts(session, envelope_id, who=who)
    return ReceiptsOut(receipts=[_receipt_out(receipt) for receipt in found])


def create_app(database: Database, arrivals: Arrivals) -> FastAPI:
    """Return the app that answers HTTP requests to alerts."""
    app = FastAPI(title="Sealwire alerts", docs_url=None, redoc_url=None)
    app.state.database = database
    app.state.arrivals = arrivals
    app.include_router(router)
    app.include_router(tree.router)
    app.include_router(internal.router)
    app.add_middleware(asgi.SizeLimit, max_bytes=_MAX_BODY_BYTES)
    problems.install(app)
    app.add_middleware(asgi.AccessLog, service="alerts")
    app.add_middleware(asgi.RequestId)
    return app


def _page_out(page: Page) -> MailboxPage:
    entries = [_entry_out(mail) for mail in page.entries]
    return MailboxPage(entries=entries, next=page.next, more=page.more)


def _entry_out(mail: Mail) -> MailboxEntry:
    return MailboxEntry(
        position=mail.position,
        id=mail.id,
        sender=mail.sender,
        device=mail.device.hex(),
        sent_at=mail.sent_at,
        accepted_at=mail.accepted_at,
        priority=mail.priority,
        tlp=mail.tlp,
        answers=mail.answers,
        due=mail.due,
        size=mail.size,
        envelope=mail.envelope,
    )


def _receipt_out(receipt: StoredReceipt) -> ReceiptOut:
    return ReceiptOut(
        unit=receipt.unit,
        device=receipt.device.hex(),
        kind=receipt.kind,
        ts=receipt.ts,
        receipt=receipt.raw,
    )
