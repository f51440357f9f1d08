"""A member of the exchange: one officer's device, with everything that it does as methods of one class."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sealwire.client import (
    administration,
    archive,
    enrolment,
    envelope_log,
    epochs,
    evidence,
    exchange_file,
    home,
    mailbox,
    outbox,
    reading,
    receipts,
    sending,
    session,
)
from sealwire.client.refusals import ServerLied
from sealwire.client.sending import Letter
from sealwire.envelope.content import Content
from sealwire.envelope.format import Tlp
from sealwire.notices import check_audience

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from uuid import UUID

    from sealwire.client.enrolment import Invitation, Waiting
    from sealwire.client.evidence import Evidence
    from sealwire.client.exchange_file import ExchangeFile
    from sealwire.client.mailbox import Fetched
    from sealwire.client.reading import Listed, Opened
    from sealwire.client.receipts import CheckedReceipt
    from sealwire.client.sending import Sent
    from sealwire.client.session import Session
    from sealwire.directory.fields import Role
    from sealwire.directory.state import Device, State, Unit
    from sealwire.envelope.format import ParsedEnvelope
    from sealwire.notices import Notice


class Member:
    """An opened home. Use it as `async with Member.open(folder, passphrase) as member:`.

    Attributes:
        session: What the methods work with.
    """

    def __init__(self, opened: Session) -> None:
        self.session = opened

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """Unlock the home in a folder.

        Raises:
            NoHome: There is none.
            NotEnrolled: It has no keys yet.
            WrongPassphrase: The passphrase does not open them.
        """
        return cls(session.open_session(home.load(folder), passphrase))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections and the database."""
        await self.session.close()

    async def sync_directory(self) -> State:
        """Fetch, verify and keep what is new in the directory log.

        Raises:
            ServerLied: The server shows what is no honest continuation; the class says how.
            Offline: It does not answer.
        """
        return await self.session.directory.sync(self.session.exchange)

    async def sync(self) -> list[Sent]:
        """Bring everything up to date: directory, outbox, receipts, the unit's keys and the envelope log.

        Returns:
            What became of the envelopes that waited.
        """
        await self.sync_directory()
        self.whoami()
        # Before the keys: what a colleague did wrong with those must keep back neither notices nor proofs.
        sent = await sending.flush(self.session)
        await receipts.post(self.session)
        await envelope_log.follow(self.session.directory, self.session.exchange)
        await envelope_log.collect(self.session.directory, self.session.exchange)
        await enrolment.finish(self.session)
        return sent

    def whoami(self) -> Device:
        """Return this device as the directory has it.

        Raises:
            NotEnrolled, DeviceRevoked: It does not count.
        """
        return self.session.device()

    def units(self) -> list[Unit]:
        """Return the units of the directory copy, by code."""
        known = self.session.directory.state.units
        return sorted(known.values(), key=lambda unit: unit.code)

    async def send(
        self,
        notice: Notice,
        to: Sequence[str],
        *,
        tlp: Tlp = Tlp.AMBER,
        priority: int = 0,
        due: int | None = None,
    ) -> Sent:
        """Seal a notice to units (for TLP:RED to officers such as KG-BAT/key-1) and post it.

        Args:
            notice: A validated notice.
            to: Recipients; the own unit is always added.
            tlp: How far the recipients may pass it on.
            priority: 0 routine, 1 urgent, 2 flash.
            due: An answer is expected by then, Unix seconds.

        Raises:
            SealwireError: It cannot be sealed so, or was refused; the class tells why.
        """
        check_audience(notice.kind, self.whoami().unit, [text.partition("/")[0] for text in to])
        letter = Letter(content=content_of(notice), to=tuple(to), tlp=tlp, priority=priority, due=due)
        return await sending.send(self.session, letter)

    async def answer(self, envelope_id: UUID, notice: Notice) -> Sent:
        """Answer an envelope to its sender, under the mark that it came with.

        Raises:
            SealwireError: The envelope fails a check, or as for `send`.
        """
        parsed = await reading.checked_envelope(self.session, envelope_id)
        check_audience(notice.kind, self.whoami().unit, [parsed.header.sender])
        return await sending.send(self.session, answer_to(self.session, parsed, content_of(notice)))

    async def flush(self) -> list[Sent]:
        """Post everything that waits in the outbox, oldest first."""
        return await sending.flush(self.session)

    def evidence(self) -> list[Evidence]:
        """Return what this device has against the exchange."""
        return evidence.everything(self.session.store)

    def pending(self) -> list[UUID]:
        """Return the envelopes that wait in the outbox."""
        return [each.id for each in outbox.pending(self.session.store)]

    async def fetch(self) -> Fetched:
        """Fetch, check and keep what is new in the mailbox, and sign for it."""
        return await mailbox.fetch(self.session)

    def watch(self) -> AsyncIterator[Fetched]:
        """Wait for what comes; a lost link is waited out."""
        return mailbox.watch(self.session)

    def inbox(self) -> list[Listed]:
        """Return what this device has, without opening it."""
        return reading.inbox(self.session)

    def gaps(self) -> dict[bytes, list[int]]:
        """Return by sending device the numbers of envelopes to this unit that have not arrived."""
        return archive.gaps(self.session.store)

    def find(self, text: str) -> UUID:
        """Return the id that was typed, whole or by its last six or more digits."""
        return archive.find(self.session.store, text)

    async def read(self, envelope_id: UUID) -> Opened:
        """Check and open an envelope, and sign for it."""
        return await reading.read(self.session, envelope_id)

    async def acknowledge(self, envelope_id: UUID) -> None:
        """Sign that the unit takes note of an envelope and acts on it."""
        await reading.acknowledge(self.session, envelope_id)

    async def receipts(self, envelope_id: UUID) -> list[CheckedReceipt]:
        """Return who has signed for an envelope, every signature checked."""
        parsed = await reading.checked_envelope(self.session, envelope_id)
        return await receipts.fetch(self.session, parsed)

    async def export(self, envelope_id: UUID, *, disclose: bool = False) -> ExchangeFile:
        """Return the thread of an envelope as a file that verifies offline, with the proofs there are."""
        with suppress(ServerLied):
            await envelope_log.collect(self.session.directory, self.session.exchange)
        return await exchange_file.export(self.session, envelope_id, disclose=disclose)

    async def invite(self, unit: str, officer: str, roles: Sequence[Role | str]) -> Invitation:
        """Make a one-time enrolment code."""
        return await enrolment.invite(self.session, unit, officer=officer, roles=roles)

    async def enrolments(self, unit: str) -> list[Waiting]:
        """Return who waits to be vouched for in a unit."""
        return await enrolment.waiting(self.session, unit)

    async def vouch(
        self, unit: str, officer: str, *, fingerprint: str, roles: Sequence[Role | str] | None = None
    ) -> str:
        """Sign that keys are an officer's, after comparing the fingerprint by phone."""
        return await enrolment.vouch(
            self.session, unit, officer=officer, fingerprint=fingerprint, roles=roles
        )

    async def open_unit(self, unit: str, names: dict[str, str]) -> None:
        """Open a unit, as an administrator."""
        await administration.open_unit(self.session, unit, names)

    async def open_epoch(self) -> None:
        """Open the unit's next epoch if none can be sealed to."""
        await epochs.ensure_epoch(self.session)


def content_of(notice: Notice) -> Content:
    """Return the body that a notice is sealed as."""
    return Content(notice.kind, notice.schema_version, notice.content())


def answer_to(opened: Session, parsed: ParsedEnvelope, content: Content) -> Letter:
    """Return the letter that answers an envelope, to its sender and under its mark."""
    header = parsed.header
    to = header.sender
    if header.tlp is Tlp.RED:
        device = opened.directory.state.device(header.device)
        to = f"{header.sender}/{device.officer if device else ''}"
    return Letter(content=content, to=(to,), tlp=header.tlp, priority=header.priority, answers=header.id)
