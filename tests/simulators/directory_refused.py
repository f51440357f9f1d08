"""Statements that must be refused, at the end of the log of directory_log.py or before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from sealwire import cbor
from sealwire.directory.author import found, sign_statement
from sealwire.directory.fields import Role
from sealwire.directory.payloads import (
    PROGRAMME,
    AdministratorRemoved,
    DeviceAdded,
    EpochClosed,
    EpochOpened,
    OfficerEnrolled,
    Payload,
    RecoverySet,
    UnitChanged,
    UnitOpened,
    UnitRecovered,
    read_payload,
    write_payload,
)
from sealwire.directory.rules import head_of
from sealwire.directory.statement import parse, signing_input
from simulators.directory_log import BATKEN, BEGIN, OSH, TALAS, device, epoch_key, key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.directory.state import State
    from simulators.directory_log import Log

LOW_ORDER = bytes(32)
SENIOR = ("administrator.appointed", "administrator.removed")  # of a country


class Negative(TypedDict):
    """A statement that is refused after the first `after` statements of the log."""

    name: str
    after: int
    statement: str
    error: str


def negatives(log: Log) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, statement and error code of what is refused at the end of the log."""
    prev, ts = head_of(log.state, OSH)
    change = UnitChanged(ts=ts, prev=prev, unit=OSH, name={"en": "Osh"})
    good = sign_statement(change, key("kg/sign"))
    yield from _forged(change, good)
    yield from _misplaced(log, change)
    yield from _unauthorised(log, change)
    yield from _keys(log, prev, ts)
    yield from _ends(log, change)
    yield from _recoveries(log)
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
    equal = replace(gone, administrator="whole")
    yield "an administrator of the programme removed by an equal", _by("whole/sign", equal), "wrong-authority"
    yield "an administrator of a country removed by one", _by("kg/sign", equal), "wrong-authority"
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
        "recovery/sign",
        "recovery/old/sign",
    )
    accepted = {"root": {PROGRAMME}, "whole/sign": {*SENIOR, "in scope"}}
    accepted["key.kg-osh/sign"] = {"vouching", "epoch"}
    accepted["recovery/sign"] = {"unit.recovered"}
    for raw in {parse(raw).payload.kind: raw for raw in log.statements[1:]}.values():
        payload = parse(raw).payload
        for who in signers:
            if _standing(payload.kind).isdisjoint(accepted.get(who, set())):
                said = _by(who, _moved(payload, change, log.state))
                yield f"{payload.kind} said by {who.removesuffix('/sign')}", said, "wrong-authority"


def _standing(kind: str) -> set[str]:
    subject, _, verb = kind.partition(".")
    if subject in {"administrator", "log"}:
        return {PROGRAMME, kind}
    if kind == "unit.recovered":
        return {kind}
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
        until=ts + 1,
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
    again = replace(added, epoch=len(log.state.units[OSH].epochs))
    yield (
        "an epoch granted to a viewer's device",
        _by(officer, replace(again, officer="watch")),
        "wrong-epoch",
    )
    yield "a device that ends when it begins", _by(officer, replace(added, until=ts)), "ends-before-it-begins"
    yield (
        "a log's key for a device",
        _by(officer, replace(added, sign=key("log/directory/1").public)),
        "key-reused",
    )
    yield from _epochs(log, prev, ts)


def _ends(log: Log, change: UnitChanged) -> Iterator[tuple[str, bytes, str]]:
    administrator = log.state.administrators[key("kg/sign").key_id]
    late = replace(change, ts=administrator.until + 1)
    yield "an administrator past its end", _by("kg/sign", late), "signer-expired"
    prev, _ = head_of(log.state, TALAS)
    short = log.state.units[TALAS].devices[key("short/sign").key_id]
    opened = EpochClosed(ts=short.until + 1, prev=prev, unit=TALAS, number=2)
    yield "a device past its end", _by("short/sign", opened), "signer-expired"


def _recoveries(log: Log) -> Iterator[tuple[str, bytes, str]]:
    prev, ts = head_of(log.state, TALAS)
    recovery, officer = "talas/sign", "again/sign"
    enrolled = OfficerEnrolled(ts=ts, prev=prev, unit=TALAS, officer="more", roles=(Role.KEY_OFFICER,))
    yield "a recovery key that enrols beside a device", _by(recovery, enrolled), "wrong-authority"
    lost = UnitRecovered(ts=ts, prev=prev, unit=TALAS, reason="by another unit's key")
    yield "another unit's recovery key", _by("recovery/sign", lost), "wrong-authority"
    new = key("next/sign").public
    set_again = RecoverySet(
        ts=ts, prev=prev, unit=TALAS, sign=new, seal=epoch_key("next/seal"), threshold=2, shares=3
    )
    old = log.state.units[TALAS].recoveries[0]
    yield "a recovery's sign key again", _by(officer, replace(set_again, sign=old.sign)), "key-reused"
    yield "a recovery's seal key again", _by(officer, replace(set_again, seal=old.seal)), "key-reused"
    for name, change in {
        "more shares needed than there are": {"threshold": 4},
        "a recovery by one share": {"threshold": 1},
        "a recovery of 17 shares": {"shares": 17},
    }.items():
        spelled = cbor.encode({**write_payload(set_again), **change})
        yield name, _signed(spelled, officer), "malformed-statement"


def _epochs(log: Log, prev: bytes, ts: int) -> Iterator[tuple[str, bytes, str]]:
    officer = "key.kg-osh/sign"
    devices = tuple(each.id for each in log.state.units[OSH].readers(ts))
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


def _signed(payload_bytes: bytes, who: str = "kg/sign") -> bytes:
    signer = key(who)
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
    assert isinstance(opening, EpochOpened)  # the log says so
    wrong = {
        "an epoch that leaves out a device": (
            replace(opening, devices=opening.devices[1:]),
            "wrong-epoch-devices",
        ),
        "an epoch that names a revoked device": (
            replace(opening, devices=tuple(sorted((*opening.devices, key("lost/sign").key_id)))),
            "wrong-epoch-devices",
        ),
        "an epoch that names a viewer's device": (
            replace(opening, devices=tuple(sorted((*opening.devices, key("viewer/sign").key_id)))),
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
