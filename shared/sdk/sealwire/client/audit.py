"""Checking a home from the founding hash on, as if nothing in it had ever been verified.

What needs no server is checked without one; what could not be checked is said, never passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire.client import archive, checkpoints, envelope_log, evidence, proofs
from sealwire.client.directory import DirectoryCopy
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.offline import Finding
from sealwire.client.refusals import CheckpointMismatch, CheckpointsContradict
from sealwire.client.verification import check_envelope
from sealwire.directory import snapshot
from sealwire.directory.fields import Log
from sealwire.directory.replica import Replica
from sealwire.envelope.format import parse
from sealwire.errors import Conflict, SealwireError, TooManyRequests, Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.client.archive import Kept
    from sealwire.client.evidence import Evidence
    from sealwire.client.exchange import Exchange
    from sealwire.client.store import Store


class HomeAltered(Conflict, code="home-altered"):
    """What lies in this home is not what was verified; take it from a backup, or enrol a new device."""


class Check(StrEnum):
    """What is checked; source: docs/cli.md, what audit checks."""

    STATEMENTS = "statements"
    SNAPSHOT = "snapshot"
    CHECKPOINT = "checkpoint"
    ENVELOPES = "envelopes"
    PROOFS = "proofs"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        findings: Every check; of envelopes and proofs one for all that hold, and one for each that does not.
        unchecked: What could not be checked, and why.
        evidence: What this device has against the exchange, old and new.
    """

    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every check held, and nothing is held against the exchange that nobody has looked at."""
        return all(each.ok for each in self.findings) and all(each.reviewed_at for each in self.evidence)


async def audit(store: Store, founding: bytes, exchange: Exchange | None) -> Audit:
    """Check a home, and the exchange against it.

    Args:
        store: The home's database.
        founding: The pinned founding hash.
        exchange: Where the logs are; None to check only what is here.

    Returns:
        The findings; its `ok` is the verdict.
    """
    auditor = _Auditor(store, founding)
    auditor.check_home()
    if exchange is None:
        auditor.report.unchecked.append("the exchange: it was not asked")
    else:
        await auditor.check_exchange(exchange)
    auditor.report.evidence.extend(evidence.everything(store))
    return auditor.report


class _Auditor:
    def __init__(self, store: Store, founding: bytes) -> None:
        self.report = Audit()
        self._store = store
        self._founding = founding
        self._replica = Replica(founding)
        self._snapshot = b""
        self._roots: dict[int, bytes] = {}

    def check_home(self) -> None:
        """Make every check that needs no server; later ones rest on what earlier ones replayed."""
        self._attempt(Check.STATEMENTS, "directory", self._statements)
        self._attempt(Check.SNAPSHOT, "directory", self._same_snapshot)
        self._attempt(Check.CHECKPOINT, "directory", lambda: self._checkpoint(Log.DIRECTORY))
        self._attempt(Check.CHECKPOINT, "envelopes", lambda: self._checkpoint(Log.ENVELOPES))
        kept = [each for each in archive.everything(self._store) if each.problem is None]
        self._each(Check.ENVELOPES, kept, self._envelope, "saw this directory, and are signed")
        proven = [each for each in kept if proofs.get(self._store, each.id) is not None]
        self._each(Check.PROOFS, proven, self._proof, "are proven at their place in the log")
        unproven = sum(each.position is not None for each in kept) - len(proven)
        if unproven and self._replica.state.log_key(Log.ENVELOPES) is not None:
            self.report.unchecked.append(
                f"the place of {unproven} accepted envelopes: no proof is here; run `sealwire sync`"
            )

    async def check_exchange(self, exchange: Exchange) -> None:
        """Check what the exchange shows now against what is here; a lie becomes evidence."""
        try:
            copy = DirectoryCopy(self._store, self._founding)
        except SealwireError as error:
            self.report.unchecked.append(f"the exchange: this home cannot be read ({error.code})")
            return
        if await self._ask(Log.DIRECTORY, lambda: copy.sync(exchange)):
            await self._ask(Log.ENVELOPES, lambda: envelope_log.follow(copy, exchange))

    async def _ask(self, log: Log, question: Callable[[], Awaitable[object]]) -> bool:
        try:
            await question()
        except (Unavailable, TooManyRequests) as error:
            self.report.unchecked.append(f"the exchange's log {log}: {error}")
            return False
        except SealwireError as error:
            self._failed(Check.SERVER, log, error)
            return True
        self.report.findings.append(Finding(Check.SERVER, log, said="continues what is here"))
        return True

    def _attempt(self, check: Check, about: str, established: Callable[[], str]) -> None:
        try:
            said = established()
        except SealwireError as error:
            self._failed(check, about, error)
        else:
            self.report.findings.append(Finding(check, about, said=said))

    def _failed(self, check: Check, about: str, error: SealwireError) -> None:
        reason = f"{error.title()} {error.detail}".strip()
        self.report.findings.append(Finding(check, about, failure=error.code, reason=reason))

    def _each(self, check: Check, kept: list[Kept], examine: Callable[[Kept], None], said: str) -> None:
        held = 0
        for each in kept:
            try:
                examine(each)
                held += 1
            except SealwireError as error:
                self._failed(check, str(each.id), error)
        self.report.findings.append(Finding(check, f"{held} of {len(kept)}", said=said))

    def _statements(self) -> str:
        found = self._store.row("SELECT size, state FROM snapshot")
        rows = self._store.rows("SELECT size, raw, root FROM statements ORDER BY size")
        for number, (size, raw, root) in enumerate(rows, 1):
            try:
                state = self._replica.append([raw])
            except SealwireError as error:
                raise HomeAltered(f"Statement {number}: {error.title()}", check=error.code) from error
            if (size, root) != (number, state.root()):
                raise HomeAltered(f"Statement {number} stands beside another root.")
            if found is not None and found[0] == number:
                self._snapshot = snapshot.encode(state)
        return f"{len(rows)} from the founding on, every signature, rule and root"

    def _same_snapshot(self) -> str:
        found = self._store.row("SELECT size, state FROM snapshot")
        if found is None:
            return "none is kept yet"
        if found[1] != self._snapshot:
            raise HomeAltered("The snapshot says other than the statements.", size=found[0])
        return f"says what {found[0]} statements say"

    def _checkpoint(self, log: Log) -> str:
        shown = checkpoints.last(self._store, log)
        if shown is None:
            return "none was seen yet"
        try:
            said = checkpoints.read(shown.note, self._founding, log)
        except UnexpectedAnswer as error:
            raise HomeAltered("What is kept as a checkpoint is none.") from error
        if said != shown:
            raise HomeAltered("The checkpoint says other than what stands beside it.")
        signed = checkpoints.verify(shown, self._replica.state, old=True)
        if log is Log.DIRECTORY and self._replica.root_at(shown.size) != shown.root:
            raise CheckpointMismatch(size=shown.size)
        return f"of {shown.size}, {'signed' if signed else 'unsigned: no key is appointed for this log'}"

    def _envelope(self, kept: Kept) -> None:
        check_envelope(parse(kept.raw), self._replica)

    def _proof(self, kept: Kept) -> None:
        proof = proofs.get(self._store, kept.id)
        if proof is None:
            return
        state = self._replica.state
        shown = proofs.check(proof, parse(kept.raw).digest, kept.position or 0, state=state)
        if self._roots.setdefault(shown.size, shown.root) != shown.root:
            raise CheckpointsContradict(size=shown.size)
