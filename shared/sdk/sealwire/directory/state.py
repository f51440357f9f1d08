"""What the log says after some statement: frozen values over persistent maps, and look-ups.

An `apply` shares everything with the state before it, so a replica keeps old states for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rpds import HashTrieMap

from sealwire.directory.fields import WHOLE_PROGRAMME, Role
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


@dataclass(frozen=True, slots=True)
class KeyUse:
    """Who has a key: the administrator or device (`owner`: its id), or the unit's epoch (`number`)."""

    use: Use
    unit: str = ""
    owner: bytes = b""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Administrator:
    """Someone who opens units in a scope: "*" or a country. `id` is the key id of `sign`."""

    id: bytes
    handle: str
    scope: str
    sign: bytes
    auth: bytes
    active: bool

    def covers(self, unit: str) -> bool:
        """Tell whether a unit of this code lies in the scope."""
        return self.scope in (WHOLE_PROGRAMME, country_of(unit))


@dataclass(frozen=True, slots=True)
class Officer:
    """Someone who works in a unit, known by a handle."""

    handle: str
    roles: tuple[Role, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Device:
    """An officer's device. `id` is the key id of `sign`; `seal` is the key id of its X-Wing key."""

    id: bytes
    unit: str
    officer: str
    sign: bytes
    auth: bytes
    seal: bytes
    active: bool


@dataclass(frozen=True, slots=True)
class Epoch:
    """A unit's receiving key. `key` is its key id; `devices` are those that its seed was granted to."""

    number: int
    key: bytes
    until: int
    open: bool
    devices: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `head` and `head_ts` are hash and time of the last statement about it."""

    code: str
    names: Mapping[str, str]
    status: UnitStatus
    head: bytes
    head_ts: int
    officers: HashTrieMap[str, Officer] = field(default_factory=HashTrieMap)
    devices: HashTrieMap[bytes, Device] = field(default_factory=HashTrieMap)
    epochs: HashTrieMap[int, Epoch] = field(default_factory=HashTrieMap)

    def open_epoch(self) -> Epoch | None:
        """Return the epoch that the unit is sent to under, if one is open."""
        latest = self.epochs.get(len(self.epochs))
        return latest if latest is not None and latest.open else None

    def active_devices(self) -> tuple[Device, ...]:
        """Return the devices that count, in the order of their ids."""
        return tuple(sorted((d for d in self.devices.values() if d.active), key=lambda device: device.id))

    def roles_of(self, device: Device) -> tuple[Role, ...]:
        """Return the roles of a device's officer; none when the officer has left."""
        officer = self.officers.get(device.officer)
        return officer.roles if officer is not None and officer.active else ()

    def has_key_officer(self) -> bool:
        """Tell whether an active device of the unit can vouch for others."""
        return any(d.active and Role.KEY_OFFICER in self.roles_of(d) for d in self.devices.values())


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

    def unit(self, code: str) -> Unit | None:
        """Return the unit of this code, whatever its status."""
        return self.units.get(code)

    def device(self, device_id: bytes) -> Device | None:
        """Return the device of this id, active or not."""
        return self._device(device_id, Use.DEVICE_SIGN)

    def device_by_seal_key(self, key_id: bytes) -> Device | None:
        """Return the device that has this X-Wing key, active or not."""
        return self._device(key_id, Use.DEVICE_SEAL)

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
