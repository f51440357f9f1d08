"""A directory whose log has three units and officers of every role, and callers as the gateway names them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.conftest import process
from sealwire.authorisation import Actor
from sealwire_chassis import migrate
from sealwire_chassis.caller import HEADER, Caller, encode
from sealwire_chassis.database import Database
from sealwire_directory.log.adapters import log
from simulators.programme import AKTAU, BATKEN, OSH, Programme

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from conftest import PostgresFixture
    from sealwire.private_keys import DeviceKeys

PLANNED = "KG-IRK"
ROLES = ("unit_head", "analyst", "search_team", "viewer", "integration")


def officer(unit: str, role: str) -> Caller:
    """Return a device of a unit whose officer has one role; its handle is the role's."""
    handle = f"key.{unit.lower()}" if role == "key_officer" else f"{role.replace('_', '-')}.{unit.lower()}"
    return Caller(key="0d" * 32, kind="device", unit=unit, officer=handle, roles=(role,), sign="0e" * 32)


def administrator(scope: str) -> Caller:
    return Caller(key="0a" * 32, kind="administrator", officer=f"admin-{scope}", scope=scope, sign="0b" * 32)


def caller_of(actor: Actor, *, unit: str = OSH) -> Caller:
    """Return a caller of each row of the matrix."""
    if actor is Actor.PROGRAMME_ADMINISTRATOR:
        return administrator("*")
    if actor is Actor.COUNTRY_ADMINISTRATOR:
        return administrator(unit[:2])
    return officer(unit, actor.value)


PROGRAMME, KYRGYZ, HEAD, ANALYST = (
    administrator("*"), administrator("KG"), officer(OSH, "unit_head"), officer(OSH, "analyst"),
)  # fmt: skip


@dataclass
class Directory:
    """One process of the directory over a database, and the programme whose log it has."""

    programme: Programme
    database: Database
    http: httpx.AsyncClient
    country: DeviceKeys
    key_officer: DeviceKeys
    written: int = 0

    async def write_log(self) -> None:
        """Append what the programme has said since; the people's room is about what stands there."""
        new = self.programme.statements[self.written :]
        async with self.database.transaction() as session:
            await log.add(session, new, after=self.written, now=self.programme.now)
        self.written += len(new)

    async def call(self, who: Caller, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, path, headers={HEADER: encode(who)}, **more)

    async def get(self, who: Caller, path: str, **query: Any) -> dict[str, Any]:
        """Return what is answered to someone who may read it."""
        answer = await self.call(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        value: dict[str, Any] = answer.json()
        return value

    async def put(self, who: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """File something that is accepted."""
        answer = await self.call(who, "PUT", path, json=body)
        assert answer.status_code == 200, answer.text
        value: dict[str, Any] = answer.json()
        return value

    async def refused(self, who: Caller, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Return status and code of a refusal."""
        answer = await self.call(who, method, path, **more)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]


@asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[Directory]:
    """Open a directory of Osh with an officer of every role, Batken and Aktau with a key officer each."""
    programme, database = Programme(), Database(dsn, pool_size=5)
    country = programme.appoint("kg", "KG")
    abroad = programme.appoint("kz", "KZ")
    key_officer = programme.open_unit(OSH, country)
    programme.open_unit(BATKEN, country)
    programme.open_unit(AKTAU, abroad)
    for role in ROLES:
        programme.join(OSH, officer(OSH, role).officer, [role], voucher=key_officer.sign)
    service = process(database, programme)
    async with service.http:
        made = Directory(programme, database, service.http, country, key_officer)
        await made.write_log()
        yield made
    await database.close()


@pytest.fixture
async def directory(dsn: str) -> AsyncIterator[Directory]:
    """A directory of the test's own."""
    async with opened(dsn) as made:
        yield made


@pytest.fixture(scope="module")
async def standing(postgres: PostgresFixture) -> AsyncIterator[Directory]:
    """A directory for a module's tests that change nothing, with something filed of every unit."""
    dsn = postgres.fresh_database()
    await migrate.upgrade("sealwire_directory", dsn)
    async with opened(dsn) as made:
        await file_everything(made)
        yield made


async def file_everything(directory: Directory) -> None:
    """File units with cells that a spreadsheet might run, officers of two countries, and a group."""
    contacts = [
        {"kind": "phone", "value": "+996 3222 5 55 55", "label": "duty room"},
        {"kind": "radio", "value": "=VHF 16"},
    ]
    osh = unit_filing(agencies=["@State Customs Service", "Шекара кызматы"], contacts=contacts)
    await directory.put(PROGRAMME, f"/v1/units/{OSH}", osh)
    batken = unit_filing(place="Баткен", kind="rail", agencies=["Border Guard"], hours="24/7", segment=None)
    await directory.put(PROGRAMME, f"/v1/units/{BATKEN}", batken)
    aktau = unit_filing(
        unlocode="KZAAU", local_code=None, place="-Aqtaū", kind="sea_port", time_zone="Asia/Aqtau",
        agencies=["КГД"], segment=None, longitude=-0.5,
    )  # fmt: skip
    await directory.put(PROGRAMME, f"/v1/units/{AKTAU}", aktau)
    for unit, name in ((OSH, "-Айбек"), (AKTAU, "+Нурлан")):
        path = f"/v1/units/{unit}/officers/key.{unit.lower()}"
        await directory.put(PROGRAMME, path, officer_filing(name=name))
    group = {"version": 0, "scope": "*", "units": [OSH, AKTAU]}
    await directory.put(PROGRAMME, "/v1/groups/silk-road", group)


def unit_filing(**more: Any) -> dict[str, Any]:
    """Return particulars that can be filed of a unit of the Kyrgyz Republic."""
    filing: dict[str, Any] = {
        "version": 0,
        "kind": "land_crossing",
        "local_code": "DOSTUK",
        "place": "Ош",
        "latitude": 40.515,
        "longitude": 72.785,
        "agencies": ["State Customs Service", "Шекара кызматы"],
        "languages": ["ky", "ru"],
        "hours": "Mo-Fr 08:00-18:00",
        "time_zone": "Asia/Bishkek",
        "contacts": [{"kind": "phone", "value": "+996 3222 5 55 55", "label": "duty room"}],
        "segment": "central-asia",
    }
    return {**filing, **more}


def officer_filing(**more: Any) -> dict[str, Any]:
    """Return particulars that can be filed of an officer."""
    filing: dict[str, Any] = {
        "version": 0,
        "name": "Айбек Осмонов",
        "rank": "капитан",
        "agency": "State Customs Service",
        "gender": "male",
        "languages": ["ky", "ru"],
        "contacts": [{"kind": "mobile", "value": "+996 555 123 456"}],
    }
    return {**filing, **more}
