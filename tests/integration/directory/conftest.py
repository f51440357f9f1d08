"""A migrated database, the directory's app over it, and a client whose clock is the programme's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import httpx
import pytest
from sealwire import cbor
from sealwire.checkpoint import origin
from sealwire.directory.applicant import publics_of
from sealwire.directory.batch import Batch, Grant
from sealwire.directory.fields import Log
from sealwire.directory.grants import seal_grant
from sealwire.log_signing import LogSigner
from sealwire.private_keys import DeviceKeys, SealKey
from sealwire_chassis import migrate
from sealwire_chassis.caller import HEADER
from sealwire_chassis.database import Database
from sealwire_directory.app import create_app
from sealwire_directory.log.verified import VerifiedLog
from sealwire_local.past_cases import past_case
from simulators.casework import Caseworker, opened_by, who
from simulators.onboarding_field import KG, Field
from simulators.programme import OSH, Programme, device_keys, seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Databases(Protocol):
    """What the fixture `postgres` is here."""

    def fresh_database(self) -> str: ...


STATEMENTS = "/v1/directory/statements"
KEY_OFFICER = device_keys("key.kg-osh")
LOG_SEED = seed("directory log").hex()
EPOCH = SealKey.from_seed(seed("KG-OSH/epoch/1"))


@dataclass
class Service:
    """One process of the directory, called without a socket."""

    programme: Programme
    http: httpx.AsyncClient

    async def post(self, batch: Batch | bytes) -> httpx.Response:
        """Post a batch; the units that it opens have come to `practised` before there was an exchange."""
        if isinstance(batch, Batch):
            await onboard(self.http, batch)
        return await self.append(batch)

    async def append(self, batch: Batch | bytes) -> httpx.Response:
        """Post a batch and do nothing else."""
        body = batch if isinstance(batch, bytes) else batch.encode()
        return await self.http.post(STATEMENTS, content=body)

    async def log(self, after: int = 0, limit: int = 1000) -> tuple[int, list[bytes]]:
        answer = await self.http.get(STATEMENTS, params={"after": after, "limit": limit})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/cbor"
        match cbor.decode(answer.content):
            case [int(size), list(items)]:
                return size, [item for item in items if isinstance(item, bytes)]
        raise AssertionError(answer.content)

    async def size(self) -> int:
        return (await self.log(limit=1))[0]


async def onboard(http: httpx.AsyncClient, batch: Batch) -> None:
    """Import the cases of the units that a batch opens, unless they are there."""
    keeper = Caseworker(http, who("*"))
    for unit in opened_by(batch):
        answer = await keeper.imported(past_case(unit, {"en": unit}))
        assert answer.is_success or code(answer) == (409, "case-exists"), answer.text


def as_caller(keys: DeviceKeys, *, kind: str = "device") -> dict[str, str]:
    """Return the header with which the gateway says who calls."""
    return {HEADER: json.dumps({"key": keys.device_id.hex(), "kind": kind})}


def code(answer: httpx.Response) -> tuple[int, str]:
    """Return a refusal's status and code, after checking that it is a problem document."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


def grant_to(epoch: SealKey, number: int, *, programme: Programme, keys: DeviceKeys) -> Grant:
    device = programme.state.device(keys.device_id)
    assert device is not None
    return seal_grant(epoch, number, device=device, public=keys.seal.public)


def osh_opens(programme: Programme) -> Batch:
    """Let the programme open Osh with a key officer and an epoch; return it all as one batch."""
    before = len(programme.statements)
    country = programme.appoint("kg", "KG")
    programme.open_unit(OSH, country)
    grant = grant_to(EPOCH, 1, programme=programme, keys=KEY_OFFICER)
    publics = (publics_of(KEY_OFFICER).seal, EPOCH.public)
    statements = programme.statements[before:]
    return Batch(tuple(statements), publics, (grant,))


@pytest.fixture
async def dsn(postgres: Databases) -> str:
    """A migrated database."""
    address = postgres.fresh_database()
    await migrate.upgrade("sealwire_directory", address)
    return address


@pytest.fixture
def programme() -> Programme:
    return Programme()


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    opened = Database(dsn, pool_size=10)
    yield opened
    await opened.close()


def process(database: Database, programme: Programme) -> Service:
    """Return a process of its own over a shared database."""
    signer = LogSigner(origin(programme.founding, Log.DIRECTORY), LOG_SEED)
    app = create_app(database, VerifiedLog(programme.founding), signer=signer, clock=lambda: programme.now)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://directory")
    return Service(programme, client)


@pytest.fixture
async def founded(database: Database, programme: Programme) -> AsyncIterator[Service]:
    """A directory with its founding."""
    service = process(database, programme)
    async with service.http:
        assert (await service.post(Batch(tuple(programme.statements)))).status_code == 201
        yield service


@pytest.fixture
async def osh(founded: Service) -> Service:
    """A directory with one administrator (`kg`) and the unit of Osh: a key officer, epoch 1."""
    assert (await founded.post(osh_opens(founded.programme))).json() == {"size": 6}
    return founded


@pytest.fixture
async def field(founded: Service) -> Field:
    """A directory with one administrator (`kg`), who keeps onboarding cases, and no unit."""
    before = len(founded.programme.statements)
    founded.programme.appoint("kg", "KG")
    said = tuple(founded.programme.statements[before:])
    assert (await founded.post(Batch(said))).status_code == 201
    return Field(founded, Caseworker(founded.http, who(key=KG.sign.key_id)))
