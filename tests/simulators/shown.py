"""What an exchange shows of its two logs, made from nothing but their entries: honest unless altered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sealwire.checkpoint import origin
from sealwire.client.logs import Logs
from sealwire.contract.log import PAGE_STATEMENTS, EnvelopeProofOut
from sealwire.directory.fields import Log
from sealwire.envelope.format import parse
from sealwire.errors import Conflict, NotFound
from sealwire.log_signing import LogSigner
from sealwire.merkle import Frontier
from simulators import naive_log
from simulators.programme import seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from simulators.programme import Programme


class NotYetProven(Conflict):
    """As the alerts service says it; its class is not known to clients."""


def signer_of(founding: bytes, log: Log, *names: str) -> LogSigner:
    """Return the key of a log; names make others, all of which sign."""
    return LogSigner(origin(founding, log), *(seed(f"{log}{name}").hex() for name in names or ("",)))


def appoint_logs(programme: Programme) -> None:
    """Let the root appoint the keys of both logs."""
    for log in Log:
        key = signer_of(programme.founding, log).public
        programme.say(programme.root, lambda a, log=log, key=key: a.appoint_log(log, key))  # type: ignore[misc]  # binds early


@dataclass(frozen=True)
class Shown:
    """Everything that is shown at one moment.

    Attributes:
        keys: X-Wing keys by their ids.
        envelopes: Accepted ones in order, as bytes; the log has their hashes.
        covered: How many of them the newest checkpoint covers; None for all.
        notes: Checkpoints that are shown in place of the honest ones.
        signed_by: Names of the keys that sign honest ones.
    """

    founding: bytes
    statements: tuple[bytes, ...]
    keys: dict[bytes, bytes] = field(default_factory=dict)
    envelopes: tuple[bytes, ...] = ()
    covered: int | None = None
    notes: dict[Log, bytes] = field(default_factory=dict)
    signed_by: tuple[str, ...] = ("",)

    def entries(self, log: Log) -> list[bytes]:
        """Return a log's entries as far as a checkpoint covers them."""
        if log is Log.DIRECTORY:
            return list(self.statements)
        return [hashlib.sha256(raw).digest() for raw in self.envelopes[: self.covered]]

    def note(self, log: Log, *, by: str = "") -> bytes:
        """Return a log's checkpoint, signed with its key or one of another name."""
        if log in self.notes:
            return self.notes[log]
        return self.signed(log, self.entries(log), by=by)

    def signed(self, log: Log, entries: Sequence[bytes], *, by: str = "") -> bytes:
        """Return a checkpoint of any entries."""
        tree = Frontier()
        for entry in entries:
            tree = tree.append(entry)
        return signer_of(self.founding, log, *((by,) if by else self.signed_by)).sign(tree)

    def page(self, number: int) -> list[bytes]:
        """Return a page of statements."""
        page = list(self.statements[number * PAGE_STATEMENTS : (number + 1) * PAGE_STATEMENTS])
        if not page:
            raise NotFound
        return page

    def consistency(self, log: Log, first: int, second: int) -> list[bytes]:
        """Return the proof between two sizes, as well as it can be made."""
        entries = self.entries(log)[:second]
        return naive_log.proof(first, entries) if 0 < first < len(entries) else []

    def proof(self, envelope_id: UUID) -> EnvelopeProofOut:
        """Return the proof that an envelope stands in the log."""
        known = [parse(raw).id for raw in self.envelopes]
        entries = self.entries(Log.ENVELOPES)
        # What the stand-in has just accepted lies in nobody's mailbox yet, and so in no checkpoint.
        index = known.index(envelope_id) if envelope_id in known else len(entries)
        if index >= len(entries):
            refusal = NotYetProven("No checkpoint covers it.")
            refusal.code = "not-yet-proven"
            raise refusal
        return EnvelopeProofOut(
            index=index, checkpoint=self.note(Log.ENVELOPES).decode(), proof=naive_log.path(index, entries)
        )

    def but(self, **changes: object) -> Shown:
        """Return it with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]  # a table of fields


class ShownLogs(Logs):
    """The client's way to the logs, without a network."""

    def __init__(self, shown: Callable[[], Shown]) -> None:
        self._shown = shown

    async def checkpoint(self, log: Log) -> bytes:
        return self._shown().note(log)

    async def consistency(self, log: Log, first: int, second: int) -> list[bytes]:
        return self._shown().consistency(log, first, second)

    async def page(self, number: int) -> list[bytes]:
        return self._shown().page(number)

    async def proof(self, envelope_id: UUID) -> EnvelopeProofOut:
        return self._shown().proof(envelope_id)
