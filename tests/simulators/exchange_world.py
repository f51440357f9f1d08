"""People of many units who act on a real exchange, and try all the same what its rules do not allow."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from sealwire import cbor
from sealwire.contract import paths
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author, found, sign_statement
from sealwire.directory.batch import GRANT_BYTES, Batch, Grant
from sealwire.directory.replica import Replica
from sealwire.directory.rules import apply, head_of
from sealwire.directory.state import State
from sealwire.envelope.format import NO_PREVIOUS, DirectorySeen, Recipient, Tlp
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.errors import SealwireError
from sealwire.identifiers import new_id
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey
from sealwire.requests import RequestSigner
from sealwire_local.past_cases import past_case, take_over_now
from simulators.exchange_model import KEEPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.directory.payloads import Payload

_CONTENT = Content("message", 1, {"text": "as the model says"})
_CBOR = {"content-type": paths.CBOR}


class Unchecked(Author):
    """An author that signs also what its own rules refuse; `refusal` is the code of the first refusal."""

    refusal: str | None = None

    def _add(self, subject: str, payload: Callable[[int, bytes], Payload]) -> bytes:
        prev, earliest = head_of(self.state, subject)
        raw = sign_statement(payload(max(self._now, earliest), prev), self._key)
        self.statements.append(raw)
        try:
            self.state = apply(self.state, raw)
        except SealwireError as error:
            self.refusal = self.refusal or error.code
        return raw


@dataclass
class Place:
    """A device: its keys and what it has sent."""

    keys: DeviceKeys = field(default_factory=DeviceKeys.generate)
    seq: int = 0
    prev: bytes = NO_PREVIOUS


@dataclass
class World:
    """Everybody's keys, the exchange's address, and what was answered."""

    root: SigningKey
    administrator: DeviceKeys
    founding: bytes
    statement: bytes
    state: State
    devices: dict[tuple[str, str], Place] = field(default_factory=dict)
    epochs: dict[tuple[str, int], SealKey] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @classmethod
    def founded(cls) -> World:
        root = SigningKey.generate()
        statement = found(root, "Model", now=int(time.time()))
        founding = hashlib.sha256(statement).digest()
        return cls(root, DeviceKeys.generate(), founding, statement, apply(State.empty(founding), statement))

    def connect(self, gateway: str) -> None:
        self._client = httpx.Client(base_url=gateway, timeout=20)
        assert self._append(Batch((self.statement,))) is None
        author = self._author(self.root)
        keys = self.administrator
        author.appoint("model", "*", sign=keys.sign.public, auth=keys.auth.public)
        assert self._say(author) is None

    def close(self) -> None:
        self._client.close()

    def count(self, refusal: str | None) -> None:
        if refusal is None:
            self.accepted += 1
        else:
            self.refused[refusal] += 1

    def open_unit(self, code: str) -> None:
        take_over_now(self._client, past_case(code, {"en": code}), self.administrator.auth)
        keeper = self.devices[code, KEEPER] = Place()
        author = self._author(self.administrator.sign)
        author.open_unit(code, {"en": code})
        author.enrol(code, KEEPER, ["key_officer"])
        author.add_device(code, KEEPER, publics_of(keeper.keys))
        assert self._say(author, keeper.keys.seal.public) is None

    def join(self, code: str, officer: str, role: str) -> str | None:
        joins = Place()
        author = self._of(code)
        author.enrol(code, officer, [role])
        author.add_device(code, officer, publics_of(joins.keys))
        refusal = self._say(author, joins.keys.seal.public)
        if refusal is None:
            self.devices[code, officer] = joins
        return refusal

    def remove(self, code: str, officer: str, *, leaves: bool) -> str | None:
        author = self._of(code)
        if leaves:
            author.officer_left(code, officer)
        else:
            author.revoke_device(code, self.devices[code, officer].keys.device_id)
        return self._say(author)

    def rotate(self, code: str) -> str | None:
        author, epoch = self._of(code), SealKey.generate()
        unit = author.state.units[code]
        if unit.open_epoch() is not None:
            author.close_epoch(code)
        with suppress(KeyError):  # an epoch that the rules refuse is not there to be returned
            author.open_epoch(code, epoch.key_id)
        readers = [each.id for each in unit.readers(int(time.time())) if each.officer != KEEPER]
        grants = tuple(Grant(epoch.key_id, device, os.urandom(GRANT_BYTES)) for device in readers)
        refusal = self._say(author, epoch.public, grants=grants)
        if refusal is None:
            self.epochs[code, len(unit.epochs) + 1] = epoch
        return refusal

    def suspend(self, code: str) -> str | None:
        author = self._author(self.administrator.sign)
        author.suspend_unit(code, "the model says so")
        return self._say(author)

    def resume(self, code: str) -> str | None:
        author = self._author(self.administrator.sign)
        author.resume_unit(code)
        return self._say(author)

    def send(self, sender: tuple[str, str], to: str, *, epoch: int) -> tuple[str, str | None]:
        """Return the envelope's id and what became of it; what is refused is not counted by its device."""
        place, key, now = self.devices[sender], self.epochs[to, epoch], time.time()
        draft = Draft(
            id=new_id(int(now * 1000)),
            sender=sender[0],
            seq=place.seq + 1,
            prev=place.prev,
            sent_at=int(now),
            expires_at=int(now) + 86_400,
            directory=DirectorySeen(self.state.size, self.state.root()),
            tlp=Tlp.AMBER,
            priority=0,
        )
        recipient = Recipient(to, key.key_id, place.seq + 1)
        sealed = seal(draft, _CONTENT, recipients=[(recipient, key.public)], sign=place.keys.sign)
        name = str(draft.id)
        answer = self._client.post(paths.ENVELOPES, content=sealed.raw, headers=_CBOR)
        if answer.status_code == httpx.codes.ACCEPTED:
            place.seq, place.prev = place.seq + 1, sealed.header_hash
            self.raw[name], self.positions[name] = sealed.raw, answer.json()["position"]
        return name, _code(answer)

    def resend(self, name: str) -> int:
        answer = self._client.post(paths.ENVELOPES, content=self.raw[name], headers=_CBOR)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        position: int = answer.json()["position"]
        return position

    def read(self, code: str, officer: str) -> tuple[str | None, list[str]]:
        """Return the refusal, or the ids in the mailbox."""
        signer = RequestSigner(self.devices[code, officer].keys.auth)
        answer = self._client.get(paths.MAILBOX, params={"limit": 500}, auth=signer)
        refusal = _code(answer)
        return refusal, [] if refusal else [entry["id"] for entry in answer.json()["entries"]]

    def verify_log(self) -> None:
        """Fetch the whole log and verify it from the founding statement, as anybody could."""
        replica = Replica(self.founding)
        size = self.state.size
        while replica.state.size < size:
            answer = self._client.get(paths.STATEMENTS, params={"after": replica.state.size})
            _, statements = _page(answer.content)
            replica.append(statements)
        assert replica.state.root() == self.state.root()

    def _of(self, code: str) -> Unchecked:
        return self._author(self.devices[code, KEEPER].keys.sign)

    def _author(self, key: SigningKey) -> Unchecked:
        return Unchecked(self.state, key, now=int(time.time()))

    def _say(self, author: Unchecked, *keys: bytes, grants: tuple[Grant, ...] = ()) -> str | None:
        refusal = self._append(Batch(tuple(author.statements), keys, grants))
        assert refusal == author.refusal, "the service and its clients run the same rules"
        if refusal is None:
            self.state = author.state
        return refusal

    def _append(self, batch: Batch) -> str | None:
        return _code(self._client.post(paths.STATEMENTS, content=batch.encode(), headers=_CBOR))


def _code(answer: httpx.Response) -> str | None:
    if answer.is_success:
        return None
    code: str = answer.json()["code"]
    return code


def _page(data: bytes) -> tuple[int, list[bytes]]:
    value: Any = cbor.decode(data, max_bytes=4_194_304)
    return value[0], value[1]
