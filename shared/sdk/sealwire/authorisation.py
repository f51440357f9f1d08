"""Who may do what: one table of roles, actions and whose object it is, which every service runs.

A cell says how far a role's right reaches: nowhere, to what is its own, or to everything. *Own* is the
caller's unit for a device, and the units of the scope for an administrator (of the programme: all of them).
What the log lets one state is decided by its own rules (directory/authority.py), which clients run too.
Source: docs/authorisation.md, which is generated from this table.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Protocol

from sealwire.directory.fields import WHOLE_PROGRAMME, Role
from sealwire.errors import Forbidden
from sealwire.identifiers import country_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class NotAllowed(Forbidden, code="not-allowed"):
    """Your role does not allow this here; ask who may, or the head of your unit."""


class Reach(Enum):
    """How far a right goes."""

    NONE = "-"
    OWN = "own"
    ALL = "all"


class Actor(StrEnum):
    """A row of the table: an officer's role in a unit, or an administrator's standing."""

    PROGRAMME_ADMINISTRATOR = "programme_administrator"
    COUNTRY_ADMINISTRATOR = "country_administrator"
    UNIT_HEAD = Role.UNIT_HEAD.value
    KEY_OFFICER = Role.KEY_OFFICER.value
    ANALYST = Role.ANALYST.value
    SEARCH_TEAM = Role.SEARCH_TEAM.value
    VIEWER = Role.VIEWER.value
    INTEGRATION = Role.INTEGRATION.value


class Action(StrEnum):
    """A column of the table."""

    SEND_NOTICES = "send notices"
    READ_NOTICES = "read notices and sign receipts"
    READ_UNITS = "read units, groups and segments"
    EDIT_UNITS = "edit a unit's particulars"
    SET_DUTY = "set a unit's duty officer"
    READ_CONTACTS = "read officers' names and contacts"
    EDIT_OFFICERS = "edit officers' particulars"
    EDIT_GROUPS = "edit groups"
    EDIT_SEGMENTS = "edit segments"
    READ_CHANGES = "read who changed what"
    READ_EXPIRING = "read what expires"
    READ_CASES = "read onboarding cases"
    EDIT_CASES = "keep onboarding cases, training and equipment"
    EDIT_WORK_PLANS = "keep work plans and donors"
    READ_REPORTS = "read reports"
    READ_CONSIGNMENTS = "read consignments, scores and selections"
    READ_PARTIES = "see the parties of consignments"
    FILE_CONSIGNMENTS = "file shipping documents"
    EDIT_PROFILES = "write risk profiles and approve those of others"
    EDIT_LISTS = "keep watch lists and clear pairs"
    SELECT = "select what is inspected, and override it"
    INSPECT = "record inspections, their outcomes and answers about strategic goods"
    PROMOTE_MODELS = "train and promote models"
    READ_FIGURES = "read profiling's figures"
    SET_PROFILING = "set sources, capacities and retention"


class Who(Protocol):
    """A caller as the gateway has identified it; see sealwire_chassis.caller."""

    @property
    def kind(self) -> str:
        """`device` or `administrator`."""

    @property
    def unit(self) -> str:
        """Unit code of a device."""

    @property
    def roles(self) -> Sequence[str]:
        """Roles of a device's officer."""

    @property
    def scope(self) -> str:
        """`*` or a country, of an administrator."""


_COLUMNS = (
    Actor.PROGRAMME_ADMINISTRATOR, Actor.COUNTRY_ADMINISTRATOR, Actor.UNIT_HEAD, Actor.KEY_OFFICER,
    Actor.ANALYST, Actor.SEARCH_TEAM, Actor.VIEWER, Actor.INTEGRATION,
)  # fmt: skip
_ROWS: Mapping[Action, str] = {
    #                       programme country head key analyst search viewer integration
    Action.SEND_NOTICES:    "-        -       own  own own     own    -      own",
    Action.READ_NOTICES:    "-        -       own  own own     own    -      own",
    Action.READ_UNITS:      "all      all     all  all all     all    all    all",
    Action.EDIT_UNITS:      "all      own     own  own -       -      -      -",
    Action.SET_DUTY:        "all      own     own  own own     own    -      -",
    Action.READ_CONTACTS:   "all      own     all  all all     all    -      -",
    Action.EDIT_OFFICERS:   "all      own     own  own -       -      -      -",
    Action.EDIT_GROUPS:     "all      own     -    -   -       -      -      -",
    Action.EDIT_SEGMENTS:   "all      -       -    -   -       -      -      -",
    Action.READ_CHANGES:    "all      own     own  own -       -      -      -",
    Action.READ_EXPIRING:   "all      own     own  own own     own    -      own",
    Action.READ_CASES:      "all      own     own  own -       -      -      -",
    Action.EDIT_CASES:      "all      own     -    -   -       -      -      -",
    Action.EDIT_WORK_PLANS: "all      own     -    -   -       -      -      -",
    Action.READ_REPORTS:    "all      own     own  -   -       -      own    -",
    Action.READ_CONSIGNMENTS: "-      own     own  own own     own    -      own",
    Action.READ_PARTIES:    "-        own     own  -   own     own    -      -",
    Action.FILE_CONSIGNMENTS: "-      -       own  -   own     -      -      own",
    Action.EDIT_PROFILES:   "-        -       own  -   own     -      -      -",
    Action.EDIT_LISTS:      "-        -       own  -   own     -      -      -",
    Action.SELECT:          "-        -       own  -   own     -      -      -",
    Action.INSPECT:         "-        -       own  -   own     own    -      -",
    Action.PROMOTE_MODELS:  "-        -       own  -   -       -      -      -",
    Action.READ_FIGURES:    "-        own     own  own own     own    own    -",
    Action.SET_PROFILING:   "-        own     own  -   -       -      -      -",
}  # fmt: skip
MATRIX: Mapping[Action, Mapping[Actor, Reach]] = {
    action: dict(zip(_COLUMNS, map(Reach, cells.split()), strict=True)) for action, cells in _ROWS.items()
}


def reach(actors: Iterable[Actor | Role | str], action: Action) -> Reach:
    """Return how far the widest right of these actors goes."""
    reaches = {MATRIX[action][Actor(actor)] for actor in actors}
    return next((each for each in (Reach.ALL, Reach.OWN) if each in reaches), Reach.NONE)


def actors_of(who: Who) -> tuple[Actor, ...]:
    """Return the rows of the table that a caller stands in."""
    if who.kind == "device":
        return tuple(Actor(role) for role in who.roles)
    if who.scope == WHOLE_PROGRAMME:
        return (Actor.PROGRAMME_ADMINISTRATOR,)
    return (Actor.COUNTRY_ADMINISTRATOR,)


def may(who: Who, action: Action, *, unit: str = "", country: str = "") -> bool:
    """Tell whether a caller may do something to an object.

    Args:
        who: The caller.
        action: What is to be done.
        unit: The code of the unit whose object it is, if it is a unit's.
        country: Otherwise the country whose object it is; neither: the programme's.
    """
    granted = reach(actors_of(who), action)
    return granted is Reach.ALL or (granted is Reach.OWN and owns(who, unit=unit, country=country))


def owns(who: Who, *, unit: str = "", country: str = "") -> bool:
    """Tell whether an object is the caller's own: of its unit, or inside its scope."""
    if who.kind == "device":
        return bool(unit) and who.unit == unit
    return who.scope in (WHOLE_PROGRAMME, country_of(unit) if unit else country)


def check(who: Who, action: Action, *, unit: str = "", country: str = "") -> None:
    """Refuse what the table does not allow; see `may`.

    Raises:
        NotAllowed: It does not; the detail names who may.
    """
    if not may(who, action, unit=unit, country=country):
        raise _refusal(action)


def listing(who: Who, action: Action) -> tuple[str, str]:
    """Return what a caller may list: `(unit, country)`, each "" for all.

    A query takes it as its required filter, so that no list forgets whose it is.

    Raises:
        NotAllowed: Nothing; the detail names who may.
    """
    granted = reach(actors_of(who), action)
    if granted is Reach.ALL or (granted is Reach.OWN and who.scope == WHOLE_PROGRAMME):
        return ("", "")
    own = (who.unit, "") if who.kind == "device" else ("", who.scope)
    # Whoever has no unit and no scope owns nothing, and must not be taken for who may list everything.
    if granted is Reach.NONE or not any(own):
        raise _refusal(action)
    return own


def _refusal(action: Action) -> NotAllowed:
    return NotAllowed(f"May {action}: {', '.join(_who_may(action))}.")


def _who_may(action: Action) -> list[str]:
    return [f"{actor} ({reach.value})" for actor, reach in MATRIX[action].items() if reach is not Reach.NONE]
