"""What ends when, who is shown it, and what is announced how far ahead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.directory.author import LIFETIME_S
from sealwire.directory.epochs import DAY_S
from sealwire.directory.expiry import (
    FURTHEST_DAYS,
    THRESHOLDS_DAYS,
    Ends,
    endings,
    to_announce,
    without_recovery,
)
from sealwire.directory.retention import kept_until, past_retention
from simulators.programme import AKTAU, BATKEN, NOW, OSH, Programme, device_keys

YEARS = 3_650


def two_countries() -> Programme:
    programme = Programme()
    programme.open_unit(OSH, programme.appoint("kg", "KG"))
    programme.open_unit(AKTAU, programme.appoint("kz", "KZ"))
    return programme


PROGRAMME = two_countries()
DEVICE_UNTIL = next(iter(PROGRAMME.state.units[OSH].devices.values())).until
EPOCH_UNTIL = PROGRAMME.state.units[OSH].epochs[1].until


def seen(now: int = NOW, **only: str) -> list[tuple[str, str, str]]:
    found = endings(PROGRAMME.state, now=now, within_days=YEARS, **only)
    return sorted((each.kind.value, each.place, each.holder) for each in found)


def test_a_unit_sees_its_own_a_country_its_own_and_the_programme_everything() -> None:
    osh = [("device", OSH, "key.kg-osh"), ("epoch", OSH, "1")]
    aktau = [("device", AKTAU, "key.kz-akt"), ("epoch", AKTAU, "1")]
    assert seen(unit=OSH) == osh
    assert seen(country="KG") == [("administrator", "KG", "kg"), *osh]
    everyone = [("administrator", "KG", "kg"), ("administrator", "KZ", "kz"), *osh, *aktau]
    assert seen() == sorted(everyone)
    assert seen(unit="KG-NIL") == []


def test_what_ends_first_stands_first_and_what_is_further_off_is_left_out() -> None:
    assert [each.kind for each in endings(PROGRAMME.state, now=NOW, unit=OSH)] == []
    assert [each.kind for each in endings(PROGRAMME.state, now=NOW + DAY_S, unit=OSH)] == [Ends.EPOCH]
    every = endings(PROGRAMME.state, now=NOW, within_days=YEARS)
    assert [each.until for each in every] == sorted(each.until for each in every)


def test_what_is_over_and_still_in_force_stays_listed() -> None:
    late = DEVICE_UNTIL + 2 * DAY_S
    device = next(each for each in endings(PROGRAMME.state, now=late, unit=OSH) if each.kind is Ends.DEVICE)
    assert device.days_left(late) == -2
    assert device.days_left(DEVICE_UNTIL - 2 * DAY_S) == 2


def test_what_was_revoked_removed_or_closed_ends_no_more() -> None:
    programme = two_countries()
    country = programme.appoint("second", "KG")
    device = programme.state.units[OSH].active_devices()[0]
    programme.say(country.sign, lambda a: a.revoke_device(OSH, device.id))
    programme.say(programme.root, lambda a: a.remove_administrator("kg"))
    left = endings(programme.state, now=NOW, within_days=YEARS, country="KG")
    assert [(each.kind, each.holder) for each in left] == [(Ends.ADMINISTRATOR, "second")]
    programme.say(programme.appoint("whole", "*").sign, lambda a: a.close_unit(AKTAU, "no port any more"))
    assert endings(programme.state, now=NOW, within_days=YEARS, unit=AKTAU) == []


@pytest.mark.parametrize(
    ("left_s", "nearest"),
    [
        pytest.param(31 * DAY_S, None, id="more than thirty days: not yet"),
        pytest.param(30 * DAY_S, 30, id="thirty days"),
        pytest.param(15 * DAY_S, 30, id="fifteen days: the thirty were come to"),
        pytest.param(14 * DAY_S, 14, id="fourteen days"),
        pytest.param(7 * DAY_S, 7, id="seven days"),
        pytest.param(DAY_S, 1, id="a day"),
        pytest.param(1, 1, id="a second"),
        pytest.param(0, None, id="over: announced no more"),
    ],
)
def test_a_device_is_announced_at_the_nearest_threshold(left_s: int, nearest: int | None) -> None:
    due = {each.id: days for each, days in to_announce(PROGRAMME.state, now=DEVICE_UNTIL - left_s)}
    device = PROGRAMME.state.units[OSH].active_devices()[0]
    assert due.get(device.id) == nearest


@pytest.mark.parametrize(("left_days", "nearest"), [(29, None), (15, None), (14, 14), (3, 7), (1, 1)])
def test_that_a_new_epoch_of_thirty_days_ends_within_thirty_is_no_news(
    left_days: int, nearest: int | None
) -> None:
    due = to_announce(PROGRAMME.state, now=EPOCH_UNTIL - left_days * DAY_S)
    epochs = {each.place: days for each, days in due if each.kind is Ends.EPOCH}
    assert epochs.get(OSH) == nearest


@given(now=st.integers(NOW, NOW + LIFETIME_S + 40 * DAY_S))
@settings(max_examples=60, deadline=None)
def test_all_that_is_announced_is_listed_ends_ahead_and_within_its_threshold(now: int) -> None:
    listed = endings(PROGRAMME.state, now=now)
    for each, days in to_announce(PROGRAMME.state, now=now):
        assert each in listed
        assert days in THRESHOLDS_DAYS
        assert 0 < each.until - now <= days * DAY_S <= FURTHEST_DAYS * DAY_S


def test_a_unit_at_work_without_recovery_is_named() -> None:
    programme = two_countries()
    programme.say(programme.appoint("whole", "*").sign, lambda a: a.open_unit(BATKEN, {"en": "Batken"}))
    assert without_recovery(programme.state) == [OSH, AKTAU]
    assert without_recovery(programme.state, country="KZ") == [AKTAU]
    keys, officer = device_keys("recovery"), device_keys("key.kg-osh")
    programme.say(officer.sign, lambda a: a.set_recovery(OSH, keys.sign.public, keys.seal.key_id, of=(2, 3)))
    assert without_recovery(programme.state) == [AKTAU]
    assert without_recovery(programme.state, unit=OSH) == []


def test_a_seed_is_kept_for_the_retention_after_its_epochs_end_and_not_a_second_longer() -> None:
    state = PROGRAMME.state
    epoch = state.units[OSH].epochs[1]
    last = kept_until(state, epoch)
    assert last == epoch.until + 365 * DAY_S
    assert epoch.key not in past_retention(state, last)
    assert epoch.key in past_retention(state, last + 1)
