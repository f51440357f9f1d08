"""Somebody who keeps onboarding cases over HTTP, and papers to file."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sealwire.contract.onboarding import (
    Agreement,
    Assessment,
    CaseIn,
    CourseIn,
    CourseKind,
    Gender,
    HandoverIn,
    ItemHandedOver,
    ItemNeeded,
    Letter,
    OfficerNominated,
    ParticipantIn,
    ParticipantsIn,
    Result,
    Site,
    SiteKind,
)
from sealwire.directory.payloads import UnitOpened
from sealwire.directory.statement import parse
from sealwire.errors import SealwireError
from sealwire_chassis.caller import HEADER, Caller, encode

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel
    from sealwire.directory.batch import Batch
    from sealwire_local.past_cases import PastCase

BATKEN = "KG-BATKEN"
ROOM = "/v1/onboarding"
OFFICERS = [
    OfficerNominated(handle="key-1", name="Айгүл Осмонова", gender=Gender.FEMALE, rank="Captain"),
    OfficerNominated(handle="key-2", name="Бакыт Усенов", gender=Gender.MALE),
]
THEORY, PRACTICE = (date(2021, 9, 6), date(2021, 9, 10)), (date(2022, 4, 4), date(2022, 4, 8))
_IDS = UUID("5ea13164-0000-4000-8000-000000000000")


def made_id(name: str) -> UUID:
    return uuid5(_IDS, name)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def who(
    scope: str = "KG", *, unit: str = "", roles: tuple[str, ...] = (), key: bytes = bytes(32)
) -> dict[str, str]:
    """Return the header of an administrator of a scope, or of an officer's device of a unit."""
    kind, handle = ("device", "an-1") if unit else ("administrator", "admin-kg")
    caller = Caller(
        key=key.hex(),
        kind="device" if kind == "device" else "administrator",
        unit=unit,
        officer=handle,
        roles=roles,
        scope="" if unit else scope,
    )
    return {HEADER: encode(caller)}


@dataclass
class Caseworker:
    """A caller of the API, by default the administrator of Kyrgyzstan."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def post(self, path: str, body: BaseModel | dict[str, Any]) -> httpx.Response:
        return await self.http.post(ROOM + path, json=_json(body), headers=self.headers)

    async def put(self, path: str, body: BaseModel | dict[str, Any]) -> httpx.Response:
        return await self.http.put(ROOM + path, json=_json(body), headers=self.headers)

    async def get(self, path: str, **params: str | int) -> httpx.Response:
        return await self.http.get(ROOM + path, params=params, headers=self.headers)

    async def file(self, content: bytes, media: str = "text/plain") -> str:
        """Put a file in and return its hash."""
        headers = {**self.headers, "content-type": media}
        answer = await self.http.put(f"{ROOM}/files/{sha256(content)}", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        return sha256(content)

    async def done(self, answer: httpx.Response) -> dict[str, Any]:
        """Return the JSON of an answer that must be a success."""
        assert answer.is_success, answer.text
        value: dict[str, Any] = answer.json()
        return value

    async def case(self, unit: str = BATKEN) -> dict[str, Any]:
        return await self.done(await self.get(f"/cases/{unit}"))

    async def step(self, to: str, unit: str = BATKEN, **more: object) -> httpx.Response:
        """Ask for a state, with the version that the case has now."""
        version = (await self.case(unit))["version"]
        return await self.post(f"/cases/{unit}/steps", {"to": to, "version": version, **more})

    async def requested(self, unit: str = BATKEN, **changes: object) -> dict[str, Any]:
        """Ask for a unit."""
        letter = await self.file(b"We ask for a unit.")
        return await self.done(await self.post("/cases", request_of(letter, unit=unit, **changes)))

    async def imported(self, case: PastCase) -> httpx.Response:
        """Import a case with its files."""
        for content in case.files:
            await self.file(content)
        return await self.post("/imports", case.document)


def request_of(file: str, /, **changes: object) -> CaseIn:
    values: dict[str, object] = {
        "unit": BATKEN,
        "letter": Letter(file=file, dated=date(2020, 9, 1)),
        "site": Site(
            name={"en": "Batken", "ru": "Баткен"}, kind=SiteKind.LAND_CROSSING, place="Batken, Kyrgyzstan"
        ),
        "agencies": ["State Customs Service"],
        "officers": OFFICERS,
    }
    return CaseIn.model_validate({**values, **changes})


def agreement(file: str) -> Agreement:
    return Agreement(file=file, dated=date(2021, 1, 15))


def assessment(file: str, *, quantity: int = 2) -> Assessment:
    return Assessment(
        file=file,
        dated=date(2021, 5, 20),
        staff=4,
        premises="Two rooms at the terminal",
        link="Leased line, 10 Mbit/s",
        equipment=[ItemNeeded(item="Density meter", quantity=quantity)],
        training=[CourseKind.THEORY, CourseKind.PRACTICAL],
    )


def course(kind: CourseKind = CourseKind.THEORY, *, donor: str | None = "inl") -> CourseIn:
    starts, ends = PRACTICE if kind is CourseKind.PRACTICAL else THEORY
    return CourseIn(
        kind=kind,
        title="Risk profiling and targeting",
        country="KG",
        place="Osh",
        starts=starts,
        ends=ends,
        trainers=["A trainer of the programme"],
        donor=donor,
    )


def participants(*results: Result) -> ParticipantsIn:
    """Return the nominated officers with their results, in order; who has none did not come."""
    return ParticipantsIn(
        participants=[
            ParticipantIn(handle=officer.handle, name=officer.name, gender=officer.gender, result=result)
            for officer, result in zip(OFFICERS, results, strict=False)
        ]
    )


def handover(act: str | None, *, serials: list[str], quantity: int = 2, **changes: object) -> HandoverIn:
    values: dict[str, object] = {
        "on": date(2022, 2, 1),
        "donor": "exbs",
        "act": act,
        "items": [ItemHandedOver(item="density  METER", quantity=quantity, serials=serials)],
    }
    return HandoverIn.model_validate({**values, **changes})


def opened_by(batch: Batch) -> list[str]:
    """Return the units that a batch opens, as far as it can be read."""
    units = []
    for raw in batch.statements:
        with contextlib.suppress(SealwireError):
            payload = parse(raw).payload
            if isinstance(payload, UnitOpened):
                units.append(payload.unit)
    return units


def _json(body: BaseModel | dict[str, Any]) -> Any:
    return body if isinstance(body, dict) else body.model_dump(mode="json")
