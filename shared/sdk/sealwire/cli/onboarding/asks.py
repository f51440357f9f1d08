"""What a case needs next, and the plain command that files it: a pure function of the case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.contract.onboarding import CaseOut, Missing


class What(StrEnum):
    """What is asked for."""

    REQUEST = "request"
    PARTICULARS = "particulars"
    LETTER = "letter"
    AGREEMENT = "agreement"
    ASSESSMENT = "assessment"
    OFFICERS = "officers"
    THEORY = "theory"
    HANDOVER = "handover"
    HANDOVER_DETAIL = "handover_detail"
    PRACTICAL = "practical"
    SANDBOX = "sandbox"
    UNIT = "unit"
    KEY_HOLDERS = "key_holders"
    TEST_NOTICE = "test_notice"
    OPENING = "opening"
    STEP = "step"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to do.

    Attributes:
        what: What it is.
        why: The gate's own words, or what the step leads to.
        command: The plain command that does it; UNIT and the like are filled in where they are known.
    """

    what: What
    why: str
    command: str


_REQUEST = (
    "sealwire admin case request {unit} --letter FILE --dated DAY --name en=NAME --kind KIND"
    " --place PLACE --agency AGENCY"
)
_COURSE = (
    "sealwire admin course add --kind {kind} --title TITLE --country {country} --place PLACE"
    " --starts DAY --ends DAY --trainer NAME, then: sealwire admin course participants COURSE {unit}"
    " --passed HANDLE; who will not serve: sealwire admin case withdraw {unit} HANDLE"
)
_FILE = "sealwire admin case file {unit} {kind} FILE --dated DAY"
_HANDOVER = "sealwire admin handover add {unit} --on DAY --donor DONOR --act FILE --items FILE.csv"
_CHANGE = "sealwire admin case change {unit} --name en=NAME --kind KIND --place PLACE --agency AGENCY"
_BY_CODE: dict[str, tuple[What, str]] = {
    "letter": (What.LETTER, _FILE.replace("{kind}", "letter")),
    "site": (What.PARTICULARS, _CHANGE),
    "agencies": (What.PARTICULARS, _CHANGE),
    "agreement": (
        What.AGREEMENT,
        _FILE.replace("{kind}", "agreement") + ", or: sealwire admin plan set {country} YEAR FILE.json",
    ),
    "assessment": (
        What.ASSESSMENT,
        _FILE.replace("{kind}", "assessment")
        + " --staff NUMBER --premises TEXT --link TEXT --equipment ITEM=NUMBER --training COURSE",
    ),
    "officers": (What.OFFICERS, "sealwire admin case nominate {unit} HANDLE NAME --gender GENDER"),
    "theory": (What.THEORY, _COURSE.replace("{kind}", "theory")),
    "equipment": (What.HANDOVER, _HANDOVER),
    "donor": (What.HANDOVER_DETAIL, _HANDOVER + " --id HANDOVER"),
    "handover_act": (What.HANDOVER_DETAIL, _HANDOVER + " --id HANDOVER"),
    "serials": (What.HANDOVER_DETAIL, _HANDOVER + " --id HANDOVER"),
    "practical": (What.PRACTICAL, _COURSE.replace("{kind}", "practical")),
    "sandbox": (What.SANDBOX, _FILE.replace("{kind}", "sandbox")),
    "unit_opened": (What.UNIT, "sealwire admin open-unit {unit} --name en=NAME"),
    "key_holders": (
        What.KEY_HOLDERS,
        "sealwire admin invite {unit} HANDLE --role key_officer, then: sealwire admin vouch {unit} HANDLE",
    ),
    "test_notice": (What.TEST_NOTICE, "sealwire admin case file {unit} test_notice THREAD"),
    "opening": (What.OPENING, _FILE.replace("{kind}", "opening")),
}
_STEP = "sealwire admin case step {unit} {state}"


def next_ask(unit: str, case: CaseOut | None) -> Ask | None:
    """Return what a unit's case needs next.

    Args:
        unit: The unit's code.
        case: Where it stands; None before the request.

    Returns:
        None where nothing is left to do here: the unit is open, or the log has suspended or closed it.
    """
    if case is None:
        why = f"there is no case for {unit} yet: it begins with a request"
        return Ask(What.REQUEST, why, _REQUEST.format(unit=unit))
    if case.next is None:
        return None
    for lack in case.next.missing:
        return ask_for(unit, lack)
    state = case.next.state.value
    why = f"nothing is missing: the case can go on to {state}"
    return Ask(What.STEP, why, _STEP.format(unit=unit, state=state))


def ask_for(unit: str, lack: Missing) -> Ask:
    """Return how something that a gate names is filed; a code of a newer exchange has no command."""
    what, command = _BY_CODE.get(lack.code, (What.OTHER, ""))
    return Ask(what, lack.text, command.format(unit=unit, country=unit[:2]))
