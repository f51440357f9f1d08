"""A programme in memory: two units of one country, one of another, and everyone who could speak."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author, found
from sealwire.directory.rules import apply
from sealwire.directory.state import State
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OSH, BATKEN, AKTAU = "KG-OSH", "KG-BAT", "KZ-AKT"
NOW = 1_790_000_000


def seed(name: str) -> bytes:
    return hashlib.sha256(f"a test's seed for {name}".encode()).digest()


def device_keys(name: str) -> DeviceKeys:
    return DeviceKeys(
        SigningKey.from_seed(seed(f"{name}/sign")),
        SigningKey.from_seed(seed(f"{name}/auth")),
        SealKey.from_seed(seed(f"{name}/seal")),
    )


@dataclass
class Programme:
    """Speaks as anyone and keeps the log; `later` moves its clock on by a minute with each statement."""

    root: SigningKey = field(default_factory=lambda: SigningKey.from_seed(seed("root")))
    now: int = NOW

    def __post_init__(self) -> None:
        founding = found(self.root, "Container Control Programme", now=self.now)
        self.founding = hashlib.sha256(founding).digest()
        self.statements = [founding]
        self.state = apply(State.empty(self.founding), founding)

    def say(self, key: SigningKey, *sayings: Callable[[Author], object]) -> list[bytes]:
        """Let a key sign statements that follow the log, and append them."""
        author = self.author(key)
        for saying in sayings:
            saying(author)
        self.take(author.statements)
        return author.statements

    def author(self, key: SigningKey) -> Author:
        self.now += 60
        return Author(self.state, key, now=self.now)

    def take(self, statements: Iterable[bytes]) -> None:
        for raw in statements:
            self.state = apply(self.state, raw)
            self.statements.append(raw)

    def appoint(self, handle: str, scope: str) -> DeviceKeys:
        keys = device_keys(handle)
        self.say(self.root, lambda a: a.appoint(handle, scope, sign=keys.sign.public, auth=keys.auth.public))
        return keys

    def open_unit(self, unit: str, administrator: DeviceKeys) -> DeviceKeys:
        """Open a unit with a first key officer, `key.<unit>`, and epoch 1."""
        self.say(administrator.sign, lambda a: a.open_unit(unit, {"en": unit}))
        key_officer = self.join(unit, f"key.{unit.lower()}", ["key_officer"], voucher=administrator.sign)
        self.open_epoch(unit, key_officer)
        return key_officer

    def join(self, unit: str, officer: str, roles: list[str], *, voucher: SigningKey) -> DeviceKeys:
        keys = device_keys(officer)
        self.say(
            voucher,
            lambda a: a.enrol(unit, officer, roles),
            lambda a: a.add_device(unit, officer, publics_of(keys)),
        )
        return keys

    def open_epoch(self, unit: str, device: DeviceKeys) -> SealKey:
        known = self.state.units[unit]
        epoch = SealKey.from_seed(seed(f"{unit}/epoch/{len(known.epochs) + 1}"))
        if known.open_epoch() is not None:
            self.say(device.sign, lambda a: a.close_epoch(unit))
        self.say(device.sign, lambda a: a.open_epoch(unit, epoch.key_id))
        return epoch

    def set_recovery(self, unit: str, device: DeviceKeys, name: str) -> DeviceKeys:
        """Set a recovery key, two shares of three; its keys are those of a device without an `auth` key."""
        keys = device_keys(name)
        sign, seal = keys.sign.public, keys.seal.key_id
        self.say(device.sign, lambda a: a.set_recovery(unit, sign, seal, of=(2, 3)))
        return keys


def populated() -> tuple[Programme, dict[str, SigningKey]]:
    """Return a programme and the signing keys of everyone who could speak, by what they are."""
    programme = Programme()
    whole = programme.appoint("whole", "*")
    country = programme.appoint("kg", "KG")
    abroad = programme.appoint("kz", "KZ")
    removed = programme.appoint("gone", "*")
    programme.say(programme.root, lambda a: a.remove_administrator("gone"))
    key_officer = programme.open_unit(OSH, country)
    programme.open_unit(BATKEN, whole)
    programme.open_unit(AKTAU, abroad)
    join = programme.join
    signers = {
        "root": programme.root,
        "programme administrator": whole.sign,
        "administrator of the country": country.sign,
        "administrator of another country": abroad.sign,
        "removed administrator": removed.sign,
        "key officer": key_officer.sign,
        "analyst": join(OSH, "analyst.osh", ["analyst"], voucher=key_officer.sign).sign,
        "viewer": join(OSH, "viewer.osh", ["viewer"], voucher=key_officer.sign).sign,
        "integration": join(OSH, "agent.osh", ["integration"], voucher=key_officer.sign).sign,
        "revoked key officer": join(OSH, "lost.osh", ["key_officer"], voucher=key_officer.sign).sign,
        "key officer of another unit": device_keys(f"key.{BATKEN.lower()}").sign,
        "key officer of another country": device_keys(f"key.{AKTAU.lower()}").sign,
    }
    for name in ("replaced recovery key", "recovery key"):
        signers[name] = programme.set_recovery(OSH, key_officer, name).sign
    revoked = signers["revoked key officer"].key_id
    programme.say(key_officer.sign, lambda a: a.revoke_device(OSH, revoked))
    programme.open_epoch(OSH, key_officer)
    return programme, signers
