"""Onboarding cases of units older than the exchange, taken over so that they may be opened in its log.

For the demo, tests and benchmarks: the evidence is plain text that says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sealwire.contract import paths
from sealwire.contract.onboarding import (
    Agreement,
    Assessment,
    CaseIn,
    CaseState,
    CourseIn,
    CourseKind,
    HandoverIn,
    ImportedCourse,
    ImportedHandover,
    ImportedStep,
    ImportIn,
    ItemHandedOver,
    ItemNeeded,
    Letter,
    OfficerNominated,
    ParticipantIn,
    Result,
    Sandbox,
    Site,
    SiteKind,
)
from sealwire.identifiers import country_of
from sealwire.requests import RequestSigner

if TYPE_CHECKING:
    import httpx
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import EvidenceIn
    from sealwire.requests import Signer

_NAMESPACE = UUID("5ea13164-0000-4000-8000-00000000ba7e")
_HISTORY = {
    CaseState.REQUESTED: date(2020, 9, 1),
    CaseState.AGREED: date(2021, 1, 15),
    CaseState.ASSESSED: date(2021, 5, 20),
    CaseState.TRAINED: date(2021, 9, 10),
    CaseState.EQUIPPED: date(2022, 2, 1),
    CaseState.PRACTISED: date(2022, 4, 8),
}
_THEORY = (date(2021, 9, 6), date(2021, 9, 10))
_PRACTICE = (date(2022, 4, 4), date(2022, 4, 8))
_ITEM = "Computer"
_OFFICERS = ("key-1", "analyst-1")


@dataclass(frozen=True)
class PastCase:
    """A case to import.

    Attributes:
        files: To be put in before.
        document: The case, which cites them.
    """

    files: tuple[bytes, ...]
    document: ImportIn


def past_case(unit: str, name: dict[str, str], *, to: CaseState = CaseState.PRACTISED) -> PastCase:
    """Return the case of a unit that has come to a state before there was an exchange.

    Args:
        unit: The unit's code.
        name: The site's, by language.
        to: The last state of its history, `practised` at the latest.
    """
    files = {what: _file(unit, what) for what in ("letter", "agreement", "assessment", "act", "sandbox")}
    hashes = {what: hashlib.sha256(content).hexdigest() for what, content in files.items()}
    steps = [ImportedStep(to=state, on=on) for state, on in _HISTORY.items()]
    last = list(_HISTORY).index(to) + 1
    document = ImportIn(
        case=CaseIn(
            unit=unit,
            letter=Letter(file=hashes["letter"], dated=_HISTORY[CaseState.REQUESTED]),
            site=Site(name=name, kind=SiteKind.LAND_CROSSING, place=next(iter(name.values()))),
            agencies=["State Customs Service"],
            officers=[OfficerNominated(handle=each, name=f"Officer {each}") for each in _OFFICERS],
        ),
        evidence=_evidence(hashes),
        courses=[
            _course(unit, CourseKind.THEORY, _THEORY),
            _course(unit, CourseKind.PRACTICAL, _PRACTICE),
        ],
        handovers=[_handover(unit, hashes["act"])],
        history=steps[:last],
    )
    return PastCase(tuple(files.values()), document)


async def take_over(onboarding: Onboarding, case: PastCase) -> None:
    """Put a case's files in and import it, as its country's administrator.

    Raises:
        CaseExists: It was imported before.
    """
    for content in case.files:
        await onboarding.put_file(content, "text/plain")
    await onboarding.import_case(case.document)


def take_over_now(client: httpx.Client, case: PastCase, key: Signer) -> None:
    """Do what `take_over` does, where there is no event loop.

    Args:
        client: Of the gateway.
        case: What to import.
        key: The auth key of the administrator, who is appointed.
    """
    signer = RequestSigner(key)
    for content in case.files:
        address = f"{paths.CASE_FILES}/{hashlib.sha256(content).hexdigest()}"
        client.put(address, content=content, auth=signer).raise_for_status()
    document = case.document.model_dump(mode="json")
    client.post(paths.CASE_IMPORTS, json=document, auth=signer).raise_for_status()


def _file(unit: str, what: str) -> bytes:
    return f"{unit}: {what}, kept on paper since before the exchange.\n".encode()


def _evidence(hashes: dict[str, str]) -> list[EvidenceIn]:
    return [
        Agreement(file=hashes["agreement"], dated=_HISTORY[CaseState.AGREED]),
        Assessment(
            file=hashes["assessment"],
            dated=_HISTORY[CaseState.ASSESSED],
            staff=len(_OFFICERS),
            premises="An office at the post",
            link="A leased line",
            equipment=[ItemNeeded(item=_ITEM, quantity=1)],
            training=[CourseKind.THEORY, CourseKind.PRACTICAL],
        ),
        Sandbox(file=hashes["sandbox"], dated=_PRACTICE[1]),
    ]


def _course(unit: str, kind: CourseKind, days: tuple[date, date]) -> ImportedCourse:
    course = CourseIn(
        kind=kind,
        title=f"Course before the exchange: {kind.value}",
        country=country_of(unit),
        place="At the post",
        starts=days[0],
        ends=days[1],
        trainers=["The programme"],
    )
    people = [ParticipantIn(handle=each, name=f"Officer {each}", result=Result.PASSED) for each in _OFFICERS]
    return ImportedCourse(id=uuid5(_NAMESPACE, f"{unit}/{kind}"), course=course, participants=people)


def _handover(unit: str, act: str) -> ImportedHandover:
    item = ItemHandedOver(item=_ITEM, quantity=1, serials=["0001"])
    handover = HandoverIn(on=_HISTORY[CaseState.EQUIPPED], donor="exbs", act=act, items=[item])
    return ImportedHandover(id=uuid5(_NAMESPACE, f"{unit}/handover"), handover=handover)
