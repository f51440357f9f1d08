"""What the log and two envelopes show of a unit's connection; nothing is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory import past
from sealwire.envelope.format import SKEW_S, parse
from sealwire.envelope.verify import FutureDated, check_against_directory, verify_signature

from sealwire_directory.onboarding.domain.facts import InLog
from sealwire_directory.onboarding.refusals import TestNoticeUnproven

if TYPE_CHECKING:
    from sealwire.directory.state import State
    from sealwire.envelope.format import Header


def in_log(state: State, code: str) -> InLog:
    """Return what the directory says of a unit."""
    unit = state.unit(code)
    if unit is None:
        return InLog()
    epoch = unit.open_epoch()
    holding = epoch.devices if epoch is not None else frozenset()
    holders = {
        device.officer
        for device in unit.active_devices()
        if device.id in holding and unit.officers[device.officer].active
    }
    return InLog(opened=True, key_holders=frozenset(holders))


def check_test_notice(state: State, unit: str, *, notice: bytes, answer: bytes, now: int) -> None:
    """Check that a unit and another one exchanged a notice and its answer.

    Args:
        state: The verified directory.
        unit: The unit's code.
        notice: An envelope from or to the unit, as it was sent.
        answer: The envelope that answers it.
        now: Unix seconds.

    Raises:
        TestNoticeUnproven: They are between others, or the second does not answer the first.
        SealwireError: One of them is malformed, forged or not allowed.
    """
    first, second = (_genuine(state, raw, now) for raw in (notice, answer))
    if second.answers != first.id:
        raise TestNoticeUnproven("The second envelope does not answer the first one.")
    if second.sender not in _recipients(first) or first.sender not in _recipients(second):
        raise TestNoticeUnproven("The answer is not from a recipient of the notice to its sender.")
    if unit not in (first.sender, second.sender) or first.sender == second.sender:
        raise TestNoticeUnproven(f"Notice and answer are not between {unit} and another unit.")


def _genuine(state: State, raw: bytes, now: int) -> Header:
    parsed = parse(raw)
    header = parsed.header
    if header.sent_at > now + SKEW_S:
        raise FutureDated(sent_at=header.sent_at, now=now)
    # By the directory and at the time of its sending: an epoch that was closed since was good then.
    device = check_against_directory(header, past.at(state, header.directory.size), header.sent_at)
    verify_signature(parsed, device.sign)
    return header


def _recipients(header: Header) -> set[str]:
    return {recipient.unit for recipient in header.to}
