"""Until when administrators and devices count, which devices an epoch is granted to, and keys of the logs."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from sealwire import authorisation
from sealwire.authorisation import Action, Reach
from sealwire.directory import refusals
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import LIFETIME_S, Author
from sealwire.directory.fields import Log, Role, takes_part
from sealwire.private_keys import SealKey
from simulators.programme import OSH, Programme, device_keys, populated, seed

if TYPE_CHECKING:
    from sealwire.private_keys import SigningKey

KEY_OFFICER, ANALYST, VIEWER = (device_keys(name) for name in ("key.kg-osh", "analyst.osh", "viewer.osh"))
COUNTRY, WHOLE = device_keys("kg"), device_keys("whole")
NEW = device_keys("new")
SEAL = SealKey.from_seed(seed("a new epoch")).key_id


@pytest.fixture
def programme() -> Programme:
    return populated()[0]


def test_devices_and_administrators_last_two_years_where_nothing_else_is_said(programme: Programme) -> None:
    device = programme.state.device(ANALYST.device_id)
    administrator = programme.state.administrator("kg")
    assert device is not None
    assert administrator is not None
    for each in (device, administrator):
        assert LIFETIME_S >= each.until - programme.now > LIFETIME_S - 86_400


@pytest.mark.parametrize("who", ["kg", "key.kg-osh"])
def test_a_signer_past_its_end_says_nothing(programme: Programme, who: str) -> None:
    key = device_keys(who).sign
    signer = programme.state.administrator("kg") if who == "kg" else programme.state.device(key.key_id)
    assert signer is not None
    for now, accepted in ((signer.until, True), (signer.until + 1, False)):
        author = Author(programme.state, key, now=now)
        if accepted:
            author.officer_left(OSH, "viewer.osh")
            continue
        with pytest.raises(refusals.SignerExpired):
            author.officer_left(OSH, "viewer.osh")


def test_the_root_and_a_recovery_key_have_no_end(programme: Programme) -> None:
    far = programme.now + 10 * LIFETIME_S
    Author(programme.state, programme.root, now=far).remove_administrator("kg")
    Author(programme.state, device_keys("recovery key").sign, now=far).recover_unit(OSH, "a test")


def test_what_ends_ends_after_it_begins(programme: Programme) -> None:
    now = programme.now + 60

    def device(until: int) -> None:
        Author(programme.state, KEY_OFFICER.sign, now=now).add_device(
            OSH, "analyst.osh", publics_of(NEW), until=until
        )

    def administrator(until: int) -> None:
        Author(programme.state, programme.root, now=now).appoint(
            "new", "KG", sign=NEW.sign.public, auth=NEW.auth.public, until=until
        )

    for saying in (device, administrator):
        with pytest.raises(refusals.EndsBeforeItBegins):
            saying(now)
        saying(now + 1)


def test_an_expired_device_counts_until_it_is_revoked(programme: Programme) -> None:
    """Else a statement dated far ahead would let an administrator start a unit that lives."""
    device = programme.state.device(KEY_OFFICER.device_id)
    assert device is not None
    far = programme.now + 2 * LIFETIME_S
    newer = device_keys("newer")
    sign, auth = newer.sign.public, newer.auth.public
    programme.say(programme.root, lambda a: a.appoint("newer", "*", sign=sign, auth=auth, until=far))
    late = Author(programme.state, newer.sign, now=device.until + 1)
    with pytest.raises(refusals.WrongAuthority):
        late.enrol(OSH, "new", ["key_officer"])
    late.revoke_device(OSH, KEY_OFFICER.device_id)
    late.enrol(OSH, "new", ["key_officer"])


def test_an_epoch_is_granted_to_the_devices_that_read_then(programme: Programme) -> None:
    unit = programme.state.units[OSH]
    assert VIEWER.device_id in {device.id for device in unit.active_devices()}
    assert VIEWER.device_id not in {device.id for device in unit.readers(programme.now)}
    end = unit.devices[ANALYST.device_id].until
    for now, reads in ((end, True), (end + 1, False)):
        assert (ANALYST.device_id in {device.id for device in unit.readers(now)}) is reads


def test_an_epoch_opened_after_a_devices_end_leaves_it_out(programme: Programme) -> None:
    end = programme.now + 1_000
    programme.say(KEY_OFFICER.sign, lambda a: a.add_device(OSH, "analyst.osh", publics_of(NEW), until=end))
    for now, granted in ((end, True), (end + 1, False)):
        author = Author(programme.state, KEY_OFFICER.sign, now=now)
        author.close_epoch(OSH)
        assert (NEW.device_id in author.open_epoch(OSH, SEAL).devices) is granted


def test_a_viewers_device_is_granted_no_epoch(programme: Programme) -> None:
    for officer, accepted in (("analyst.osh", True), ("viewer.osh", False)):
        author = programme.author(KEY_OFFICER.sign)
        if accepted:
            author.add_device(OSH, officer, publics_of(NEW), epoch=2)
            continue
        with pytest.raises(refusals.WrongEpoch):
            author.add_device(OSH, officer, publics_of(NEW), epoch=2)


@pytest.mark.parametrize("action", [Action.SEND_NOTICES, Action.READ_NOTICES])
def test_the_logs_rule_of_who_takes_part_is_that_of_the_services(action: Action) -> None:
    assert {role: takes_part((role,)) for role in Role} == {
        role: authorisation.reach((role,), action) is not Reach.NONE for role in Role
    }
    assert takes_part((Role.VIEWER, Role.ANALYST))


def test_the_newest_key_of_a_log_counts_and_earlier_ones_stay_known(programme: Programme) -> None:
    keys = [device_keys(name).sign.public for name in ("first", "second", "envelopes")]
    assert programme.state.log_key(Log.DIRECTORY) is None
    programme.say(programme.root, lambda a: a.appoint_log("directory", keys[0]))
    programme.say(programme.root, lambda a: a.appoint_log("envelopes", keys[2]))
    programme.say(programme.root, lambda a: a.appoint_log("directory", keys[1]))
    assert programme.state.log_key(Log.DIRECTORY) == keys[1]
    assert programme.state.log_keys("directory") == (keys[0], keys[1])
    assert programme.state.log_keys(Log.ENVELOPES) == (keys[2],)


def test_a_logs_key_is_new_to_the_log_and_of_a_known_log(programme: Programme) -> None:
    used: list[tuple[str, SigningKey, type[Exception]]] = [
        ("directory", COUNTRY.sign, refusals.KeyReused),
        ("directory", programme.root, refusals.KeyReused),
        ("receipts", NEW.sign, refusals.MalformedStatement),
    ]
    for log, key, refusal in used:
        with pytest.raises(refusal):
            programme.author(programme.root).appoint_log(log, key.public)
    programme.author(programme.root).appoint_log("directory", NEW.sign.public)


def test_what_counts_says_since_and_until_which_size(programme: Programme) -> None:
    size = programme.state.size
    programme.say(KEY_OFFICER.sign, lambda a: a.officer_left(OSH, "analyst.osh"))
    programme.say(WHOLE.sign, lambda a: a.suspend_unit(OSH, "audit"))
    unit = programme.state.units[OSH]
    assert [(at, str(status)) for at, status in unit.statuses][1:] == [(size + 2, "suspended")]
    ended = {
        each.ended for each in chain(unit.devices.values(), unit.officers.values(), unit.epochs.values())
    }
    assert ended == {None, size + 1, size - 1, unit.epochs[1].ended}
