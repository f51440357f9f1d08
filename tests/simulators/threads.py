"""A thread between two units, made in memory: warnings, an answer, receipts and acceptances, as one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire.client.exchange_file import Acceptance, ExchangeFile
from sealwire.envelope.format import DirectorySeen, Recipient, Tlp, parse
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.receipt_signing import sign_receipt
from sealwire.receipts import ReceiptKind
from simulators.programme import BATKEN, OSH, Programme

if TYPE_CHECKING:
    from sealwire.envelope.seal import SealedEnvelope
    from sealwire.private_keys import DeviceKeys, SealKey

WARNING_ID = UUID("019a0000-0000-7000-8000-00000000000a")
SECOND_ID = UUID("019a0000-0000-7000-8000-00000000000b")
ANSWER_ID = UUID("019a0000-0000-7000-8000-00000000000c")
DAY_S = 86_400


@dataclass
class Thread:
    """Osh warns Batken twice; Batken answers the first."""

    programme: Programme = field(default_factory=Programme)

    def __post_init__(self) -> None:
        self.administrator = self.programme.appoint("kg", "KG")
        self.osh = self.programme.open_unit(OSH, self.administrator)
        self.batken = self.programme.open_unit(BATKEN, self.administrator)
        self.colleague = self.programme.join(OSH, "analyst.osh", ["analyst"], voucher=self.osh.sign)
        self.epochs = {
            OSH: self.programme.open_epoch(OSH, self.osh),
            BATKEN: self.programme.open_epoch(BATKEN, self.batken),
        }
        self.warning = self.sealed(WARNING_ID, OSH, self.osh)
        self.second = self.sealed(SECOND_ID, OSH, self.osh, seq=2, prev=self.warning.header_hash)
        self.answer = self.sealed(ANSWER_ID, BATKEN, self.batken, answers=WARNING_ID)

    def sealed(self, envelope_id: UUID, unit: str, keys: DeviceKeys, **changes: object) -> SealedEnvelope:
        """Return an envelope from a unit's device to both units."""
        state = self.programme.state
        values: dict[str, object] = {
            "id": envelope_id,
            "sender": unit,
            "seq": 1,
            "sent_at": self.programme.now,
            "expires_at": self.programme.now + DAY_S,
            "directory": DirectorySeen(state.size, state.root()),
            "tlp": Tlp.AMBER,
            **changes,
        }
        draft = Draft(**values)  # type: ignore[arg-type]  # a table of fields
        recipients = [self._recipient(each, draft.seq) for each in (OSH, BATKEN)]
        content = Content("message", 1, {"text": f"number {draft.seq}"})
        return seal(draft, content, recipients=recipients, sign=keys.sign)

    def receipt(self, sealed: SealedEnvelope, keys: DeviceKeys, unit: str) -> bytes:
        """Return a unit's receipt for an envelope."""
        parsed, at = parse(sealed.raw), self.programme.now
        return sign_receipt(ReceiptKind.OPENED, keys.sign, parsed=parsed, unit=unit, at=at).raw

    def file(self) -> ExchangeFile:
        """Return the thread as it is exported, with its texts disclosed."""
        envelopes = [self.warning, self.second, self.answer]
        ids = [WARNING_ID, SECOND_ID, ANSWER_ID]
        return ExchangeFile(
            statements=tuple(self.programme.statements),
            envelopes=tuple(each.raw for each in envelopes),
            receipts=(
                self.receipt(self.warning, self.batken, BATKEN),
                self.receipt(self.answer, self.osh, OSH),
            ),
            acceptances=tuple(
                Acceptance(each, position, self.programme.now, parse(sealed.raw).digest)
                for position, (each, sealed) in enumerate(zip(ids, envelopes, strict=True), 1)
            ),
            content_keys={each: sealed.content_key for each, sealed in zip(ids, envelopes, strict=True)},
        )

    def _recipient(self, unit: str, n: int) -> tuple[Recipient, bytes]:
        key: SealKey = self.epochs[unit]
        return Recipient(unit, key.key_id, n), key.public
