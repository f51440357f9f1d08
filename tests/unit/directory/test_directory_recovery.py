"""A unit that lost its devices begins again by its recovery key, and nobody slips a device in that way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sealwire.directory import refusals
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.fields import Role
from sealwire.directory.payloads import RecoverySet, read_payload, write_payload
from simulators.programme import BATKEN, OSH, Programme, device_keys, populated

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.private_keys import SealKey, SigningKey

KEY_OFFICER = device_keys("key.kg-osh")
COUNTRY = device_keys("kg")
RECOVERY = device_keys("recovery key").sign
NEW, OTHER = device_keys("new"), device_keys("other")


@pytest.fixture
def programme() -> Programme:
    return populated()[0]


def recovered(programme: Programme) -> Programme:
    programme.say(RECOVERY, lambda a: a.recover_unit(OSH, "all devices lost"))
    return programme


def test_a_recovery_ends_every_officer_device_and_epoch_of_the_unit_and_nothing_else(
    programme: Programme,
) -> None:
    before = programme.state
    recovered(programme)
    unit, size = programme.state.units[OSH], programme.state.size
    assert unit.active_devices() == ()
    assert [officer for officer in unit.officers.values() if officer.active] == []
    assert unit.open_epoch() is None
    assert {device.ended for device in unit.devices.values()} == {size, size - 2}  # one was revoked before
    assert unit.epochs[2] == replace(before.units[OSH].epochs[2], ended=size)
    assert (unit.recovery, unit.status) == (before.units[OSH].recovery, before.units[OSH].status)
    assert programme.state.units[BATKEN] == before.units[BATKEN]


def test_a_recovered_unit_gets_one_key_officers_device_who_then_vouches_for_the_others(
    programme: Programme,
) -> None:
    recovered(programme)
    programme.say(RECOVERY, lambda a: a.enrol(OSH, "new", ["key_officer"]))
    programme.say(RECOVERY, lambda a: a.add_device(OSH, "new", publics_of(NEW)))
    second: list[tuple[Callable[[Author], object], type[Exception]]] = [
        (lambda a: a.add_device(OSH, "new", publics_of(OTHER)), refusals.WrongAuthority),
        (lambda a: a.enrol(OSH, "other", ["key_officer"]), refusals.WrongAuthority),
    ]
    for saying, refusal in second:
        with pytest.raises(refusal):
            programme.say(RECOVERY, saying)
    programme.say(NEW.sign, lambda a: a.enrol(OSH, "other", ["analyst"]))
    programme.say(NEW.sign, lambda a: a.add_device(OSH, "other", publics_of(OTHER)))
    assert {device.id for device in programme.state.units[OSH].active_devices()} == {
        NEW.device_id,
        OTHER.device_id,
    }


def test_a_recovery_key_adds_no_device_beside_living_ones(programme: Programme) -> None:
    for saying in (
        lambda a: a.enrol(OSH, "new", ["key_officer"]),
        lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW)),
        lambda a: a.revoke_device(OSH, KEY_OFFICER.device_id),
        lambda a: a.close_epoch(OSH),
        lambda a: a.set_recovery(OSH, NEW.sign.public, NEW.seal.key_id, of=(2, 3)),
    ):
        with pytest.raises(refusals.WrongAuthority):
            programme.say(RECOVERY, saying)
    recovered(programme)


def test_a_unit_whose_devices_were_all_revoked_is_recovered_in_the_open_first(programme: Programme) -> None:
    for device in programme.state.units[OSH].active_devices():
        programme.say(COUNTRY.sign, partial(Author.revoke_device, unit=OSH, device=device.id))
    with pytest.raises(refusals.WrongAuthority):
        programme.say(RECOVERY, lambda a: a.enrol(OSH, "new", ["key_officer"]))
    recovered(programme)
    programme.say(RECOVERY, lambda a: a.enrol(OSH, "new", ["key_officer"]))


def test_only_a_key_officers_device_restarts_a_unit(programme: Programme) -> None:
    recovered(programme)
    with pytest.raises(refusals.WrongAuthority):
        programme.say(RECOVERY, lambda a: a.enrol(OSH, "new", ["analyst"]))
    with pytest.raises(refusals.WrongAuthority):
        programme.say(RECOVERY, lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW)))
    programme.say(
        RECOVERY,
        lambda a: a.enrol(OSH, "new", ["key_officer"]),
        lambda a: a.add_device(OSH, "new", publics_of(NEW)),
    )


def test_a_unit_is_recovered_again_when_its_new_devices_are_lost_too(programme: Programme) -> None:
    for name, keys in (("new", NEW), ("other", OTHER)):
        recovered(programme)
        programme.say(
            RECOVERY,
            partial(Author.enrol, unit=OSH, officer=name, roles=["key_officer"]),
            partial(Author.add_device, unit=OSH, officer=name, publics=publics_of(keys)),
        )
    assert [device.id for device in programme.state.units[OSH].active_devices()] == [OTHER.device_id]


@pytest.mark.parametrize("name", ["recovery key", "replaced recovery key"])
def test_only_the_newest_recovery_key_counts(programme: Programme, name: str) -> None:
    replaced, newest = programme.state.units[OSH].recoveries
    assert (replaced.ended, newest.active) == (newest.since, True)
    assert programme.state.units[OSH].recovery == newest
    key = device_keys(name).sign
    if key.key_id == newest.id:
        programme.say(key, lambda a: a.recover_unit(OSH, "a test"))
        return
    with pytest.raises(refusals.WrongAuthority):
        programme.say(key, lambda a: a.recover_unit(OSH, "a test"))


def say_closed(programme: Programme) -> None:
    programme.say(COUNTRY.sign, lambda a: a.close_unit(OSH, "moved"))


def say_suspended(programme: Programme) -> None:
    programme.say(COUNTRY.sign, lambda a: a.suspend_unit(OSH, "audit"))


@pytest.mark.parametrize("prepare", [say_closed, say_suspended])
def test_a_closed_or_suspended_unit_is_not_recovered(
    programme: Programme, prepare: Callable[[Programme], None]
) -> None:
    prepare(programme)
    with pytest.raises(refusals.WrongAuthority):
        recovered(programme)


@pytest.mark.parametrize(
    ("sign", "seal"),
    [(KEY_OFFICER.auth, NEW.seal), (NEW.sign, KEY_OFFICER.seal), (RECOVERY, NEW.seal)],
    ids=["a device's auth key", "a device's seal key", "the recovery key before"],
)
def test_a_recovery_key_is_new_to_the_log(programme: Programme, sign: SigningKey, seal: SealKey) -> None:
    author = programme.author(KEY_OFFICER.sign)
    with pytest.raises(refusals.KeyReused):
        author.set_recovery(OSH, sign.public, seal.key_id, of=(2, 3))
    author.set_recovery(OSH, NEW.sign.public, NEW.seal.key_id, of=(2, 3))


@pytest.mark.parametrize(
    ("threshold", "shares", "accepted"),
    [(2, 2, True), (2, 16, True), (16, 16, True), (1, 3, False), (4, 3, False), (2, 17, False)],
)
def test_a_recovery_needs_more_than_one_share_and_at_most_all(
    threshold: int, shares: int, *, accepted: bool
) -> None:
    good = RecoverySet(
        ts=1, prev=bytes(32), unit=OSH, sign=NEW.sign.public, seal=bytes(32), threshold=2, shares=2
    )
    spelled = {**write_payload(good), "threshold": threshold, "shares": shares}
    if accepted:
        assert write_payload(read_payload(spelled)) == spelled
        return
    with pytest.raises(refusals.MalformedStatement):
        read_payload(spelled)


def test_an_officer_who_is_enrolled_again_has_the_new_roles_on_new_devices_only(programme: Programme) -> None:
    programme.say(
        KEY_OFFICER.sign,
        lambda a: a.officer_left(OSH, "viewer.osh"),
        lambda a: a.enrol(OSH, "viewer.osh", ["analyst"]),
        lambda a: a.add_device(OSH, "viewer.osh", publics_of(NEW)),
    )
    old = programme.state.device(device_keys("viewer.osh").device_id)
    new = programme.state.device(NEW.device_id)
    assert old is not None
    assert new is not None
    assert (old.roles, old.active, old.takes_part) == ((Role.VIEWER,), False, False)
    assert (new.roles, new.active, new.takes_part) == ((Role.ANALYST,), True, True)
