"""A programme for a benchmark: units with one device each, and sealed notices ready to post."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass

import httpx
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author, found
from sealwire.directory.batch import Batch
from sealwire.directory.grants import seal_grant
from sealwire.directory.rules import apply
from sealwire.directory.state import State
from sealwire.envelope.format import NO_PREVIOUS, DirectorySeen, Recipient, Tlp
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.identifiers import new_id
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey
from sealwire_local.past_cases import past_case, take_over_now

CONTENT_BYTES = 2_048


@dataclass(frozen=True)
class BenchUnit:
    """A unit, its one device and its open epoch."""

    code: str
    device: DeviceKeys
    epoch: SealKey


class Programme:
    """Founded in memory; `publish` writes it through the gateway like anybody else's statements."""

    def __init__(self, units: int) -> None:
        self.now = int(time.time())
        self.root = SigningKey.generate()
        founding = found(self.root, "Benchmark", now=self.now)
        self.founding = hashlib.sha256(founding).hexdigest()
        self.state = apply(State.empty(bytes.fromhex(self.founding)), founding)
        self._administrator = DeviceKeys.generate()
        self._beginning = [Batch((founding,)), self._appointment(self._administrator)]
        self._openings: list[Batch] = []
        self.units = [self._opened(f"KG-B{number:03}", self._administrator) for number in range(units)]

    def publish(self, gateway: str) -> None:
        """Append every statement to the log of a running exchange, and before the units' their cases."""
        with httpx.Client(base_url=gateway, timeout=30) as client:
            _append(client, self._beginning)
            for unit in self.units:
                case = past_case(unit.code, {"en": unit.code})
                take_over_now(client, case, self._administrator.auth)
            _append(client, self._openings)

    def sealed(self, sender: BenchUnit, recipients: list[BenchUnit], count: int) -> list[bytes]:
        """Return envelopes of 2 KB notices from one device, in the order of its sequence."""
        envelopes: list[bytes] = []
        prev = NO_PREVIOUS
        content = Content("message", 1, {"text": os.urandom(CONTENT_BYTES // 2).hex()})
        for seq in range(1, count + 1):
            draft = Draft(
                id=new_id(int(time.time() * 1000)),
                sender=sender.code,
                seq=seq,
                prev=prev,
                sent_at=self.now,
                expires_at=self.now + 86_400,
                directory=DirectorySeen(self.state.size, self.state.root()),
                tlp=Tlp.AMBER,
                priority=0,
            )
            to = [(Recipient(unit.code, unit.epoch.key_id, seq), unit.epoch.public) for unit in recipients]
            envelope = seal(draft, content, recipients=to, sign=sender.device.sign)
            envelopes.append(envelope.raw)
            prev = envelope.header_hash
        return envelopes

    def _appointment(self, administrator: DeviceKeys) -> Batch:
        author = Author(self.state, self.root, now=self.now)
        author.appoint("bench", "*", sign=administrator.sign.public, auth=administrator.auth.public)
        self.state = author.state
        return Batch(tuple(author.statements))

    def _opened(self, code: str, administrator: DeviceKeys) -> BenchUnit:
        unit = BenchUnit(code, DeviceKeys.generate(), SealKey.generate())
        author = Author(self.state, administrator.sign, now=self.now)
        author.open_unit(code, {"en": code})
        author.enrol(code, "key-1", ["key_officer", "analyst"])
        author.add_device(code, "key-1", publics_of(unit.device))
        self._openings.append(Batch(tuple(author.statements), (unit.device.seal.public,)))
        author = Author(author.state, unit.device.sign, now=self.now)
        epoch = author.open_epoch(code, unit.epoch.key_id)
        self.state = author.state
        device = self.state.device(unit.device.device_id)
        assert device is not None
        grant = seal_grant(unit.epoch, epoch.number, device=device, public=unit.device.seal.public)
        self._openings.append(Batch(tuple(author.statements), (unit.epoch.public,), (grant,)))
        return unit


def _append(client: httpx.Client, batches: list[Batch]) -> None:
    for batch in batches:
        headers = {"content-type": "application/cbor"}
        client.post("/v1/directory/statements", content=batch.encode(), headers=headers).raise_for_status()
