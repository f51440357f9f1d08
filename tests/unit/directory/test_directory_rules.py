"""What the log allows: each refusal of directory.md sections 6 and 7, beside what is accepted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire.directory import refusals
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import found, sign_statement
from sealwire.directory.payloads import DeviceAdded, EpochOpened, OfficerLeft, UnitChanged, UnitOpened
from sealwire.directory.replica import Replica
from sealwire.directory.rules import apply, head_of
from sealwire.directory.state import State, UnitStatus
from sealwire.directory.statement import parse
from sealwire.keys import BadSignature, WeakKey
from sealwire.private_keys import SealKey, SigningKey
from simulators.programme import AKTAU, BATKEN, NOW, OSH, Programme, device_keys, populated, seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire import errors
    from sealwire.directory.author import Author

KEY_OFFICER = device_keys("key.kg-osh")
ANALYST = device_keys("analyst.osh")
COUNTRY = device_keys("kg")
NEW = device_keys("new")
SEAL = SealKey.from_seed(seed("a new epoch")).key_id


@pytest.fixture
def programme() -> Programme:
    return populated()[0]


# Who speaks, what they say, and the refusal (None: accepted).
SAYINGS: dict[str, tuple[SigningKey, Callable[[Author], object], type[errors.SealwireError] | None]] = {
    "a unit opens": (COUNTRY.sign, lambda a: a.open_unit("KG-NEW", {"en": "New"}), None),
    "a unit opens twice": (
        COUNTRY.sign,
        lambda a: a.open_unit(OSH, {"en": "Osh"}),
        refusals.AlreadyInDirectory,
    ),
    "an open unit is resumed": (COUNTRY.sign, lambda a: a.resume_unit(OSH), refusals.WrongUnitStatus),
    "a unit that is not there changes": (
        COUNTRY.sign,
        lambda a: a.change_unit("KG-NIL", {"en": "Nil"}),
        refusals.NotInDirectory,
    ),
    "an administrator is appointed twice": (
        Programme().root,
        lambda a: a.appoint("kg", "KG", sign=NEW.sign.public, auth=NEW.auth.public),
        refusals.AlreadyInDirectory,
    ),
    "a removed administrator is appointed again with new keys": (
        Programme().root,
        lambda a: a.appoint("gone", "KG", sign=NEW.sign.public, auth=NEW.auth.public),
        None,
    ),
    "a removed administrator is removed again": (
        Programme().root,
        lambda a: a.remove_administrator("gone"),
        refusals.NotInDirectory,
    ),
    "an officer is enrolled": (KEY_OFFICER.sign, lambda a: a.enrol(OSH, "new", ["analyst"]), None),
    "an officer is enrolled twice": (
        KEY_OFFICER.sign,
        lambda a: a.enrol(OSH, "analyst.osh", ["viewer"]),
        refusals.AlreadyInDirectory,
    ),
    "an officer who left is enrolled again": (
        KEY_OFFICER.sign,
        lambda a: (a.officer_left(OSH, "analyst.osh"), a.enrol(OSH, "analyst.osh", ["viewer"])),
        None,
    ),
    "an officer leaves who was never there": (
        KEY_OFFICER.sign,
        lambda a: a.officer_left(OSH, "nobody"),
        refusals.NotInDirectory,
    ),
    "a device of an officer who is not enrolled is added": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "nobody", publics_of(NEW)),
        refusals.NotInDirectory,
    ),
    "a device is added": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW)),
        None,
    ),
    "a device is added to the open epoch": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW), epoch=2),
        None,
    ),
    "a device is added to a closed epoch": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW), epoch=1),
        refusals.WrongEpoch,
    ),
    "a device is added with another device's sign key": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", replace(publics_of(NEW), sign=ANALYST.sign.public)),
        refusals.KeyReused,
    ),
    "a device is added whose auth key is another's sign key": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", replace(publics_of(NEW), auth=ANALYST.sign.public)),
        refusals.KeyReused,
    ),
    "a device is added with one key for two uses": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", replace(publics_of(NEW), auth=NEW.sign.public)),
        refusals.KeyReused,
    ),
    "a device is added with another device's seal key": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", replace(publics_of(NEW), seal=ANALYST.seal.public)),
        refusals.KeyReused,
    ),
    "a device is added with a low-order key": (
        KEY_OFFICER.sign,
        lambda a: a.add_device(OSH, "analyst.osh", replace(publics_of(NEW), auth=bytes(32))),
        WeakKey,
    ),
    "a device is revoked": (KEY_OFFICER.sign, lambda a: a.revoke_device(OSH, ANALYST.device_id), None),
    "a device is revoked twice": (
        KEY_OFFICER.sign,
        lambda a: (a.revoke_device(OSH, ANALYST.device_id), a.revoke_device(OSH, ANALYST.device_id)),
        refusals.NotInDirectory,
    ),
    "another unit's device is revoked": (
        KEY_OFFICER.sign,
        lambda a: a.revoke_device(OSH, device_keys("key.kg-bat").device_id),
        refusals.NotInDirectory,
    ),
    "an epoch opens while one is open": (
        ANALYST.sign,
        lambda a: a.open_epoch(OSH, SEAL),
        refusals.WrongEpoch,
    ),
    "an epoch closes and the next one opens": (
        ANALYST.sign,
        lambda a: (a.close_epoch(OSH), a.open_epoch(OSH, SEAL)),
        None,
    ),
    "an epoch opens with a key of the log": (
        ANALYST.sign,
        lambda a: (a.close_epoch(OSH), a.open_epoch(OSH, ANALYST.seal.key_id)),
        refusals.KeyReused,
    ),
    "an epoch opens that is longer than the founding allows": (
        ANALYST.sign,
        lambda a: (a.close_epoch(OSH), a.open_epoch(OSH, SEAL, until=NOW + 40 * 86_400)),
        refusals.EpochTooLong,
    ),
    "an epoch opens that ended before": (
        ANALYST.sign,
        lambda a: (a.close_epoch(OSH), a.open_epoch(OSH, SEAL, until=NOW)),
        refusals.EpochTooLong,
    ),
    "an epoch closes twice": (
        ANALYST.sign,
        lambda a: (a.close_epoch(OSH), a.close_epoch(OSH)),
        refusals.WrongEpoch,
    ),
}


@pytest.mark.parametrize("sentence", SAYINGS)
def test_what_the_log_allows(programme: Programme, sentence: str) -> None:
    key, saying, refusal = SAYINGS[sentence]
    if refusal is None:
        programme.say(key, saying)
        return
    before = programme.state
    with pytest.raises(refusal):
        programme.say(key, saying)
    assert programme.state is before


def test_a_statement_that_does_not_follow_the_last_one_is_refused(programme: Programme) -> None:
    first = sign_statement(change(programme, {"en": "A"}), COUNTRY.sign)
    second = sign_statement(change(programme, {"en": "B"}), COUNTRY.sign)
    programme.take([first])
    for raw in (first, second):
        with pytest.raises(refusals.OutOfOrder):
            apply(programme.state, raw)


def test_a_units_first_statement_follows_the_founding(programme: Programme) -> None:
    opened = UnitOpened(ts=0, prev=programme.founding, unit="KG-NEW", name={"en": "New"})
    assert apply(programme.state, sign_statement(opened, COUNTRY.sign)).unit("KG-NEW") is not None
    with pytest.raises(refusals.OutOfOrder):
        apply(programme.state, sign_statement(replace(opened, prev=programme.state.head), COUNTRY.sign))


def test_a_statement_dated_before_the_last_one_is_refused(programme: Programme) -> None:
    late = change(programme, {"en": "A"})
    with pytest.raises(refusals.TimeWentBack):
        apply(programme.state, sign_statement(replace(late, ts=late.ts - 1), COUNTRY.sign))
    apply(programme.state, sign_statement(late, COUNTRY.sign))


def test_a_signature_by_another_key_is_refused(programme: Programme) -> None:
    raw = sign_statement(change(programme, {"en": "A"}), COUNTRY.sign)
    for forged in (raw[:-1] + bytes([raw[-1] ^ 1]), raw[:-64] + ANALYST.sign.sign(raw)):
        with pytest.raises(BadSignature):
            apply(programme.state, forged)


def test_only_the_pinned_founding_founds() -> None:
    programme = Programme()
    other = found(SigningKey.from_seed(bytes(32)), "Container Control Programme", now=NOW)
    with pytest.raises(refusals.WrongFounding):
        apply(State.empty(programme.founding), other)
    with pytest.raises(refusals.NotFounded):
        apply(
            State.empty(programme.founding),
            sign_statement(
                UnitOpened(ts=1, prev=programme.founding, unit=OSH, name={"en": "Osh"}), programme.root
            ),
        )
    assert apply(State.empty(programme.founding), programme.statements[0]).founded


def test_a_founding_names_its_own_root_as_its_signer() -> None:
    programme = Programme()
    founding = programme.statements[0]
    named = founding.replace(programme.root.key_id, ANALYST.sign.key_id)
    assert named != founding
    with pytest.raises(refusals.WrongFounding):
        apply(State.empty(hashlib.sha256(named).digest()), named)
    assert apply(State.empty(hashlib.sha256(founding).digest()), founding).founded


def test_an_epoch_names_exactly_the_devices_that_read(programme: Programme) -> None:
    programme.say(ANALYST.sign, lambda a: a.close_epoch(OSH))
    prev, ts = head_of(programme.state, OSH)
    devices = tuple(device.id for device in programme.state.units[OSH].readers(ts))
    revoked = device_keys("lost.osh").device_id
    epoch = EpochOpened(ts=ts, prev=prev, unit=OSH, number=3, key=SEAL, until=ts + 1, devices=devices)
    for wrong in (devices[1:], tuple(sorted((*devices, revoked))), (revoked,)):
        with pytest.raises(refusals.WrongEpochDevices):
            apply(programme.state, sign_statement(replace(epoch, devices=wrong), ANALYST.sign))
    with pytest.raises(refusals.WrongEpoch):
        apply(programme.state, sign_statement(replace(epoch, number=4), ANALYST.sign))
    after = apply(programme.state, sign_statement(epoch, ANALYST.sign))
    assert after.units[OSH].epochs[3].devices == frozenset(devices)


CLOSINGS: dict[str, tuple[SigningKey, Callable[[Author], object]]] = {
    "a device is revoked": (KEY_OFFICER.sign, lambda a: a.revoke_device(OSH, ANALYST.device_id)),
    "an officer leaves": (KEY_OFFICER.sign, lambda a: a.officer_left(OSH, "analyst.osh")),
    "the unit is suspended": (COUNTRY.sign, lambda a: a.suspend_unit(OSH, "audit")),
    "the unit is closed": (COUNTRY.sign, lambda a: a.close_unit(OSH, "moved")),
    "the epoch is closed": (ANALYST.sign, lambda a: a.close_epoch(OSH)),
}


@pytest.mark.parametrize("when", CLOSINGS)
def test_the_epoch_is_closed_when(programme: Programme, when: str) -> None:
    epoch = programme.state.units[OSH].open_epoch()
    assert epoch is not None
    programme.say(*CLOSINGS[when])
    assert programme.state.units[OSH].open_epoch() is None
    assert programme.state.units[OSH].epochs[2] == replace(epoch, ended=programme.state.size)
    assert programme.state.units[BATKEN].open_epoch() is not None


def test_the_devices_of_an_officer_who_left_and_of_a_closed_unit_are_revoked(programme: Programme) -> None:
    programme.say(KEY_OFFICER.sign, lambda a: a.officer_left(OSH, "analyst.osh"))
    left = programme.state.device(ANALYST.device_id)
    stays = programme.state.device(KEY_OFFICER.device_id)
    assert left is not None
    assert stays is not None
    assert (left.active, stays.active) == (False, True)
    programme.say(COUNTRY.sign, lambda a: a.close_unit(OSH, "moved"))
    assert programme.state.units[OSH].status is UnitStatus.CLOSED
    assert programme.state.units[OSH].active_devices() == ()
    with pytest.raises(refusals.WrongUnitStatus):
        programme.say(COUNTRY.sign, lambda a: a.resume_unit(OSH))


def test_a_resumed_unit_opens_its_next_epoch(programme: Programme) -> None:
    programme.say(COUNTRY.sign, lambda a: a.suspend_unit(OSH, "audit"), lambda a: a.resume_unit(OSH))
    programme.say(ANALYST.sign, lambda a: a.open_epoch(OSH, SEAL))
    assert programme.state.units[OSH].open_epoch() is not None


def test_a_device_without_the_epochs_seed_cannot_grant_it(programme: Programme) -> None:
    programme.say(KEY_OFFICER.sign, lambda a: a.enrol(OSH, "deputy", ["key_officer"]))
    deputy = device_keys("deputy")
    programme.say(KEY_OFFICER.sign, lambda a: a.add_device(OSH, "deputy", publics_of(deputy)))
    with pytest.raises(refusals.WrongEpoch):
        programme.say(deputy.sign, lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW), epoch=2))
    programme.say(KEY_OFFICER.sign, lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW), epoch=2))
    epoch = programme.state.units[OSH].open_epoch()
    assert epoch is not None
    assert NEW.device_id in epoch.devices
    assert deputy.device_id not in epoch.devices


def test_keys_are_found_by_what_they_are_for(programme: Programme) -> None:
    state = programme.state
    device = state.device(ANALYST.device_id)
    assert device is not None
    assert state.by_auth_key(ANALYST.auth.key_id) == device
    assert state.device_by_seal_key(ANALYST.seal.key_id) == device
    assert state.by_auth_key(ANALYST.sign.key_id) is None
    assert state.device(ANALYST.auth.key_id) is None
    administrator = state.by_auth_key(COUNTRY.auth.key_id)
    assert administrator is not None
    assert administrator.id == COUNTRY.sign.key_id
    epoch = state.units[AKTAU].open_epoch()
    assert epoch is not None
    assert state.epoch_by_key(epoch.key) == (state.units[AKTAU], epoch)
    assert state.epoch_by_key(device.seal) is None


def test_a_replica_appends_all_or_nothing(programme: Programme) -> None:
    replica = Replica(programme.founding)
    with pytest.raises(refusals.OutOfOrder):
        replica.append([*programme.statements[:4], programme.statements[2]])
    assert replica.state == State.empty(programme.founding)
    replica.append(programme.statements)
    assert replica.state.root() == programme.state.root() == replica.root_at(len(programme.statements))
    assert replica.root_at(0) == State.empty(programme.founding).root()
    assert replica.root_at(len(programme.statements) + 1) is None


def test_all_fourteen_low_order_keys_are_refused(programme: Programme) -> None:
    listed = Path(__file__).parents[3] / "shared/vectors/directory/low-order-keys.json"
    keys = [bytes.fromhex(text) for text in json.loads(listed.read_text())]
    assert len(keys) == 14
    prev, ts = head_of(programme.state, OSH)
    for weak in keys:
        payload = DeviceAdded(
            ts=ts,
            prev=prev,
            unit=OSH,
            officer="analyst.osh",
            sign=weak,
            auth=NEW.auth.public,
            seal=SEAL,
            epoch=None,
            until=ts + 1,
        )
        with pytest.raises(WeakKey):
            parse(sign_statement(payload, KEY_OFFICER.sign))


def test_times_come_only_from_statements(programme: Programme) -> None:
    prev, ts = head_of(programme.state, OSH)
    last = OfficerLeft(prev=prev, ts=ts, unit=OSH, officer="viewer.osh")
    country = programme.state.administrators[COUNTRY.sign.key_id]
    far = replace(last, ts=country.until)
    assert apply(programme.state, sign_statement(far, COUNTRY.sign)).units[OSH].head_ts == country.until


def change(programme: Programme, name: dict[str, str]) -> UnitChanged:
    prev, ts = head_of(programme.state, OSH)
    return UnitChanged(ts=ts, prev=prev, unit=OSH, name=name)
