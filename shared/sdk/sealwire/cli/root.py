"""Commands of the holder of the root key: remove-administrator, appoint-log."""

import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli.command import Settings, command, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.exchange import Exchange
    from sealwire.client.home import Home
    from sealwire.client.member import Member

_ROOT = "The folder of `sealwire admin found`; the passphrase asked for is the root key's."


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "remove-administrator")(remove_administrator)
    command(app, "appoint-log")(appoint_log)


def remove_administrator(
    settings: Settings,
    handle: Annotated[str, typer.Argument(help="The administrator's handle.")],
    root: Annotated[Path | None, typer.Option("--root", help=_ROOT)] = None,
) -> None:
    """Remove an administrator, with the root key; a programme administrator removes those of a country."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    async def by_member(member: "Member") -> None:
        opened = member.session
        key, now = opened.vault.keys.sign, opened.now()
        await administration.remove(opened.exchange, opened.directory, handle, key=key, now=now)

    async def by_root(folder: Path, passphrase: str) -> None:
        key = administration.root_key(folder, passphrase)
        async with _exchange(settings.loaded()) as (exchange, directory):
            await administration.remove(exchange, directory, handle, key=key, now=int(time.time()))

    if root is None:
        settings.with_member(by_member)
    else:
        run(by_root(root, settings.passphrase()))
    settings.show({"administrator": handle, "removed": True}, f"Removed {handle}")


def appoint_log(
    settings: Settings,
    key: Annotated[str, typer.Argument(help="The log's public key as its server shows it.")],
    root: Annotated[Path, typer.Option("--root", help=_ROOT)],
) -> None:
    """Appoint the key that signs a log's checkpoints, with the root key; it replaces the one before."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    root_key = administration.root_key(root, settings.passphrase())

    async def work() -> str:
        async with _exchange(settings.loaded()) as (exchange, directory):
            now = int(time.time())
            return await administration.appoint_log(exchange, directory, key, key=root_key, now=now)

    log = run(work())
    settings.show({"log": str(log), "key": key}, f"Appointed {key} for the log of {log}")


@asynccontextmanager
async def _exchange(home: "Home") -> "AsyncIterator[tuple[Exchange, DirectoryCopy]]":
    from sealwire.client.directory import DirectoryCopy  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.exchange import Exchange  # noqa: PLC0415  # keeps --help fast

    store, exchange = home.store(), Exchange(home.config.server)
    try:
        yield exchange, DirectoryCopy(store, home.founding)
    finally:
        await exchange.close()
        store.close()
