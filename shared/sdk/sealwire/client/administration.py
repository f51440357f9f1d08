"""Founding a programme with keys that stay offline, appointing its administrators, and opening units."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire import cbor, checkpoint, keystore
from sealwire.client import enrolment
from sealwire.directory import author
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.fields import Log
from sealwire.directory.rules import apply
from sealwire.errors import BadRequest, Conflict, Unprocessable
from sealwire.fingerprint import fingerprint
from sealwire.identifiers import check_handle
from sealwire.keystore import Secrets
from sealwire.private_keys import DeviceKeys, SigningKey

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.exchange import Exchange
    from sealwire.client.home import Home
    from sealwire.client.session import Session
    from sealwire.keystore import Cost

FOUNDING = "founding.cbor"
ROOT_KEYS = "root.sealwire"
_CARD_VERSION = 1
_CARD_FIELDS = {"v", "administrator", "sign", "auth", "seal"}


class AlreadyFounded(Conflict, code="programme-exists"):
    """There is a programme in this folder already; its root keys are not replaced."""


class MalformedCard(BadRequest, code="malformed-card"):
    """This is no administrator's card; ask for the file that `sealwire admin keys` wrote."""


class ForeignLogKey(Unprocessable, code="foreign-log-key"):
    """This key is for the log of another programme; ask the operator of this one for theirs."""


class FolderUnusable(Unprocessable, code="folder-unusable"):
    """The folder cannot be read or written; check its path, permissions and the disk's space."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a founding fixes for good.

    Attributes:
        name: The programme's name.
        retention_days: How long an epoch's seed is kept after its end.
        epoch_days: How long an epoch lasts at most.
    """

    name: str
    retention_days: int = 365
    epoch_days: int = 30


@dataclass(frozen=True, slots=True)
class Card:
    """An administrator's public keys, which go from the administrator to the holder of the root key."""

    administrator: str
    sign: bytes
    auth: bytes
    seal: bytes

    @property
    def fingerprint(self) -> str:
        """What the administrator reads out to the holder of the root key."""
        return fingerprint(self.sign, self.auth, self.seal)

    def encode(self) -> bytes:
        """Return the card's file."""
        return cbor.encode(
            {
                "v": _CARD_VERSION,
                "administrator": self.administrator,
                "sign": self.sign,
                "auth": self.auth,
                "seal": self.seal,
            }
        )


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is to be an administrator, and where: "*" or a country."""

    card: Card
    scope: str


def found(folder: Path, rules: Rules, passphrase: str, *, now: int, cost: Cost | None = None) -> str:
    """Make the root key and the founding statement, offline.

    Args:
        folder: Where root.sealwire (keep it offline) and founding.cbor (publish it) are written.
        rules: What the founding fixes.
        passphrase: What the root key is locked with.
        now: Unix seconds.
        cost: Of guessing the passphrase; None for the default.

    Returns:
        The founding hash in hex, which every client pins.

    Raises:
        AlreadyFounded: The folder has root keys.
        FolderUnusable: It cannot be written.
    """
    if (folder / ROOT_KEYS).exists():
        raise AlreadyFounded(folder=str(folder))
    keys = DeviceKeys.generate()
    statement = author.found(
        keys.sign, rules.name, now=now, retention_days=rules.retention_days, epoch_days=rules.epoch_days
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The root key comes last: its file is what says that the folder holds a whole programme.
        (folder / FOUNDING).write_bytes(statement)
        keystore.save(folder / ROOT_KEYS, Secrets(keys, {}), passphrase, cost=cost)
    except OSError as error:
        raise FolderUnusable(str(error)) from error
    return hashlib.sha256(statement).hexdigest()


def make_administrator(home: Home, handle: str, passphrase: str, *, cost: Cost | None = None) -> Card:
    """Make an administrator's keys in their home; for the same handle again, only the card is made anew.

    Returns:
        The card for the holder of the root key.

    Raises:
        HomeExists: There are keys of somebody else.
        WrongPassphrase: There are keys already, and the passphrase does not open them.
        MalformedIdentifier: The handle has another form.
    """
    check_handle(handle)
    if (home.config.unit, home.config.officer) == ("", handle) and home.keys_path.exists():
        publics = publics_of(keystore.load(home.keys_path, passphrase).device)
    else:
        publics = enrolment.make_keys(home, passphrase, cost=cost)
        home.named(unit="", officer=handle)
    return Card(handle, publics.sign, publics.auth, publics.seal)


def read_card(path: Path) -> Card:
    """Return the card in a file.

    Raises:
        MalformedCard: It is none.
        FolderUnusable: The file cannot be read.
    """
    try:
        value = cbor.decode(path.read_bytes())
    except OSError as error:
        raise FolderUnusable(str(error)) from error
    except BadRequest as error:
        raise MalformedCard from error
    if not isinstance(value, dict) or value.keys() != _CARD_FIELDS or value["v"] != _CARD_VERSION:
        raise MalformedCard
    match value["administrator"], value["sign"], value["auth"], value["seal"]:
        case str() as handle, bytes() as sign, bytes() as auth, bytes() as seal:
            return Card(check_handle(handle), sign, auth, seal)
    raise MalformedCard


def root_key(folder: Path, passphrase: str) -> SigningKey:
    """Return the root key of a founding folder.

    Raises:
        NoKeystore: There is none.
        WrongPassphrase: The passphrase does not open it.
    """
    return keystore.load(folder / ROOT_KEYS, passphrase).device.sign


def read_founding(folder: Path) -> bytes:
    """Return the founding statement of a founding folder.

    Raises:
        FolderUnusable: It cannot be read.
    """
    try:
        return (folder / FOUNDING).read_bytes()
    except OSError as error:
        raise FolderUnusable(str(error)) from error


async def publish(exchange: Exchange, directory: DirectoryCopy, statement: bytes) -> None:
    """Put the founding statement into an empty log; nothing happens when it is there.

    Raises:
        WrongFounding: It is not the founding that this home has pinned.
    """
    if (await directory.sync(exchange)).founded:
        return
    apply(directory.state, statement)
    await exchange.append(Batch((statement,)))
    await directory.sync(exchange)


async def appoint(
    exchange: Exchange, directory: DirectoryCopy, appointment: Appointment, *, key: SigningKey, now: int
) -> None:
    """Appoint an administrator.

    Args:
        exchange: Where the log is.
        directory: This home's copy of it.
        appointment: Who is to act where.
        key: The root key, or a programme administrator's for a country.
        now: Unix seconds.

    Raises:
        SealwireError: The rules refuse it.
    """
    state = await directory.sync(exchange)
    writer, card = Author(state, key, now=now), appointment.card
    writer.appoint(card.administrator, appointment.scope, sign=card.sign, auth=card.auth)
    await exchange.append(Batch(tuple(writer.statements)))
    await directory.sync(exchange)


async def remove(
    exchange: Exchange, directory: DirectoryCopy, handle: str, *, key: SigningKey, now: int
) -> None:
    """Remove an administrator; what was signed before stays.

    Args:
        exchange: Where the log is.
        directory: This home's copy of it.
        handle: Whom.
        key: The root key, or a programme administrator's for one of a country.
        now: Unix seconds.

    Raises:
        SealwireError: The rules refuse it.
    """
    writer = Author(await directory.sync(exchange), key, now=now)
    writer.remove_administrator(handle)
    await exchange.append(Batch(tuple(writer.statements)))
    await directory.sync(exchange)


async def appoint_log(
    exchange: Exchange, directory: DirectoryCopy, text: str, *, key: SigningKey, now: int
) -> Log:
    """Appoint the key that a log's checkpoints are signed with from now on.

    Args:
        exchange: Where the log is.
        directory: This home's copy of it.
        text: The key as its server shows it; its name says of which programme and log it is.
        key: The root key.
        now: Unix seconds.

    Returns:
        The log that it is appointed for.

    Raises:
        MalformedLogKey: The text is no log's key.
        ForeignLogKey: It is another programme's.
        SealwireError: The rules refuse it.
    """
    state = await directory.sync(exchange)
    name, public = checkpoint.parse_vkey(text)
    log = next((log for log in Log if checkpoint.origin(state.founding, log) == name), None)
    if log is None:
        raise ForeignLogKey(name=name)
    writer = Author(state, key, now=now)
    writer.appoint_log(log, public)
    await exchange.append(Batch(tuple(writer.statements)))
    await directory.sync(exchange)
    return log


async def open_unit(session: Session, unit: str, names: dict[str, str]) -> None:
    """Open a unit under names by language.

    Raises:
        SealwireError: The rules refuse it, for instance outside the administrator's scope.
    """
    await session.directory.sync(session.exchange)
    writer = Author(session.directory.state, session.vault.keys.sign, now=session.now())
    writer.open_unit(unit, names)
    await session.exchange.append(Batch(tuple(writer.statements)))
    await session.directory.sync(session.exchange)
