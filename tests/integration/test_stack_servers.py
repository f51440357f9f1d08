"""PostgreSQL and NATS of the local stack admit those who should, and nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from typing import TYPE_CHECKING

import asyncpg
import nats.errors
import pytest
from nats.aio.client import Client
from nats.js.api import StreamConfig
from sealwire_local.nats import Nats

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from conftest import PostgresFixture
    from nats.aio.msg import Msg

REFUSED_LOGIN = asyncpg.InvalidPasswordError
REFUSED_DATABASE = asyncpg.InsufficientPrivilegeError


async def test_a_role_connects_with_its_password_and_not_without(postgres: PostgresFixture) -> None:
    database = postgres.fresh()
    address = {"host": "127.0.0.1", "port": database.port, "user": database.name, "database": database.name}
    connection = await asyncpg.connect(**address, password=database.password)
    try:
        assert await connection.fetchval("SELECT current_user") == database.name
        assert await connection.fetchval("SHOW fsync") == "on"
    finally:
        await connection.close()
    for wrong in ("", "wrong", database.password + "x"):
        with pytest.raises(REFUSED_LOGIN):
            await asyncpg.connect(**address, password=wrong)


def test_passwords_are_kept_as_scram_and_no_rule_trusts_anyone(postgres: PostgresFixture) -> None:
    postgres.fresh()
    kinds = postgres.server.sql("SELECT DISTINCT left(rolpassword, 14) FROM pg_authid WHERE rolcanlogin")
    assert kinds.split() == ["SCRAM-SHA-256$"]
    methods = postgres.server.sql("SELECT DISTINCT type, auth_method, address FROM pg_hba_file_rules")
    assert methods.split() == ["host|scram-sha-256|127.0.0.1"]
    mode = stat.S_IMODE(postgres.server.superuser_password_file.stat().st_mode)
    assert mode == stat.S_IRUSR | stat.S_IWUSR


async def test_a_role_enters_its_own_database_and_no_other(postgres: PostgresFixture) -> None:
    mine, other = postgres.fresh(), postgres.fresh()
    address = {"host": "127.0.0.1", "port": mine.port, "user": mine.name, "password": mine.password}
    connection = await asyncpg.connect(**address, database=mine.name)
    await connection.execute("CREATE TABLE notes (id int)")
    with pytest.raises(REFUSED_DATABASE):
        await connection.execute("CREATE ROLE intruder SUPERUSER")
    await connection.close()
    for foreign in (other.name, "postgres", "template1"):
        with pytest.raises(REFUSED_DATABASE):
            await asyncpg.connect(**address, database=foreign)


@contextlib.asynccontextmanager
async def connected(server: Nats, user: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A connection of one user, and the errors that the server sent it."""
    errors: list[str] = []

    async def note(error: Exception) -> None:
        errors.append(str(error))

    client = Client()
    await client.connect(
        server.url,
        nkeys_seed_str=server.seed_file(user).read_text().strip(),
        inbox_prefix=f"_INBOX.{user}",
        error_cb=note,
        allow_reconnect=False,
    )
    try:
        yield client, errors
    finally:
        await client.close()


async def refused_by_server(errors: list[str]) -> bool:
    for _ in range(100):
        if any("permissions violation" in error.lower() for error in errors):
            return True
        await asyncio.sleep(0.02)
    return False


async def connect_once(url: str, *, seed: str | None = None, password: str | None = None) -> None:
    client = Client()
    try:
        await client.connect(
            url,
            allow_reconnect=False,
            nkeys_seed_str=seed,
            user="alerts" if password else None,
            password=password,
        )
    finally:
        await client.close()


async def test_the_bus_admits_users_and_refuses_the_anonymous_and_the_unknown(nats_server: Nats) -> None:
    async with connected(nats_server, "alerts") as (client, _):
        await client.flush()
    stranger = "SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY"
    for seed, password in ((None, None), (stranger, None), (None, "alerts")):
        with pytest.raises(nats.errors.Error, match=r"(?i)authorization|nkey|no servers"):
            await connect_once(nats_server.url, seed=seed, password=password)


async def test_a_request_reaches_the_service_and_its_answer_only_the_caller(nats_server: Nats) -> None:
    async with (
        connected(nats_server, "gateway") as (gateway, _),
        connected(nats_server, "alerts") as (alerts, errors),
    ):

        async def answer(message: Msg) -> None:
            await message.respond(b"accepted")

        await alerts.subscribe("alerts.accept", queue="alerts", cb=answer)
        await alerts.flush()
        assert (await gateway.request("alerts.accept", b"envelope", timeout=5)).data == b"accepted"
        assert not errors
        await alerts.publish("_INBOX.gateway.uninvited", b"forged answer")
        await alerts.flush()
        assert await refused_by_server(errors)


FOREIGN_PUBLISH = {
    "the gateway announces no acceptance": ("gateway", "alerts.v1.accepted"),
    "the gateway appends no directory event": ("gateway", "directory.v1.appended"),
    "alerts does not accept on its own behalf": ("alerts", "alerts.accept"),
    "alerts announces nothing for the directory": ("alerts", "directory.v1.appended"),
    "the gateway announces nothing that ends": ("gateway", "directory.v1.expiring"),
    "the directory calls nobody": ("directory", "http.alerts"),
    "the directory removes no stream": ("directory", "$JS.API.STREAM.DELETE.DIRECTORY"),
    "alerts reads no stream": ("alerts", "$JS.API.CONSUMER.CREATE.DIRECTORY.alerts"),
    "alerts asks the directory for nothing": ("alerts", "http.directory"),
    "alerts creates no stream of another": ("alerts", "$JS.API.STREAM.CREATE.DIRECTORY"),
    "profiling accepts no envelope": ("profiling", "alerts.accept"),
    "profiling asks the directory for nothing": ("profiling", "http.directory"),
    "alerts asks profiling for nothing": ("alerts", "http.profiling"),
    "the operator speaks for no service": ("operator", "alerts.accept"),
}


@pytest.mark.parametrize(("user", "subject"), FOREIGN_PUBLISH.values(), ids=FOREIGN_PUBLISH.keys())
async def test_nobody_publishes_what_is_anothers(nats_server: Nats, user: str, subject: str) -> None:
    async with connected(nats_server, user) as (client, errors):
        await client.publish(subject, b"{}")
        await client.flush()
        assert await refused_by_server(errors)


OWN_PUBLISH = {
    "the gateway asks alerts to accept": ("gateway", "alerts.accept"),
    "alerts announces an acceptance": ("alerts", "alerts.v1.accepted"),
    "the directory announces a statement": ("directory", "directory.v1.appended"),
    "the directory announces what ends": ("directory", "directory.v1.expiring"),
    "profiling announces an upload": ("profiling", "profiling.v1.uploaded"),
}


@pytest.mark.parametrize(("user", "subject"), OWN_PUBLISH.values(), ids=OWN_PUBLISH.keys())
async def test_everyone_publishes_what_is_theirs(nats_server: Nats, user: str, subject: str) -> None:
    async with connected(nats_server, user) as (client, errors):
        await client.publish(subject, b"{}")
        await client.flush()
        await client.publish(
            "refused.afterwards", b"{}"
        )  # the server answers in order: this error comes last
        assert await refused_by_server(errors)
        assert all(subject not in error for error in errors)


FOREIGN_SUBSCRIBE = {
    "the gateway reads no answer meant for alerts": ("gateway", "_INBOX.alerts.>"),
    "the gateway serves no requests": ("gateway", "http.alerts"),
    "the directory reads no envelope": ("directory", "alerts.accept"),
    "profiling reads no envelope": ("profiling", "alerts.accept"),
    "profiling hears of no mail": ("profiling", "alerts.v1.accepted"),
    "alerts reads no request to profiling": ("alerts", "http.profiling"),
    "alerts reads no request to the directory": ("alerts", "http.directory"),
    "the operator reads nothing": ("operator", ">"),
}


@pytest.mark.parametrize(("user", "subject"), FOREIGN_SUBSCRIBE.values(), ids=FOREIGN_SUBSCRIBE.keys())
async def test_nobody_reads_what_is_anothers(nats_server: Nats, user: str, subject: str) -> None:
    async with connected(nats_server, user) as (client, errors):
        await client.subscribe(subject)
        await client.flush()
        assert await refused_by_server(errors)


OWNERS = {
    "alerts": ("ALERTS", "alerts.v1.accepted"),
    "directory": ("DIRECTORY", "directory.v1.appended"),
    "gateway": ("NONCES", "gateway.v1.nonce"),
    "profiling": ("PROFILING", "profiling.v1.uploaded"),
}


@pytest.fixture(scope="module")
def empty_nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A bus without a stream: on the shared one the services of other tests have made theirs."""
    server = Nats(tmp_path_factory.mktemp("empty nats"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize(("user", "own"), OWNERS.items(), ids=OWNERS.keys())
async def test_an_owner_creates_its_stream_and_fills_it(
    empty_nats: Nats, user: str, own: tuple[str, str]
) -> None:
    stream, subject = own
    async with connected(empty_nats, user) as (client, errors):
        jetstream = client.jetstream()
        await jetstream.add_stream(StreamConfig(name=stream, subjects=[subject]))
        assert (await jetstream.publish(subject, b"{}")).stream == stream
        assert not errors
    async with connected(empty_nats, "operator") as (operator, _):
        assert await operator.jetstream().delete_stream(stream)
