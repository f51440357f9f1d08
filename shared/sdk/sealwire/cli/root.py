"""Commands about the programme, with the root key or below it: appoint, remove-administrator, appoint-log."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sealwire.cli.command import Settings, command, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.exchange import Exchange
    from sealwire.client.home import Home
    from sealwire.client.member import Member
    from sealwire.private_keys import SigningKey

_T = TypeVar("_T")
_ROOT = "The folder of `sealwire admin found`; the passphrase asked for is the root key's."


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "appoint")(appoint)
    command(app, "remove-administrator")(remove_administrator)
    command(app, "appoint-log")(appoint_log)


def appoint(
    settings: Settings,
    card: Annotated[Path, typer.Argument(help="The file that `sealwire admin keys` wrote.")],
    fingerprint: Annotated[str, typer.Option(help="As the administrator read it out.")],
    root: Annotated[Path | None, typer.Option("--root", help=_ROOT)] = None,
    scope: Annotated[str, typer.Option(help='A country such as KG, or "*" for the programme.')] = "*",
) -> None:
    """Appoint an administrator, with the root key; a programme administrator appoints those of a country."""
    from sealwire.client import administration, enrolment  # noqa: PLC0415  # keeps --help fast

    read = administration.read_card(card)
    if not enrolment.same_fingerprint(read.fingerprint, fingerprint):
        raise enrolment.FingerprintDiffers(administrator=read.administrator)
    appointment = administration.Appointment(read, scope)
    _say(
        settings,
        root,
        lambda said: administration.appoint(*said.where, appointment, key=said.key, now=said.now),
    )
    settings.show(
        {"administrator": read.administrator, "scope": scope}, f"Appointed {read.administrator} for {scope}"
    )


def remove_administrator(
    settings: Settings,
    handle: Annotated[str, typer.Argument(help="The administrator's handle.")],
    root: Annotated[Path | None, typer.Option("--root", help=_ROOT)] = None,
) -> None:
    """Remove an administrator, with the root key; a programme administrator removes those of a country."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    _say(settings, root, lambda said: administration.remove(*said.where, handle, key=said.key, now=said.now))
    settings.show({"administrator": handle, "removed": True}, f"Removed {handle}")


def appoint_log(
    settings: Settings,
    key: Annotated[str, typer.Argument(help="The log's public key as its server shows it.")],
    root: Annotated[Path, typer.Option("--root", help=_ROOT)],
) -> None:
    """Appoint the key that signs a log's checkpoints, with the root key; it replaces the one before."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    log = _say(
        settings, root, lambda said: administration.appoint_log(*said.where, key, key=said.key, now=said.now)
    )
    settings.show({"log": str(log), "key": key}, f"Appointed {key} for the log of {log}")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who says something about the programme: with which key, where, and when (Unix seconds)."""

    where: "tuple[Exchange, DirectoryCopy]"
    key: "SigningKey"
    now: int


def _say(settings: Settings, root: Path | None, saying: "Callable[[_Speaker], Awaitable[_T]]") -> "_T":
    """Say it with the root key of a folder, or with this home's own where none is named."""
    if root is not None:
        return run(_with_root(settings.loaded(), root, settings.passphrase(), saying))

    async def by_member(member: "Member") -> "_T":
        own = member.session
        return await saying(_Speaker((own.exchange, own.directory), own.vault.keys.sign, own.now()))

    return settings.with_member(by_member)


async def _with_root(
    home: "Home", root: Path, passphrase: str, saying: "Callable[[_Speaker], Awaitable[_T]]"
) -> "_T":
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.directory import DirectoryCopy  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.exchange import Exchange  # noqa: PLC0415  # keeps --help fast

    key, founding = administration.root_key(root, passphrase), administration.read_founding(root)
    store, exchange = home.store(), Exchange(home.config.server)
    try:
        directory = DirectoryCopy(store, home.founding)
        # The first thing that the root says finds an empty log: its founding comes before it.
        await administration.publish(exchange, directory, founding)
        return await saying(_Speaker((exchange, directory), key, int(time.time())))
    finally:
        await exchange.close()
        store.close()
