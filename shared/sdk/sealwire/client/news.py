"""What happened in the directory lately that every officer should know, before they rely on new keys.

It is told since this home first saw it, not since the time that it gives: whoever puts shares together, or
holds a stolen laptop, dates their statements as they like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.directory.epochs import DAY_S
from sealwire.directory.payloads import DeviceAdded, RecoverySet, UnitPayload, UnitRecovered
from sealwire.directory.statement import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.session import Session
    from sealwire.directory.state import State
    from sealwire.directory.statement import Statement

TOLD_DAYS = 14
"""So long it is told with every sync: a colleague on leave should hear of it too."""


@dataclass(frozen=True, slots=True)
class BegunAgain:
    """A unit that was recovered: its officers and devices are new, and were vouched for by shares alone.

    Attributes:
        unit: The unit's code.
        at: When, by the clock of who recovered it; Unix seconds.
        reason: Why, in their words.
    """

    unit: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """A unit that had devices before, and was given one by an administrator; nobody in it vouched for that.

    Attributes:
        unit: The unit's code.
        at: When, by the clock of the administrator; Unix seconds.
        administrator: The handle of who vouched.
        officer: The handle of whose device it is.
    """

    unit: str
    at: int
    administrator: str
    officer: str


@dataclass(frozen=True, slots=True)
class NewRecovery:
    """New shares of the own unit: whoever made them without a ceremony has the unit, until they are replaced.

    Attributes:
        unit: The unit's code.
        at: When, by the clock of who set it; Unix seconds.
        officer: The handle of the key officer whose device did.
    """

    unit: str
    at: int
    officer: str


def begun_again(session: Session) -> list[BegunAgain]:
    """Return the units that this home has seen begin again in the last two weeks, in the order of the log."""
    said = (payload for payload, _ in _told(session))
    return [BegunAgain(each.unit, each.ts, each.reason) for each in said if isinstance(each, UnitRecovered)]


def restarted(session: Session) -> list[Restarted]:
    """Return the units that administrators began again in the last two weeks, in the order of the log."""
    known = session.directory.state.administrators
    return [
        Restarted(each.unit, each.ts, known[signer].handle, each.officer)
        for each, signer in _told(session)
        if isinstance(each, DeviceAdded)
    ]


def new_recoveries(session: Session) -> list[NewRecovery]:
    """Return the own unit's recoveries that others set in the last two weeks, in the order of the log."""
    own, state = session.vault.keys.device_id, session.directory.state
    device, found = state.device(own), []
    for payload, signer in _told(session):
        setter = state.device(signer)
        if not isinstance(payload, RecoverySet) or device is None or setter is None or signer == own:
            continue
        if payload.unit == device.unit:
            found.append(NewRecovery(payload.unit, payload.ts, setter.officer))
    return found


def _told(session: Session) -> Iterator[tuple[UnitPayload, bytes]]:
    """Yield what is told now, each with the key id of who signed it."""
    _look(session)
    rows = session.store.rows(
        "SELECT raw FROM news JOIN statements USING (size) WHERE first_at >= ? ORDER BY size",
        (session.now() - TOLD_DAYS * DAY_S,),
    )
    for (raw,) in rows:
        statement = parse(raw)
        if isinstance(statement.payload, UnitPayload):
            yield statement.payload, statement.key_id


def _look(session: Session) -> None:
    """Note what is new since the last look as seen now; to a new home the past is as old as it says."""
    store, now, size = session.store, session.now(), session.directory.state.size
    with store.transaction():
        (looked,) = store.rows("SELECT size FROM news_read")[0]
        # The database looks for the words, so that a long log is not parsed with every sync.
        rows = store.rows(
            "SELECT size, raw FROM statements WHERE size > ? AND size <= ?"
            " AND (instr(raw, ?) OR instr(raw, ?) OR instr(raw, ?)) ORDER BY size",
            (looked, size, *(kind.kind.encode() for kind in (UnitRecovered, RecoverySet, DeviceAdded))),
        )
        for place, raw in rows:
            statement = parse(raw)
            if _is_news(session.directory.state, statement, place):
                first_at = now if looked else statement.payload.ts
                store.execute("INSERT INTO news VALUES (?, ?)", (place, first_at))
        store.execute("UPDATE news_read SET size = max(size, ?)", (size,))


def _is_news(state: State, statement: Statement, place: int) -> bool:
    payload = statement.payload
    if isinstance(payload, DeviceAdded) and statement.key_id in state.administrators:
        return any(device.since < place for device in state.units[payload.unit].devices.values())
    return isinstance(payload, UnitRecovered | RecoverySet)
