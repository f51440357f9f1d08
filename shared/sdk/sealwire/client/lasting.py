"""What ends soon, from this device's own verified directory: no server is asked what it thinks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.client import epochs
from sealwire.directory import expiry
from sealwire.directory.epochs import DAY_S
from sealwire.directory.fields import WHOLE_PROGRAMME

if TYPE_CHECKING:
    from sealwire.client.session import Session
    from sealwire.directory.expiry import Ending

WARN_DAYS = 14


@dataclass(frozen=True, slots=True)
class Lasting:
    """What ends soon at a time.

    Attributes:
        now: Unix seconds.
        endings: The first first.
        without_recovery: Units that would be lost with their last device.
    """

    now: int
    endings: list[Ending]
    without_recovery: list[str]


def expiring(session: Session, *, within_days: int = expiry.FURTHEST_DAYS) -> Lasting:
    """Return what ends soon in this device's unit, or in this administrator's scope.

    Raises:
        NotEnrolled, DeviceRevoked: This home's keys are of nobody who counts.
    """
    unit, country = _own(session)
    state, now = session.directory.state, session.now()
    found = expiry.endings(state, now=now, within_days=within_days, unit=unit, country=country)
    return Lasting(now, found, expiry.without_recovery(state, unit=unit, country=country))


def warnings(session: Session) -> list[str]:
    """Return a line for each thing that this device's officer should see to before it ends.

    That an epoch will end is nothing to see to: a device at work renews it in time. That none has done so
    when it was due is. Nothing where the device does not count: then something else is said.
    """
    device = session.directory.state.device(session.vault.keys.device_id)
    if device is None or not device.active:
        return []
    now, lines = session.now(), []
    if device.until <= now + WARN_DAYS * DAY_S:
        lines.append(
            f"this device works until {_day(device.until)}; ask your key officer for an invitation"
            " and enrol a new home before"
        )
    epoch = session.unit().open_epoch()
    if epoch is not None and epochs.is_due(epoch, now=now, epoch_days=session.directory.state.epoch_days):
        lines.append(
            f"epoch {epoch.number} of {device.unit} ends on {_day(epoch.until)}; `sealwire sync` renews it"
        )
    return lines


def _own(session: Session) -> tuple[str, str]:
    administrator = session.directory.state.administrators.get(session.vault.keys.device_id)
    if administrator is None or not administrator.active:
        return session.device().unit, ""
    return "", "" if administrator.scope == WHOLE_PROGRAMME else administrator.scope


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
