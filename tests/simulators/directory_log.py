"""The log of the directory's vectors: every kind of statement, said by keys that are derived from names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.directory.author import Author, found
from sealwire.directory.enrolment import DevicePublics
from sealwire.directory.rules import apply
from sealwire.directory.state import State
from sealwire.private_keys import SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BEGIN = 1_790_000_000
OSH, BATKEN, TALAS = "KG-OSH", "KG-BAT", "KG-TLS"


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
    _a_unit_is_lost(log)
    return log


def _administrators(log: Log) -> None:
    for handle, scope in (("whole", "*"), ("kg", "KG"), ("kz", "KZ")):
        sign, auth = key(f"{handle}/sign").public, key(f"{handle}/auth").public
        log.say("root", lambda a, h=handle, c=scope, s=sign, u=auth: a.appoint(h, c, sign=s, auth=u))  # type: ignore[misc]  # defaults bind the loop's values
    log.say("whole/sign", lambda a: a.remove_administrator("kz"))
    for name, number in (("directory", 1), ("envelopes", 1), ("directory", 2)):
        public = key(f"log/{name}/{number}").public
        log.say("root", lambda a, n=name, p=public: a.appoint_log(n, p))  # type: ignore[misc]  # defaults bind the loop's values


def _a_unit_works(log: Log) -> None:
    for unit, voucher in ((OSH, "kg/sign"), (BATKEN, "whole/sign")):
        officer = f"key.{unit.lower()}"
        for saying in _opening(unit, officer):
            log.say(voucher, saying)
        _open_epoch(log, unit, f"{officer}/sign")
    for officer, role in (("analyst", "analyst"), ("viewer", "viewer"), ("lost", "key_officer")):
        for saying in _joining(OSH, officer, [role], 1 if role == "analyst" else None):
            log.say(f"key.{OSH.lower()}/sign", saying)
    for name, of in (("recovery/old", (2, 3)), ("recovery", (3, 5))):
        log.say(f"key.{OSH.lower()}/sign", lambda a, n=name, o=of: _set_recovery(a, OSH, n, o))  # type: ignore[misc]  # defaults bind the loop's values


def _set_recovery(author: Author, unit: str, name: str, of: tuple[int, int]) -> None:
    author.set_recovery(unit, key(f"{name}/sign").public, epoch_key(f"{name}/seal"), of=of)


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
    log.say(officer, lambda a: a.enrol(OSH, "watch", ["viewer"]))
    _open_epoch(log, OSH, officer)
    log.say("whole/sign", lambda a: a.suspend_unit(BATKEN, "inspection"))
    log.say("whole/sign", lambda a: a.resume_unit(BATKEN))
    log.say("kg/sign", lambda a: a.close_unit(BATKEN, "moved"))


def _a_unit_is_lost(log: Log) -> None:
    """Let a third unit lose its devices and begin again by its recovery key, with another key officer."""
    officer = f"key.{TALAS.lower()}"
    for saying in _opening(TALAS, officer):
        log.say("kg/sign", saying)
    log.say(f"{officer}/sign", lambda a: _set_recovery(a, TALAS, "talas", (2, 3)))
    _open_epoch(log, TALAS, f"{officer}/sign")
    log.say("talas/sign", lambda a: a.recover_unit(TALAS, "a fire"))
    for saying in _joining(TALAS, "again", ["key_officer"], None):
        log.say("talas/sign", saying)
    _open_epoch(log, TALAS, "again/sign")
    until = BEGIN + 60 * (log.state.size + 3)
    log.say("again/sign", lambda a: a.add_device(TALAS, "again", device("short"), epoch=2, until=until))
