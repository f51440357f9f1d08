"""An exchange in memory, honest or hostile, and a unit's device that works with it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sealwire import keystore
from sealwire.client import home
from sealwire.client.exchange import Exchange, PendingEnrolment
from sealwire.client.http import Offline
from sealwire.client.session import Session, open_session
from sealwire.contract.models import AcceptanceOut, MailboxEntry, MailboxPage
from sealwire.envelope.format import parse
from sealwire.errors import NotFound
from sealwire.keys import key_id
from simulators.desks import EASY, PASSPHRASE
from simulators.shown import Shown, ShownLogs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sealwire.directory.batch import Batch
    from sealwire.errors import SealwireError
    from sealwire.private_keys import DeviceKeys, SealKey
    from simulators.programme import Programme

NOWHERE = "http://127.0.0.1:9"


class StandIn(Exchange):
    """Serves a programme's log and what is put into its mailbox; each attribute makes it worse."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(NOWHERE)
        self.programme = programme
        self.logs = ShownLogs(self.shown)
        self.link = True
        self.signed_by: tuple[str, ...] = ("",)
        self.mail: list[MailboxEntry] = []
        self.keys: dict[bytes, bytes] = {}
        self.grants: dict[bytes, bytes] = {}
        self.batches: list[Batch] = []
        self.waiting: list[PendingEnrolment] = []
        self.receipts_taken: list[UUID] = []
        self.refused_receipts: dict[UUID, SealwireError] = {}
        self.page_changed: Callable[[MailboxPage], MailboxPage] = lambda page: page
        self.answer_changed: Callable[[AcceptanceOut], AcceptanceOut] = lambda answer: answer

    def deliver(self, raw: bytes) -> UUID:
        """Put an envelope into the mailbox, unchecked."""
        header = parse(raw).header
        self.mail.append(
            MailboxEntry(
                position=len(self.mail) + 1,
                id=header.id,
                sender=header.sender,
                device=header.device.hex(),
                sent_at=header.sent_at,
                accepted_at=header.sent_at,
                priority=header.priority,
                tlp=header.tlp,
                size=len(raw),
                envelope=raw,
            )
        )
        return header.id

    def shown(self) -> Shown:
        if not self.link:
            raise Offline
        accepted = tuple(entry.envelope for entry in self.mail if entry.envelope is not None)
        shown = Shown(self.programme.founding, tuple(self.programme.statements), envelopes=accepted)
        return shown.but(signed_by=self.signed_by)

    async def append(self, batch: Batch) -> None:
        self.programme.take(batch.statements)
        self.batches.append(batch)
        self.keys |= {key_id(public): public for public in batch.keys}

    async def seal_key(self, wanted: bytes) -> bytes:
        return self.keys[wanted]

    async def grant(self, epoch_key: bytes) -> bytes:
        if epoch_key not in self.grants:
            raise NotFound
        return self.grants[epoch_key]

    async def mailbox(self, *, after: int, limit: int, wait_s: int = 0) -> MailboxPage:  # noqa: ARG002  # as called
        entries = [entry for entry in self.mail if entry.position > after][:limit]
        last = entries[-1].position if entries else after
        return self.page_changed(MailboxPage(entries=entries, next=last, more=False))

    async def post_receipt(self, envelope_id: UUID, receipt: bytes) -> None:  # noqa: ARG002  # as called
        if (refusal := self.refused_receipts.get(envelope_id)) is not None:
            raise refusal
        self.receipts_taken.append(envelope_id)

    async def post_envelope(self, raw: bytes) -> AcceptanceOut:
        digest = hashlib.sha256(raw).hexdigest()
        answer = AcceptanceOut(id=parse(raw).id, position=1, accepted_at=self.programme.now, digest=digest)
        return self.answer_changed(answer)

    async def enrolments(self, unit: str) -> list[PendingEnrolment]:  # noqa: ARG002  # as called
        return self.waiting


def at_work(folder: Path, exchange: StandIn, keys: DeviceKeys, *epochs: SealKey) -> Session:
    """Return an opened home with these keys, which knows that exchange."""
    made = home.create(folder, server=NOWHERE, founding=exchange.programme.founding.hex())
    secrets = keystore.Secrets(keys, {epoch.key_id: epoch.seed for epoch in epochs})
    keystore.save(made.keys_path, secrets, PASSPHRASE, cost=EASY)
    session = open_session(made, PASSPHRASE)
    session.exchange = exchange
    session.clock = lambda: exchange.programme.now + 5
    return session
