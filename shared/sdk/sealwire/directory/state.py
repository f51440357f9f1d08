"""What the log says after some statement: frozen values over persistent maps, and look-ups.

An `apply` shares everything with the state before it, so a replica keeps old states for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from rpds import HashTrieMap, HashTrieSet

from sealwire.directory.fields import WHOLE_PROGRAMME, Role, takes_part
from sealwire.identifiers import country_of
from sealwire.merkle import Frontier

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnitStatus(StrEnum):
    """Whether a unit takes part."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Use(StrEnum):
    """What a key in the log is for; no key has two uses."""

    ROOT = "root"
    ADMINISTRATOR_SIGN = "administrator-sign"
    ADMINISTRATOR_AUTH = "administrator-auth"
    DEVICE_SIGN = "device-sign"
    DEVICE_AUTH = "device-auth"
    DEVICE_SEAL = "device-seal"
    EPOCH = "epoch"
    RECOVERY_SIGN = "recovery-sign"
    RECOVERY_SEAL = "recovery-seal"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """Who has a key: an administrator, device or recovery (`owner`: its id), or a unit's epoch (`number`)."""

    use: Use
    unit: str = ""
    owner: bytes = b""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What counts from one statement to another, told in sizes of the log.

    So that what counted at any size can be told from the newest state alone (see past.py).

    Attributes:
        since: The log's size with the statement that made it.
        ended: The log's size with the statement that ended it; None while it counts.
    """

    since: int
    ended: int | None = None

    @property
    def active(self) -> bool:
        """Tell whether it counts."""
        return self.ended is None

    def at(self, size: int) -> Self | None:
        """Return it as it was when the log had a size; None when it was not there yet."""
        if self.since > size:
            return None
        return replace(self, ended=None) if self.ended is not None and self.ended > size else self


@dataclass(frozen=True, slots=True)
class Administrator(Lasting):
    """Someone who opens units in a scope: "*" or a country. `id` is the key id of `sign`."""

    id: bytes
    handle: str
    scope: str
    sign: bytes
    auth: bytes
    until: int

    def covers(self, unit: str) -> bool:
        """Tell whether a unit of this code lies in the scope."""
        return self.scope in (WHOLE_PROGRAMME, country_of(unit))


@dataclass(frozen=True, slots=True)
class Officer(Lasting):
    """Someone who works in a unit, known by a handle; who was enrolled again counts since then."""

    handle: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Device(Lasting):
    """An officer's device. `id` is the key id of `sign`; `seal` is the key id of its X-Wing key.

    `roles` are its officer's, and never change: it is revoked when the officer leaves, and to change
    roles an officer leaves. It counts until it is revoked, but may do nothing after `until`.
    """

    id: bytes
    unit: str
    officer: str
    roles: tuple[Role, ...]
    sign: bytes
    auth: bytes
    seal: bytes
    until: int

    @property
    def takes_part(self) -> bool:
        """Tell whether it may send, read and open epochs, which a viewer's may not."""
        return takes_part(self.roles)


@dataclass(frozen=True, slots=True)
class Recovery(Lasting):
    """The keys with which a unit that lost its devices begins again; see unit.recovered.

    `id` is the key id of `sign`, `seal` that of its X-Wing key, to which every epoch is granted.
    """

    id: bytes
    unit: str
    sign: bytes
    seal: bytes
    threshold: int
    shares: int


@dataclass(frozen=True, slots=True)
class Epoch(Lasting):
    """A unit's receiving key. `key` is its key id; `devices` are those that its seed was granted to."""

    number: int
    key: bytes
    until: int
    devices: frozenset[bytes]

    @property
    def open(self) -> bool:
        """Tell whether the unit is sent to under this key."""
        return self.active


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `head` and `head_ts` are hash and time of the last statement about it.

    Attributes:
        devices: All devices there ever were, by id; `active` has the ids of those that count, so that what is
            asked at each statement does not cost more as a unit grows old.
        statuses: Every status with the log's size since which it was the unit's, the present one last.
        recoveries: All recovery keys, the one that counts last.
        recovering: Whether the unit was recovered and has had no device since.
    """

    code: str
    names: Mapping[str, str]
    statuses: tuple[tuple[int, UnitStatus], ...]
    head: bytes
    head_ts: int
    officers: HashTrieMap[str, Officer] = field(default_factory=HashTrieMap)
    devices: HashTrieMap[bytes, Device] = field(default_factory=HashTrieMap)
    epochs: HashTrieMap[int, Epoch] = field(default_factory=HashTrieMap)
    recoveries: tuple[Recovery, ...] = ()
    recovering: bool = False
    active: HashTrieSet[bytes] = field(default_factory=HashTrieSet)

    @property
    def status(self) -> UnitStatus:
        """Return whether it takes part now."""
        return self.statuses[-1][1]

    @property
    def recovery(self) -> Recovery | None:
        """Return the recovery key that counts, if one was set."""
        return self.recoveries[-1] if self.recoveries else None

    def open_epoch(self) -> Epoch | None:
        """Return the epoch that the unit is sent to under, if one is open."""
        latest = self.epochs.get(len(self.epochs))
        return latest if latest is not None and latest.open else None

    def active_devices(self) -> tuple[Device, ...]:
        """Return the devices that count, in the order of their ids."""
        return tuple(self.devices[device] for device in sorted(self.active))

    def readers(self, at: int) -> tuple[Device, ...]:
        """Return the devices that an epoch opened at a time is granted to, in the order of their ids.

        Args:
            at: Unix seconds; a device past its `until` is granted nothing any more.
        """
        return tuple(d for d in self.active_devices() if d.takes_part and at <= d.until)

    def has_key_officer(self) -> bool:
        """Tell whether an active device of the unit is a key officer's; past its `until` too.

        Whether it is past is a matter of somebody's clock, and must not decide who may restart a unit.
        """
        return any(Role.KEY_OFFICER in self.devices[device].roles for device in self.active)


@dataclass(frozen=True, slots=True)
class State:
    """The directory after `size` statements; `head` is the hash of the last one about the programme."""

    founding: bytes
    name: str = ""
    root_key: bytes = b""
    retention_days: int = 0
    epoch_days: int = 0
    head: bytes = b""
    head_ts: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    administrators: HashTrieMap[bytes, Administrator] = field(default_factory=HashTrieMap)
    units: HashTrieMap[str, Unit] = field(default_factory=HashTrieMap)
    keys: HashTrieMap[bytes, KeyUse] = field(default_factory=HashTrieMap)
    logs: HashTrieMap[str, tuple[bytes, ...]] = field(default_factory=HashTrieMap)

    @classmethod
    def empty(cls, founding: bytes) -> State:
        """Return the state before the founding.

        Args:
            founding: SHA-256 of the one founding statement that may come first.
        """
        return cls(founding)

    @property
    def founded(self) -> bool:
        """Tell whether the founding was applied."""
        return self.frontier.size > 0

    @property
    def size(self) -> int:
        """Return how many statements were applied."""
        return self.frontier.size

    def root(self) -> bytes:
        """Return the RFC 9162 Merkle root over the statements' bytes."""
        return self.frontier.root()

    def log_key(self, log: str) -> bytes | None:
        """Return the key that a log's checkpoints are signed with now, if one was appointed."""
        keys = self.log_keys(log)
        return keys[-1] if keys else None

    def log_keys(self, log: str) -> tuple[bytes, ...]:
        """Return every key that was appointed for a log (see fields.Log), the newest last."""
        return self.logs.get(log, ())

    def administrator(self, handle: str) -> Administrator | None:
        """Return the active administrator of a handle."""
        # Administrators are few (a handful for each country), so a scan is cheaper than a second map.
        return next((a for a in self.administrators.values() if a.handle == handle and a.active), None)

    def unit(self, code: str) -> Unit | None:
        """Return the unit of this code, whatever its status."""
        return self.units.get(code)

    def device(self, device_id: bytes) -> Device | None:
        """Return the device of this id, active or not."""
        return self._device(device_id, Use.DEVICE_SIGN)

    def device_by_seal_key(self, key_id: bytes) -> Device | None:
        """Return the device that has this X-Wing key, active or not."""
        return self._device(key_id, Use.DEVICE_SEAL)

    def status(self, unit: str) -> UnitStatus | None:
        """Return a unit's status; None when there is no such unit."""
        known = self.unit(unit)
        return known.status if known is not None else None

    def open_epoch(self, unit: str) -> Epoch | None:
        """Return a unit's open epoch, if it has one."""
        known = self.unit(unit)
        return known.open_epoch() if known is not None else None

    def unit_of_epoch(self, key_id: bytes) -> str | None:
        """Return the code of the unit whose epoch has or had this key."""
        found = self.keys.get(key_id)
        return found.unit if found is not None and found.use is Use.EPOCH else None

    def recovery(self, key_id: bytes) -> Recovery | None:
        """Return the recovery whose sign key this is, replaced or not."""
        found = self.keys.get(key_id)
        if found is None or found.use is not Use.RECOVERY_SIGN:
            return None
        return next(each for each in self.units[found.unit].recoveries if each.id == key_id)

    def epoch_by_key(self, key_id: bytes) -> tuple[Unit, Epoch] | None:
        """Return the epoch that has this key, and its unit; open or not."""
        found = self.keys.get(key_id)
        if found is None or found.use is not Use.EPOCH:
            return None
        unit = self.units[found.unit]
        return unit, unit.epochs[found.number]

    def by_auth_key(self, key_id: bytes) -> Device | Administrator | None:
        """Return who signs requests with this key, active or not (see `.active`)."""
        found = self.keys.get(key_id)
        if found is not None and found.use is Use.ADMINISTRATOR_AUTH:
            return self.administrators[found.owner]
        return self._device(key_id, Use.DEVICE_AUTH)

    def _device(self, key_id: bytes, use: Use) -> Device | None:
        found = self.keys.get(key_id)
        if found is None or found.use is not use:
            return None
        return self.units[found.unit].devices[found.owner]
