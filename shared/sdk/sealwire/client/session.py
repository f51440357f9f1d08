"""An opened home: configuration, database, unlocked keys, directory copy and the way to the exchange."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire import keystore
from sealwire.client.directory import DirectoryCopy
from sealwire.client.exchange import Exchange
from sealwire.client.home import NotEnrolled
from sealwire.errors import Forbidden
from sealwire.private_keys import SealKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sealwire.client.home import Home
    from sealwire.client.store import Store
    from sealwire.directory.state import Administrator, Device, Unit
    from sealwire.keystore import Secrets
    from sealwire.private_keys import DeviceKeys


class DeviceRevoked(Forbidden, code="device-revoked"):
    """This device was revoked and can neither send nor read what is new; enrol a new one."""


class NotAnAdministrator(Forbidden, code="not-an-administrator"):
    """This home's keys are not those of an appointed administrator."""


class Vault:
    """The private keys of a home while it is open.

    Args:
        home: The home that they lie in.
        store: Its database, whose lock also guards the key file.
        passphrase: Opens the key file, and closes it again when an epoch's seed is added.
    """

    def __init__(self, home: Home, store: Store, passphrase: str) -> None:
        self._path = home.keys_path
        self._store = store
        self._passphrase = passphrase
        self._secrets = keystore.load(self._path, passphrase)

    @property
    def keys(self) -> DeviceKeys:
        """The device's own keys."""
        return self._secrets.device

    def epoch(self, key_id: bytes) -> SealKey | None:
        """Return an epoch's key pair, if its seed was granted to this device."""
        seed = self._secrets.epochs.get(key_id)
        return SealKey.from_seed(seed) if seed is not None else None

    def add_epochs(self, epochs: Iterable[SealKey]) -> None:
        """Keep epochs' seeds, beside those that another process may have added."""
        new = {epoch.key_id: epoch.seed for epoch in epochs}
        if not new:
            return
        with self._store.transaction():
            current: Secrets = keystore.load(self._path, self._passphrase)
            merged = keystore.Secrets(current.device, {**current.epochs, **new})
            keystore.save(self._path, merged, self._passphrase)
        self._secrets = merged

    def remove_epochs(self, key_ids: Iterable[bytes]) -> int:
        """Destroy epochs' seeds here and in the key file, and return how many there were."""
        gone = set(key_ids) & self._secrets.epochs.keys()
        if not gone:
            return 0
        with self._store.transaction():
            current: Secrets = keystore.load(self._path, self._passphrase)
            kept = {key: seed for key, seed in current.epochs.items() if key not in gone}
            left = keystore.Secrets(current.device, kept)
            keystore.save(self._path, left, self._passphrase)
        self._secrets = left
        return len(gone)


@dataclass(slots=True)
class Session:
    """What every use case of a member works with."""

    home: Home
    store: Store
    vault: Vault
    exchange: Exchange
    directory: DirectoryCopy
    clock: Callable[[], float] = time.time

    def now(self) -> int:
        """Return the time in Unix seconds."""
        return int(self.clock())

    def device(self) -> Device:
        """Return this device as the directory has it.

        Raises:
            NotEnrolled: Nobody has vouched for it yet.
            DeviceRevoked: It does not count any more.
        """
        device = self.directory.state.device(self.vault.keys.device_id)
        if device is None:
            raise NotEnrolled
        if not device.active:
            raise DeviceRevoked(device=device.id.hex())
        return device

    def unit(self) -> Unit:
        """Return this device's unit.

        Raises:
            NotEnrolled, DeviceRevoked: As for `device`.
        """
        return self.directory.state.units[self.device().unit]

    def administrator(self) -> Administrator:
        """Return the administrator that this home's keys are of.

        Raises:
            NotAnAdministrator: They are of none that counts.
        """
        found = self.directory.state.administrators.get(self.vault.keys.device_id)
        if found is None or not found.active:
            raise NotAnAdministrator
        return found

    async def close(self) -> None:
        """Close the connections and the database."""
        await self.exchange.close()
        self.store.close()


def open_session(home: Home, passphrase: str) -> Session:
    """Unlock a home.

    Raises:
        NotEnrolled: It has no keys yet.
        WrongPassphrase: The passphrase does not open them.
        SealwireError: The database or the directory copy cannot be read.
    """
    if not home.keys_path.exists():
        raise NotEnrolled
    store = home.store()
    try:
        vault = Vault(home, store, passphrase)
        directory = DirectoryCopy(store, home.founding)
    except BaseException:
        store.close()
        raise
    return Session(home, store, vault, Exchange(home.config.server, vault.keys.auth), directory)
