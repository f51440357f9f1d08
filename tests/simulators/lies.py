"""What a hostile exchange may show of an honest programme, a lie each, and by which check it is caught.

The exchange holds the keys of its logs and signs what it shows; in some cases a device or an administrator
helps it. It never holds the keys of those whom it speaks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sealwire import cbor
from sealwire.directory import author
from sealwire.directory.author import Author, sign_statement
from sealwire.directory.fields import Log
from sealwire.directory.payloads import DeviceAdded, EpochOpened, OfficerEnrolled
from sealwire.directory.replica import Replica
from sealwire.directory.rules import head_of
from sealwire.private_keys import SealKey, SigningKey
from simulators.programme import OSH, Programme, device_keys, seed
from simulators.shown import Shown, appoint_logs
from simulators.threads import Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.directory.payloads import Payload

LATER_ID = UUID("019a0000-0000-7000-8000-0000000000f1")
_YEAR_S = 365 * 86_400


def _programme() -> Programme:
    made = Programme()
    appoint_logs(made)
    return made


@dataclass
class World:
    """A thread between Osh and Batken; Batken has synced, then Osh loses a device and revokes it.

    Attributes:
        known: Statements that Batken has seen.
    """

    thread: Thread = field(default_factory=lambda: Thread(_programme()))

    def __post_init__(self) -> None:
        programme, osh = self.thread.programme, self.thread.osh
        self.known = programme.state.size
        self.before = self.honest()
        self.lost = programme.join(OSH, "lost.osh", ["analyst"], voucher=osh.sign)
        programme.say(osh.sign, lambda a: a.revoke_device(OSH, self.lost.device_id))
        self.thread.epochs[OSH] = programme.open_epoch(OSH, osh)
        self.warning = self.thread.sealed(LATER_ID, OSH, osh, seq=3, prev=self.thread.second.header_hash)

    def honest(self) -> Shown:
        """Return what an honest exchange shows now, whose mailboxes are empty."""
        programme = self.thread.programme
        keys = {each.key_id: each.public for each in self.thread.epochs.values()}
        return Shown(programme.founding, tuple(programme.statements), keys)

    def payload(self, made: Callable[..., Payload], unit: str, **values: Any) -> Payload:
        """Return a payload that follows the last statement about a unit."""
        prev, ts = head_of(self.thread.programme.state, unit)
        return made(ts=ts, prev=prev, unit=unit, **values)


@dataclass(frozen=True)
class Lie:
    """A lie about the directory.

    Attributes:
        code: Of the refusal.
        tell: What is shown in place of the truth.
        check: The rule that a forged statement breaks.
    """

    code: str
    tell: Callable[[World, Shown], Shown]
    check: str | None = None


def _added(shown: Shown, *statements: bytes) -> Shown:
    return shown.but(statements=(*shown.statements, *statements))


def _swapped_sign_key(world: World, shown: Shown) -> Shown:
    place = world.known + 1
    payload_bytes, key_id, signature = _parts(shown.statements[place])
    payload = cbor.decode(payload_bytes)
    assert isinstance(payload, dict)
    assert payload["kind"] == "device.added"
    payload["sign"] = device_keys("swapped").sign.public
    swapped = cbor.encode([cbor.encode(payload), key_id, signature])
    return shown.but(statements=(*shown.statements[:place], swapped, *shown.statements[place + 1 :]))


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    match cbor.decode(raw):
        case [bytes() as payload, bytes() as key_id, bytes() as signature]:
            return payload, key_id, signature
    raise AssertionError


def _ghost(world: World, key: SigningKey) -> bytes:
    keys = device_keys("ghost")
    payload = world.payload(
        DeviceAdded, OSH, officer=f"key.{OSH.lower()}", sign=keys.sign.public, auth=keys.auth.public,
        seal=keys.seal.key_id, epoch=None, until=world.thread.programme.now + _YEAR_S,
    )  # fmt: skip
    return sign_statement(payload, key)


def _forked(world: World, shown: Shown) -> Shown:
    replica = Replica(shown.founding)
    replica.append(shown.statements[: world.known - 2])
    other = Author(replica.state, world.thread.administrator.sign, now=world.thread.programme.now)
    for number in range(len(shown.statements) - world.known + 2):
        other.open_unit(f"KG-F{number:02}", {"en": "Nowhere"})
    return shown.but(statements=(*shown.statements[: world.known - 2], *other.statements))


def _one_too_many(world: World, shown: Shown) -> Shown:
    osh = world.thread.programme.state.units[OSH]
    latest = osh.epochs[len(osh.epochs)]
    # In place of the epoch that Osh opened for those who stayed.
    prev = _payload(shown.statements[-1])["prev"]
    key = SealKey.from_seed(seed("one too many"))
    payload = EpochOpened(
        ts=world.thread.programme.now, prev=prev, unit=OSH, number=latest.number, key=key.key_id,
        until=latest.until, devices=tuple(sorted({*latest.devices, world.lost.device_id})),
    )  # fmt: skip
    forged = sign_statement(payload, world.thread.osh.sign)
    return shown.but(statements=(*shown.statements[:-1], forged))


def _payload(raw: bytes) -> dict[str, Any]:
    payload = cbor.decode(_parts(raw)[0])
    assert isinstance(payload, dict)
    return payload


def _enrolment(world: World) -> Payload:
    return world.payload(OfficerEnrolled, OSH, officer="friend", roles=("analyst",))


def _note(shown: Shown, *entries: bytes) -> Shown:
    return shown.but(notes={Log.DIRECTORY: shown.signed(Log.DIRECTORY, entries)})


FORGED = "directory-forged"
LIES: dict[str, Lie] = {
    "a device's sign key is swapped": Lie(FORGED, _swapped_sign_key, "bad-signature"),
    "a ghost device is added with a key of the exchange's own": Lie(
        FORGED, lambda w, s: _added(s, _ghost(w, device_keys("exchange").sign)), "unknown-signer"
    ),
    "a ghost device is added by another unit's officer": Lie(
        FORGED, lambda w, s: _added(s, _ghost(w, w.thread.batken.sign)), "wrong-authority"
    ),
    "an officer is enrolled by who may not": Lie(
        FORGED, lambda w, s: _added(s, sign_statement(_enrolment(w), w.thread.colleague.sign)),
        "wrong-authority",
    ),
    "two statements are reordered": Lie(
        FORGED, lambda _, s: s.but(statements=(*s.statements[:-2], s.statements[-1], s.statements[-2])),
        "out-of-order",
    ),
    "a revocation is left out": Lie(
        FORGED, lambda _, s: s.but(statements=(*s.statements[:-2], s.statements[-1])), "out-of-order"
    ),
    "a statement is replayed": Lie(
        FORGED, lambda w, s: _added(s, s.statements[w.known - 1]), "out-of-order"
    ),
    "a second founding follows": Lie(
        FORGED,
        lambda w, s: _added(s, author.found(device_keys("coup").sign, "Coup", now=w.thread.programme.now)),
        "already-founded",
    ),
    "an epoch is granted to one device too many": Lie(FORGED, _one_too_many, "wrong-epoch-devices"),
    "the log is forked before what was seen": Lie("directory-differs", _forked),
    "the log is rolled back": Lie(
        "directory-rolled-back", lambda w, s: s.but(statements=s.statements[: w.known - 2])
    ),
    "the checkpoint has another root than the statements": Lie(
        "checkpoint-mismatch", lambda _, s: _note(s, *s.statements[:-1], b"another")
    ),
    "the checkpoint counts more than is shown": Lie(
        "checkpoint-mismatch", lambda _, s: _note(s, *s.statements, b"another")
    ),
    "the checkpoint is signed by another key": Lie(
        "checkpoint-forged", lambda _, s: s.but(notes={Log.DIRECTORY: s.note(Log.DIRECTORY, by="stranger")}),
        "checkpoint-unsigned",
    ),
    "the checkpoint is the other log's": Lie(
        "checkpoint-forged", lambda _, s: s.but(notes={Log.DIRECTORY: s.note(Log.ENVELOPES)}),
        "foreign-checkpoint",
    ),
    "a second checkpoint of one size has another root": Lie(
        "checkpoints-contradict", lambda w, s: _note(s, *s.statements[: w.known - 1], b"another")
    ),
}  # fmt: skip
