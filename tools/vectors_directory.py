"""Write shared/vectors/directory/: a log with every kind of statement, and statements that must be refused.

Everything is derived from names, so that a second run writes the same bytes:
`python tools/vectors_directory.py`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sealwire import cbor
from sealwire.directory.author import Author, found, sign_statement
from sealwire.directory.enrolment import DevicePublics
from sealwire.directory.payloads import (
    PROGRAMME,
    AdministratorRemoved,
    DeviceAdded,
    EpochOpened,
    Payload,
    UnitChanged,
    UnitOpened,
    read_payload,
    write_payload,
)
from sealwire.directory.rules import apply, head_of
from sealwire.directory.state import State
from sealwire.directory.statement import parse, signing_input
from sealwire.private_keys import SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).resolve().parents[1] / "shared" / "vectors" / "directory"
BEGIN = 1_790_000_000
OSH, BATKEN = "KG-OSH", "KG-BAT"
LOW_ORDER = bytes(32)


class Negative(TypedDict):
    """A statement that is refused after the first `after` statements of the log."""

    name: str
    after: int
    statement: str
    error: str


def seed(name: str) -> bytes:
    """Return the secret seed of a name; these keys protect nothing."""
    return hashlib.sha256(f"sealwire/vectors/directory/{name}".encode()).digest()


def key(name: str) -> SigningKey:
    """Return the Ed25519 key pair of a name."""
    return SigningKey.from_seed(seed(name))


def epoch_key(name: str) -> bytes:
    """Return the key id of the X-Wing key of a name."""
    return SealKey.from_seed(seed(name)).key_id


def device(name: str) -> DevicePublics:
    """Return the public keys of a device."""
    return DevicePublics(
        key(f"{name}/sign").public, key(f"{name}/auth").public, SealKey.from_seed(seed(f"{name}/seal")).public
    )


@dataclass
class Log:
    """The log as it grows, with the root after each statement."""

    statements: list[bytes]
    state: State
    roots: list[bytes] = field(default_factory=list)

    def say(self, who: str, saying: Callable[[Author], object]) -> None:
        """Let a name's key say something, a minute after the last statement."""
        author = Author(self.state, key(who), now=BEGIN + 60 * self.state.size)
        saying(author)
        for raw in author.statements:
            self.state = apply(self.state, raw)
            self.statements.append(raw)
            self.roots.append(self.state.root())


def the_log() -> Log:
    """Return a log in which every kind of statement stands."""
    founding = found(key("root"), "Example Programme", now=BEGIN)
    state = apply(State.empty(hashlib.sha256(founding).digest()), founding)
    log = Log([founding], state, [state.root()])
    _administrators(log)
    _a_unit_works(log)
    _a_unit_changes(log)
    return log


def _administrators(log: Log) -> None:
    for handle, scope in (("whole", "*"), ("kg", "KG"), ("kz", "KZ")):
        sign, auth = key(f"{handle}/sign").public, key(f"{handle}/auth").public
        log.say("root", lambda a, h=handle, c=scope, s=sign, u=auth: a.appoint(h, c, sign=s, auth=u))  # type: ignore[misc]  # defaults bind the loop's values
    log.say("root", lambda a: a.remove_administrator("kz"))


def _a_unit_works(log: Log) -> None:
    for unit, voucher in ((OSH, "kg/sign"), (BATKEN, "whole/sign")):
        officer = f"key.{unit.lower()}"
        for saying in _opening(unit, officer):
            log.say(voucher, saying)
        _open_epoch(log, unit, f"{officer}/sign")
    for officer, role in (("analyst", "analyst"), ("viewer", "viewer"), ("lost", "key_officer")):
        for saying in _joining(OSH, officer, [role], 1 if role == "analyst" else None):
            log.say(f"key.{OSH.lower()}/sign", saying)


def _opening(unit: str, officer: str) -> Iterator[Callable[[Author], object]]:
    yield lambda a: a.open_unit(unit, {"en": unit, "ru": unit})
    yield from _joining(unit, officer, ["unit_head", "key_officer"], None)


def _joining(
    unit: str, officer: str, roles: list[str], epoch: int | None
) -> Iterator[Callable[[Author], object]]:
    yield lambda a: a.enrol(unit, officer, roles)
    yield lambda a: a.add_device(unit, officer, device(officer), epoch=epoch)


def _open_epoch(log: Log, unit: str, who: str) -> None:
    number = len(log.state.units[unit].epochs) + 1
    log.say(who, lambda a: a.open_epoch(unit, epoch_key(f"{unit}/{number}")))


def _a_unit_changes(log: Log) -> None:
    officer = f"key.{OSH.lower()}/sign"
    lost = key("lost/sign").key_id
    log.say(officer, lambda a: a.revoke_device(OSH, lost))
    _open_epoch(log, OSH, "analyst/sign")
    log.say("analyst/sign", lambda a: a.close_epoch(OSH))
    _open_epoch(log, OSH, officer)
    log.say("kg/sign", lambda a: a.change_unit(OSH, {"en": "Osh", "ru": "Ош", "ky": "Ош"}))
    log.say(officer, lambda a: a.officer_left(OSH, "viewer"))
    _open_epoch(log, OSH, officer)
    log.say("whole/sign", lambda a: a.suspend_unit(BATKEN, "inspection"))
    log.say("whole/sign", lambda a: a.resume_unit(BATKEN))
    log.say("kg/sign", lambda a: a.close_unit(BATKEN, "moved"))


def negatives(log: Log) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, statement and error code of what is refused at the end of the log."""
    prev, ts = head_of(log.state, OSH)
    change = UnitChanged(ts=ts, prev=prev, unit=OSH, name={"en": "Osh"})
    good = sign_statement(change, key("kg/sign"))
    yield from _forged(change, good)
    yield from _misplaced(log, change)
    yield from _unauthorised(log, change)
    yield from _keys(log, prev, ts)
    yield from _malformed(change, good)


def _forged(change: Payload, good: bytes) -> Iterator[tuple[str, bytes, str]]:
    yield "a forged signature", good[:-1] + bytes([good[-1] ^ 1]), "bad-signature"
    stolen = good.replace(key("kg/sign").key_id, key("whole/sign").key_id)
    yield "another administrator's signature", stolen, "bad-signature"
    yield "an unknown signer", sign_statement(change, key("nobody")), "unknown-signer"
    yield "an auth key that signs a statement", sign_statement(change, key("kg/auth")), "unknown-signer"


def _misplaced(log: Log, change: UnitChanged) -> Iterator[tuple[str, bytes, str]]:
    yield "a replayed statement", log.statements[-1], "out-of-order"
    yield "a statement out of order", _by("kg/sign", replace(change, prev=log.state.head)), "out-of-order"
    yield (
        "a statement that goes back in time",
        _by("kg/sign", replace(change, ts=change.ts - 1)),
        "time-went-back",
    )
    yield "the founding again", log.statements[0], "already-founded"
    other = found(key("usurper"), "Example Programme", now=BEGIN)
    yield "a second founding", other, "already-founded"
    again = UnitOpened(ts=change.ts, prev=change.prev, unit=OSH, name={"en": "Osh"})
    yield "a unit opened twice", _by("kg/sign", again), "already-in-directory"
    prev, ts = head_of(log.state, PROGRAMME)
    gone = AdministratorRemoved(ts=ts, prev=prev, administrator="kz")
    yield "an administrator removed twice", _by("root", gone), "not-in-directory"
    prev, ts = head_of(log.state, BATKEN)
    closed = UnitChanged(ts=ts, prev=prev, unit=BATKEN, name={"en": "Batken"})
    yield "a closed unit that changes", _by("kg/sign", closed), "wrong-unit-status"


def _unauthorised(log: Log, change: UnitChanged) -> Iterator[tuple[str, bytes, str]]:
    """Yield every kind that stands in the log, said now by each signer who may not say it."""
    signers = (
        "root",
        "whole/sign",
        "kz/sign",
        "key.kg-osh/sign",
        "viewer/sign",
        "lost/sign",
        "key.kg-bat/sign",
    )
    accepted = {"root": {PROGRAMME}, "whole/sign": {"administrator.appointed", "in scope"}}
    accepted["key.kg-osh/sign"] = {"vouching", "epoch"}
    for raw in {parse(raw).payload.kind: raw for raw in log.statements[1:]}.values():
        payload = parse(raw).payload
        for who in signers:
            if _standing(payload.kind).isdisjoint(accepted.get(who, set())):
                said = _by(who, _moved(payload, change, log.state))
                yield f"{payload.kind} said by {who.removesuffix('/sign')}", said, "wrong-authority"


def _standing(kind: str) -> set[str]:
    subject, _, verb = kind.partition(".")
    if subject == "administrator":
        return {PROGRAMME, kind}
    if subject == "unit":
        return {"in scope"}
    if subject == "epoch":
        return {"epoch"}
    return {"vouching", "in scope"} if verb in {"left", "revoked"} else {"vouching"}


def _moved(payload: Payload, change: UnitChanged, state: State) -> Payload:
    """Return a payload of the log as if it were said next: about Osh, or about the programme."""
    values = write_payload(payload)
    if "unit" in values:
        return read_payload({**values, "unit": OSH, "ts": change.ts, "prev": change.prev})
    return read_payload({**values, "ts": state.head_ts, "prev": state.head})


def _keys(log: Log, prev: bytes, ts: int) -> Iterator[tuple[str, bytes, str]]:
    officer = "key.kg-osh/sign"
    new = device("new")
    added = DeviceAdded(
        ts=ts,
        prev=prev,
        unit=OSH,
        officer="analyst",
        sign=new.sign,
        auth=new.auth,
        seal=new.seal_id,
        epoch=None,
    )
    old = device("analyst")
    yield "a sign key that stands in the log", _by(officer, replace(added, sign=old.sign)), "key-reused"
    yield "a sign key used to authenticate", _by(officer, replace(added, auth=old.sign)), "key-reused"
    yield "a seal key that stands in the log", _by(officer, replace(added, seal=old.seal_id)), "key-reused"
    yield "one key for two uses", _by(officer, replace(added, auth=new.sign)), "key-reused"
    yield "a low-order sign key", _by(officer, replace(added, sign=LOW_ORDER)), "weak-key"
    yield "a low-order auth key", _by(officer, replace(added, auth=LOW_ORDER)), "weak-key"
    yield "a closed epoch granted", _by(officer, replace(added, epoch=1)), "wrong-epoch"
    yield "an officer of no unit", _by(officer, replace(added, officer="nobody")), "not-in-directory"
    yield from _epochs(log, prev, ts)


def _epochs(log: Log, prev: bytes, ts: int) -> Iterator[tuple[str, bytes, str]]:
    officer = "key.kg-osh/sign"
    devices = tuple(each.id for each in log.state.units[OSH].active_devices())
    number = len(log.state.units[OSH].epochs) + 1
    opened = EpochOpened(
        ts=ts, prev=prev, unit=OSH, number=number, key=epoch_key("next"), until=ts + 1, devices=devices
    )
    yield "an epoch opened while one is open", _by(officer, opened), "wrong-epoch"
    yield (
        "an epoch that lasts too long",
        _by(officer, replace(opened, until=ts + 31 * 86_400)),
        "epoch-too-long",
    )
    yield "an epoch that ends before it begins", _by(officer, replace(opened, until=ts)), "epoch-too-long"


def _malformed(change: UnitChanged, good: bytes) -> Iterator[tuple[str, bytes, str]]:
    values = write_payload(change)
    spelled: dict[str, tuple[cbor.Encodable, str]] = {
        "an unknown kind": ({**values, "kind": "unit.renamed"}, "unknown-statement-kind"),
        "an unknown key": ({**values, "note": ""}, "malformed-statement"),
        "a missing key": ({name: v for name, v in values.items() if name != "name"}, "malformed-statement"),
        "a time that is a text": ({**values, "ts": "now"}, "malformed-statement"),
        "a time that is a boolean": ({**values, "ts": True}, "malformed-statement"),
        "a previous hash of 31 bytes": ({**values, "prev": bytes(31)}, "malformed-statement"),
        "a name in no language": ({**values, "name": {}}, "malformed-statement"),
        "a unit code in small letters": ({**values, "unit": "kg-osh"}, "malformed-identifier"),
        "a payload that is an array": ([], "malformed-statement"),
    }
    for name, (value, error) in spelled.items():
        yield name, _signed(cbor.encode(value)), error
    yield "a payload that is not deterministic", _signed(b"\xb8\x00"), "malformed-cbor"
    yield "a statement of two parts", cbor.encode([b"", b""]), "malformed-statement"
    yield "a byte after the statement", good + b"\x00", "malformed-cbor"
    yield "no bytes", b"", "malformed-cbor"
    yield "a statement above 64 KiB", cbor.encode([bytes(65_536), bytes(32), bytes(64)]), "too-large"


def _signed(payload_bytes: bytes) -> bytes:
    signer = key("kg/sign")
    return cbor.encode([payload_bytes, signer.key_id, signer.sign(signing_input(payload_bytes))])


def _by(who: str, payload: Payload) -> bytes:
    return sign_statement(payload, key(who))


def refused(log: Log) -> list[Negative]:
    """Return all that must be refused, at the end of the log or before it."""
    at_end = [
        Negative(name=name, after=len(log.statements), statement=raw.hex(), error=error)
        for name, raw, error in negatives(log)
    ]
    usurped = found(key("usurper"), "Example Programme", now=BEGIN)
    gap = epoch_gap(log)
    return [
        Negative(
            name="another founding than the pinned one",
            after=0,
            statement=usurped.hex(),
            error="wrong-founding",
        ),
        Negative(
            name="a statement before the founding",
            after=0,
            statement=log.statements[1].hex(),
            error="not-founded",
        ),
        *gap,
        *at_end,
    ]


def epoch_gap(log: Log) -> list[Negative]:
    """Return what is refused at a moment when Osh has no open epoch."""
    after = next(n for n, raw in enumerate(log.statements) if parse(raw).payload.kind == "epoch.closed") + 1
    opening = parse(log.statements[after]).payload
    assert isinstance(opening, EpochOpened)  # noqa: S101 - the log above says so
    wrong = {
        "an epoch that leaves out a device": (
            replace(opening, devices=opening.devices[1:]),
            "wrong-epoch-devices",
        ),
        "an epoch that names a revoked device": (
            replace(opening, devices=tuple(sorted((*opening.devices, key("lost/sign").key_id)))),
            "wrong-epoch-devices",
        ),
        "an epoch number skipped": (replace(opening, number=opening.number + 1), "wrong-epoch"),
        "an epoch with a device's key": (replace(opening, key=device("analyst").seal_id), "key-reused"),
        "a device named twice": (
            replace(opening, devices=(opening.devices[0], *opening.devices)),
            "malformed-statement",
        ),
        "devices out of order": (replace(opening, devices=opening.devices[::-1]), "malformed-statement"),
    }
    return [
        Negative(name=name, after=after, statement=_by("analyst/sign", payload).hex(), error=error)
        for name, (payload, error) in wrong.items()
    ]


def main() -> None:
    """Write both files."""
    log = the_log()
    positive = {
        "founding": log.state.founding.hex(),
        "statements": [
            {"kind": parse(raw).payload.kind, "statement": raw.hex(), "root": root.hex()}
            for raw, root in zip(log.statements, log.roots, strict=True)
        ],
    }
    for name, content in (
        ("log", positive),
        ("refused", {"founding": positive["founding"], "cases": refused(log)}),
    ):
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        print(f"{path.relative_to(FOLDER.parents[2])} written")


if __name__ == "__main__":
    main()
