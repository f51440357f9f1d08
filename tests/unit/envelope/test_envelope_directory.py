"""Who may send to whom under which mark, on a directory that was really replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.rules import apply
from sealwire.envelope.format import Header, Recipient, Tlp
from sealwire.envelope.verify import (
    DeviceExpired,
    EpochClosed,
    MarkBroken,
    RecipientRole,
    SenderMismatch,
    SenderRole,
    UnitNotOpen,
    UnknownRecipient,
    UnknownSender,
    check_against_directory,
    current_epoch,
)
from sealwire.errors import SealwireError
from simulators.programme import AKTAU, BATKEN, OSH, Programme, device_keys
from simulators.sealing import STRANGER, header_of

if TYPE_CHECKING:
    from sealwire.directory.state import State

KEY_OFFICER = {unit: device_keys(f"key.{unit.lower()}") for unit in (OSH, BATKEN, AKTAU)}


@pytest.fixture(scope="module")
def programme() -> Programme:
    made = Programme()
    whole = made.appoint("whole", "*")
    for unit in (OSH, BATKEN, AKTAU):
        made.open_unit(unit, whole)
    return made


def epoch(state: State, unit: str) -> Recipient:
    known = state.units[unit].open_epoch()
    assert known is not None
    return Recipient(unit, known.key, 1)


def device(unit: str) -> Recipient:
    return Recipient(unit, KEY_OFFICER[unit].seal.key_id, 1)


def header(*to: Recipient, tlp: Tlp = Tlp.AMBER, sender: str = OSH, key: bytes | None = None) -> Header:
    fields = header_of((BATKEN,))
    values = {name: getattr(fields, name) for name in Header.__dataclass_fields__}
    signer = key or KEY_OFFICER[OSH].sign.key_id
    return Header(**{**values, "to": to, "tlp": tlp, "sender": sender, "device": signer})


def refusal(checked: Header, state: State, now: int) -> type[SealwireError] | None:
    try:
        found = check_against_directory(checked, state, now)
    except SealwireError as error:
        return type(error)
    assert found.id == checked.device
    return None


def after(programme: Programme, *sayings: str) -> State:
    """Return the state after a unit's key officer or the administrator said something more."""
    later = Programme()
    later.state, later.statements, later.now = programme.state, list(programme.statements), programme.now
    for saying in sayings:
        unit = BATKEN if "Batken" in saying else OSH
        if saying.endswith("has a new epoch"):
            later.open_epoch(unit, KEY_OFFICER[unit])
        else:
            author = later.author(device_keys("whole").sign)
            _say(author, saying, unit)
            later.take(author.statements)
    return later.state


def without_epoch(programme: Programme) -> State:
    """Return the state after Batken closed its epoch and opened none."""
    author = Author(programme.state, KEY_OFFICER[BATKEN].sign, now=programme.now + 60)
    author.close_epoch(BATKEN)
    state = programme.state
    for statement in author.statements:
        state = apply(state, statement)
    return state


def _say(author: Author, saying: str, unit: str) -> None:
    if saying.endswith("is suspended"):
        author.suspend_unit(unit, "a test")
    else:
        author.revoke_device(unit, KEY_OFFICER[unit].sign.key_id)


def test_the_sender_and_recipients_of_the_directory_are_accepted(programme: Programme) -> None:
    state, now = programme.state, programme.now
    assert refusal(header(epoch(state, BATKEN)), state, now) is None
    assert refusal(header(*(epoch(state, unit) for unit in (BATKEN, AKTAU, OSH))), state, now) is None


SENDERS: dict[str, tuple[dict[str, Any], tuple[str, ...], type[SealwireError]]] = {
    "a device that is not enrolled": ({"key": bytes(32)}, (), UnknownSender),
    "the auth key of a device": ({"key": KEY_OFFICER[OSH].auth.key_id}, (), UnknownSender),
    "a device of another unit": ({"key": KEY_OFFICER[AKTAU].sign.key_id}, (), SenderMismatch),
    "another unit's name": ({"sender": AKTAU}, (), SenderMismatch),
    "a revoked device": ({}, ("Osh's device is revoked",), SenderMismatch),
    "a suspended unit": ({}, ("Osh is suspended",), UnitNotOpen),
}


@pytest.mark.parametrize(("change", "sayings", "expected"), SENDERS.values(), ids=SENDERS)
def test_a_sender_is_refused(
    programme: Programme, change: dict[str, Any], sayings: tuple[str, ...], expected: type[SealwireError]
) -> None:
    sent = header(epoch(programme.state, BATKEN), **change)
    assert refusal(sent, after(programme, *sayings), programme.now) is expected


def test_a_recipient_is_refused(programme: Programme) -> None:
    state, now = programme.state, programme.now
    batken, aktau = epoch(state, BATKEN), epoch(state, AKTAU)
    renewed = after(programme, "Batken has a new epoch")
    suspended = after(programme, "Batken is suspended")
    revoked = after(programme, "Batken's device is revoked")
    sign_key = Recipient(BATKEN, KEY_OFFICER[BATKEN].sign.key_id, 1)
    cases = {
        "a unit that is not in the directory": (Recipient("KG-NIL", batken.key, 1), state, UnknownRecipient),
        "a key that nobody has": (Recipient(BATKEN, STRANGER.key_id, 1), state, UnknownRecipient),
        "another unit's epoch": (Recipient(BATKEN, aktau.key, 1), state, UnknownRecipient),
        "another unit's device": (Recipient(BATKEN, device(AKTAU).key, 1), state, UnknownRecipient),
        "a device's sign key": (sign_key, state, UnknownRecipient),
        "an epoch before": (batken, renewed, EpochClosed),
        "an epoch closed": (batken, without_epoch(programme), EpochClosed),
        "a unit suspended": (batken, suspended, UnitNotOpen),
        "a revoked device": (device(BATKEN), revoked, UnknownRecipient),
    }
    for name, (to, later, expected) in cases.items():
        assert refusal(header(aktau, to), later, now) is expected, name


MARKS: dict[str, tuple[Tlp, tuple[str, ...], tuple[str, ...], bool]] = {
    "CLEAR to units": (Tlp.CLEAR, (BATKEN, AKTAU), (), True),
    "GREEN to units": (Tlp.GREEN, (BATKEN, AKTAU), (), True),
    "AMBER to units": (Tlp.AMBER, (BATKEN, AKTAU), (), True),
    "AMBER to a device of a unit with an epoch": (Tlp.AMBER, (AKTAU,), (BATKEN,), False),
    "AMBER+STRICT to one unit": (Tlp.AMBER_STRICT, (BATKEN,), (), True),
    "AMBER+STRICT to one unit and the sender's own": (Tlp.AMBER_STRICT, (BATKEN, OSH), (), True),
    "AMBER+STRICT to two units": (Tlp.AMBER_STRICT, (BATKEN, AKTAU), (), False),
    "AMBER+STRICT to the sender's own alone": (Tlp.AMBER_STRICT, (OSH,), (), False),
    "RED to devices": (Tlp.RED, (), (BATKEN, AKTAU), True),
    "RED to a unit": (Tlp.RED, (BATKEN,), (), False),
    "RED to a device and a unit": (Tlp.RED, (AKTAU,), (BATKEN,), False),
}


@pytest.mark.parametrize(("tlp", "units", "devices", "allowed"), MARKS.values(), ids=MARKS)
def test_a_mark_limits_the_recipients(
    programme: Programme, tlp: Tlp, units: tuple[str, ...], devices: tuple[str, ...], *, allowed: bool
) -> None:
    to = [epoch(programme.state, unit) for unit in units] + [device(unit) for unit in devices]
    assert refusal(header(*to, tlp=tlp), programme.state, programme.now) is (None if allowed else MarkBroken)


def test_a_unit_without_an_open_epoch_is_addressed_by_device(programme: Programme) -> None:
    state = without_epoch(programme)
    assert refusal(header(device(BATKEN)), state, programme.now) is None


def test_an_epoch_past_its_end_is_closed_and_its_devices_are_addressed(programme: Programme) -> None:
    state = programme.state
    unit = state.units[BATKEN]
    overdue = unit.open_epoch()
    assert overdue is not None
    for now, by_epoch, by_device in (
        (overdue.until + 600, None, MarkBroken),
        (overdue.until + 601, EpochClosed, None),
    ):
        assert (current_epoch(unit, now) is not None) == (by_epoch is None)
        assert refusal(header(epoch(state, BATKEN)), state, now) is by_epoch
        assert refusal(header(device(BATKEN)), state, now) is by_device


def staffed(programme: Programme, officer: str, role: str, until: int) -> tuple[State, bytes, Recipient]:
    """Return the state with one more device in Batken, without an epoch there, its id, and its address."""
    author = Author(without_epoch(programme), KEY_OFFICER[BATKEN].sign, now=programme.now + 60)
    keys = device_keys(officer)
    author.enrol(BATKEN, officer, [role])
    author.add_device(BATKEN, officer, publics_of(keys), until=until)
    return author.state, keys.device_id, Recipient(BATKEN, keys.seal.key_id, 1)


def test_a_viewers_device_neither_sends_nor_is_sent_to(programme: Programme) -> None:
    now = programme.now + 120
    for role, sends, receives in (("viewer", SenderRole, RecipientRole), ("analyst", None, None)):
        state, sender, to = staffed(programme, f"{role}.bat", role, now + 1)
        sent = header(epoch(state, AKTAU), sender=BATKEN, key=sender)
        assert refusal(sent, state, now) is sends
        assert refusal(header(to), state, now) is receives
        assert refusal(header(to, tlp=Tlp.RED), state, now) is receives


def test_a_device_past_its_end_neither_sends_nor_is_sent_to(programme: Programme) -> None:
    until = programme.now + 120
    state, sender, to = staffed(programme, "analyst.bat", "analyst", until)
    sent = header(epoch(state, AKTAU), sender=BATKEN, key=sender)
    for now, expected in ((until + 600, None), (until + 601, DeviceExpired)):
        assert refusal(sent, state, now) is expected
        assert refusal(header(to), state, now) is expected
