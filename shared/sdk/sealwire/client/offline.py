"""Verifying an exchange file with nothing but the founding hash: no home, no keys, no network.

Every check has a name and is reported; of a failed one the report says what failed and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from sealwire.client import proofs
from sealwire.client.chain import EnvelopeTwice, check_chain
from sealwire.client.receipts import check as check_receipt
from sealwire.client.refusals import CheckpointsContradict
from sealwire.client.verification import check_envelope
from sealwire.directory.replica import Replica
from sealwire.envelope.format import parse
from sealwire.envelope.open import Content, open_with_content_key
from sealwire.errors import Conflict, Forbidden, NotFound, SealwireError
from sealwire.receipts import parse_receipt

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sealwire.client.exchange_file import Acceptance, ExchangeFile
    from sealwire.directory.state import Device
    from sealwire.envelope.format import ParsedEnvelope


NOT_PROVED = (
    "that the file is whole: envelopes, receipts and later statements of the log may have been left out",
    "when anything happened: times are by the clocks of those who signed, and a revoked device may date back",
    "when the exchange accepted an envelope, and its place unless proven: its answer is not signed",
    "what an envelope says whose text is not disclosed, and that a notice is true",
    "who sat at a device: the log ties keys to a unit and a handle",
    "that the founding hash is the programme's: it must come from elsewhere than the file",
)
"""What a file that verifies does not show; printed with every verdict."""


class NoEnvelopes(NotFound, code="no-envelopes"):
    """The file holds no envelope, so that there is nothing to verify."""


class AnswersOther(Conflict, code="answers-other"):
    """An answer and the envelope that it answers do not belong together."""


class NotInFile(NotFound, code="not-in-file"):
    """This speaks of an envelope that the file does not hold, or that failed its own check."""


class AcceptanceMismatch(Forbidden, code="acceptance-mismatch"):
    """The exchange's answer was to other bytes, or a place has two envelopes, or an envelope two places."""


class Check(StrEnum):
    """What is checked; source: docs/cli.md, what verify checks."""

    DIRECTORY = "directory"
    ENVELOPE = "envelope"
    CHAIN = "chain"
    ANSWER = "answer"
    ACCEPTANCE = "acceptance"
    RECEIPT = "receipt"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one thing.

    Attributes:
        check: What was checked.
        about: Of what: an envelope's id, or a number in the file.
        said: What the check established, in one line; empty where it failed.
        failure: Code of the failed check; empty where it held.
        reason: Why it failed, in one line.
    """

    check: StrEnum
    about: str
    said: str = ""
    failure: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the check held."""
        return not self.failure


@dataclass(frozen=True, slots=True)
class Report:
    """Every check of a file, and the texts whose content keys are disclosed in it."""

    findings: list[Finding] = field(default_factory=list)
    envelopes: dict[UUID, ParsedEnvelope] = field(default_factory=dict)
    contents: dict[UUID, Content] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there was something to check and every check held."""
        return bool(self.envelopes) and all(finding.ok for finding in self.findings)


def verify(file: ExchangeFile, founding: bytes) -> Report:
    """Check everything in a file.

    Args:
        file: As read.
        founding: The founding hash, from another source than the file.

    Returns:
        The report; its `ok` is the verdict.
    """
    verifier = _Verifier(file, founding)
    verifier.run()
    return verifier.report


class _Verifier:
    def __init__(self, file: ExchangeFile, founding: bytes) -> None:
        self.report = Report()
        self._file = file
        self._history = Replica(founding)
        self._positions: dict[int, UUID] = {}
        self._places: dict[UUID, int] = {}
        self._roots: dict[int, bytes] = {}

    def run(self) -> None:
        """Make every check; later ones use only what earlier ones let pass."""
        self._attempt(Check.DIRECTORY, "log", self._directory)
        for number, raw in enumerate(self._file.envelopes, 1):
            self._attempt(Check.ENVELOPE, f"number {number}", self._envelope, raw)
        if not self._file.envelopes:
            self._attempt(Check.ENVELOPE, "none", self._nothing)
        for device in dict.fromkeys(each.header.device for each in self.report.envelopes.values()):
            self._attempt(Check.CHAIN, device.hex()[:16], self._chain, device)
        for envelope in self.report.envelopes.values():
            if envelope.header.answers is not None:
                self._attempt(Check.ANSWER, str(envelope.id), self._answer, envelope)
        for acceptance in self._file.acceptances:
            self._attempt(Check.ACCEPTANCE, str(acceptance.id), self._acceptance, acceptance)
        for envelope_id in self._file.proofs.keys() - {each.id for each in self._file.acceptances}:
            self._attempt(Check.ACCEPTANCE, str(envelope_id), self._orphan, envelope_id)
        for number, raw in enumerate(self._file.receipts, 1):
            self._attempt(Check.RECEIPT, f"number {number}", self._receipt, raw)
        for envelope_id, key in self._file.content_keys.items():
            self._attempt(Check.CONTENT, str(envelope_id), self._content, (envelope_id, key))

    def _attempt(
        self, check: Check, about: str, established: Callable[..., str], subject: object = None
    ) -> None:
        try:
            said = established() if subject is None else established(subject)
        except SealwireError as error:
            reason = f"{error.title()} {error.detail}".strip()
            self.report.findings.append(Finding(check, about, failure=error.code, reason=reason))
        else:
            self.report.findings.append(Finding(check, about, said=said))

    def _directory(self) -> str:
        self._history.append(self._file.statements)
        state = self._history.state
        return f"{state.name}: {state.size} statements, {len(state.units)} units, every signature checked"

    def _nothing(self) -> str:
        raise NoEnvelopes

    def _envelope(self, raw: bytes) -> str:
        parsed = parse(raw)
        device = check_envelope(parsed, self._history)
        header = parsed.header
        if parsed.id in self.report.envelopes:
            raise EnvelopeTwice(id=str(parsed.id))
        self.report.envelopes[parsed.id] = parsed
        units = ", ".join(dict.fromkeys(recipient.unit for recipient in header.to))
        since = self._since(device)
        return f"{parsed.id} signed by {device.unit}/{device.officer}{since} to {units}, {header.tlp}"

    def _since(self, device: Device) -> str:
        unit = self._history.state.units[device.unit]
        if not unit.devices[device.id].active:
            return " (revoked since)"
        return "" if unit.status == "open" else f" (unit {unit.status} since)"

    def _chain(self, device: bytes) -> str:
        sent = [each for each in self.report.envelopes.values() if each.header.device == device]
        sent.sort(key=lambda each: each.header.seq)
        for earlier, later in pairwise(sent):
            check_chain(later, [earlier])
        numbers = ", ".join(str(each.header.seq) for each in sent)
        return f"the device's envelopes here are number {numbers}; none is twice or out of its chain"

    def _answer(self, envelope: ParsedEnvelope) -> str:
        answered = self.report.envelopes.get(envelope.header.answers) if envelope.header.answers else None
        if answered is None:
            raise NotInFile(f"The answered envelope is {envelope.header.answers}.")
        if envelope.header.sender not in {recipient.unit for recipient in answered.header.to}:
            raise AnswersOther(f"{envelope.header.sender} was not sent what it answers.")
        return f"answers {answered.id} from {answered.header.sender}"

    def _acceptance(self, acceptance: Acceptance) -> str:
        parsed = self.report.envelopes.get(acceptance.id)
        if parsed is None:
            raise NotInFile(str(acceptance.id))
        if acceptance.digest != parsed.digest:
            raise AcceptanceMismatch("It is for other bytes.")
        if self._positions.setdefault(acceptance.position, acceptance.id) != acceptance.id:
            raise AcceptanceMismatch(f"Place {acceptance.position} is given twice.")
        if self._places.setdefault(acceptance.id, acceptance.position) != acceptance.position:
            raise AcceptanceMismatch("It is given two places.")
        proof = self._file.proofs.get(acceptance.id)
        if proof is None:
            return f"place {acceptance.position} in the log, by the exchange's unsigned answer"
        shown = proofs.check(proof, parsed.digest, acceptance.position, state=self._history.state)
        if self._roots.setdefault(shown.size, shown.root) != shown.root:
            raise CheckpointsContradict(size=shown.size)
        return f"place {acceptance.position} in the log, proven under a checkpoint of {shown.size}"

    def _orphan(self, envelope_id: UUID) -> str:
        raise NotInFile(f"There is a proof of {envelope_id}, and no acceptance.")

    def _receipt(self, raw: bytes) -> str:
        parsed = self.report.envelopes.get(parse_receipt(raw).envelope)
        if parsed is None:
            raise NotInFile(str(parse_receipt(raw).envelope))
        receipt = check_receipt(raw, parsed, self._history.state)
        since = " (revoked since)" if receipt.revoked else ""
        return f"{parsed.id} {receipt.kind} by {receipt.unit}/{receipt.officer}{since}"

    def _content(self, disclosed: tuple[UUID, bytes]) -> str:
        envelope_id, key = disclosed
        parsed = self.report.envelopes.get(envelope_id)
        if parsed is None:
            raise NotInFile(str(envelope_id))
        content = open_with_content_key(parsed, key)
        self.report.contents[envelope_id] = content
        return f"opens to a {content.kind}, schema {content.schema}"
