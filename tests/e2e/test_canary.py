"""After the scenario no plaintext and no private key lies on a server's disk; a leak would be found."""

from __future__ import annotations

import base64
import mmap
from typing import TYPE_CHECKING

import asyncpg
import nats
from sealwire import keystore
from sealwire_local.demo.people import BATKEN, BISHKEK, OSH
from sealwire_local.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from e2e.conftest import Played

SERVER_FOLDERS = ("postgres", "nats", "logs")
# From examples/: a container, a company, what officers wrote, goods.
PLAINTEXT = (b"ZZZU1234564", b"Example Kimya", b"An acetic substance moves", b"canisters", b"W-2016-0117")
LEAKED = b"canary-7f3a91-leaked-on-purpose"


def files_with(state: Path, needles: Iterable[bytes]) -> dict[bytes, set[str]]:
    """Return for each needle the server folders in whose files it stands."""
    found: dict[bytes, set[str]] = {needle: set() for needle in needles}
    looked_at = 0
    for folder in SERVER_FOLDERS:
        for file in (state / folder).rglob("*"):
            if not file.is_file() or file.stat().st_size == 0:
                continue
            looked_at += 1
            with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
                for needle, folders in found.items():
                    if data.find(needle) >= 0:
                        folders.add(folder)
    assert looked_at > 100, "there were files to look at"
    return found


def private_halves(state: Path) -> list[bytes]:
    """Return every private key of everybody in the demo, as it could be spelled, and the passphrases."""
    secrets: list[bytes] = []
    for file in (state / "demo").rglob("*.sealwire"):
        name = ".".join(file.relative_to(state / "demo").parts[:-1])
        if name:
            passphrase = (state / "demo" / "passphrases" / name).read_text().strip()
            opened = keystore.load(file, passphrase)
            device = opened.device
            secrets += [device.sign.seed, device.auth.seed, device.seal.seed, *opened.epochs.values()]
            secrets.append(passphrase.encode())
    assert len(secrets) > len((BATKEN, BISHKEK, OSH)) * 2 * 5
    return [
        spelled
        for secret in secrets
        for spelled in (
            secret,
            secret.hex().encode(),
            base64.b64encode(secret),
            base64.urlsafe_b64encode(secret),
        )
    ]


def test_no_plaintext_lies_on_a_servers_disk(played: Played) -> None:
    assert {needle: at for needle, at in files_with(played.state, PLAINTEXT).items() if at} == {}


def test_no_private_key_or_passphrase_lies_on_a_servers_disk(played: Played) -> None:
    found = files_with(played.state, private_halves(played.state))
    assert {needle.hex(): at for needle, at in found.items() if at} == {}


def test_what_should_be_there_is_found(played: Played) -> None:
    assert files_with(played.state, [b"KG-OSH"])[b"KG-OSH"] >= {"postgres", "nats"}


async def leak(stack: Stack) -> None:
    database = stack.postgres.service_database("alerts").dsn.replace("+asyncpg", "")
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE leaked (what text)")
    await connection.execute("INSERT INTO leaked VALUES ($1)", LEAKED.decode())
    await connection.close()
    client = await nats.connect(
        stack.nats.url, nkeys_seed=str(stack.nats.seed_file("gateway")), inbox_prefix=b"_INBOX.gateway"
    )
    await client.jetstream().publish("gateway.v1.nonce", LEAKED)
    await client.close()
    with (stack.folder.logs / "alerts.log").open("ab") as log:
        log.write(LEAKED + b"\n")


async def test_a_leak_on_purpose_is_found_everywhere(played: Played) -> None:
    founding = (played.state / "founding").read_text().strip()
    with Stack(played.state, founding) as stack:
        await leak(stack)
    assert files_with(played.state, [LEAKED])[LEAKED] == set(SERVER_FOLDERS)
