"""The guide's questions for each piece of a case, and the messages that the answers make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.onboarding import prompts
from sealwire.cli.onboarding.forms import FieldRefused, filled
from sealwire.contract.onboarding import (
    Activity,
    Assessment,
    Condition,
    CourseIn,
    CourseKind,
    Gender,
    ItemHandedOver,
    ItemNeeded,
    OfficerNominated,
    Result,
    Site,
    SiteKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.contract.onboarding import CaseOut

_OFFICER = "Handle of an officer: a service number (empty: no more)"


def site() -> Site:
    """Ask where the unit will work."""
    name = {"en": ask("Name of the unit, English")}
    if other := ask("Name in Russian (may be left empty)", required=False):
        name["ru"] = other
    kind = prompts.ask_choice("Kind of post", SiteKind)
    return filled(Site, name=name, kind=kind, place=ask("Place: town, road or port"))


def assessment(file: str) -> Assessment:
    """Ask what a needs assessment found.

    Args:
        file: The report's hash.
    """
    return filled(
        Assessment,
        file=file,
        dated=prompts.ask_day("Date of the report"),
        staff=prompts.ask_number("How many officers will the unit have"),
        premises=ask("Premises"),
        link=ask("The post's connection to the network"),
        equipment=prompts.ask_each("Equipment needed, as ITEM=NUMBER", needed),
        training=prompts.ask_choices("Training needed", CourseKind),
    )


def needed(text: str) -> ItemNeeded:
    """Return equipment that was typed as `ITEM=NUMBER`.

    Raises:
        FieldRefused: It has another form.
    """
    item, separator, quantity = text.rpartition("=")
    if not separator:
        raise FieldRefused("Equipment is given as Workstation=2.")
    return filled(ItemNeeded, item=item.strip(), quantity=quantity.strip())


def officers() -> list[OfficerNominated]:
    """Ask whom the administration names, one after the other."""
    found: list[OfficerNominated] = []
    while handle := prompts.ask_handle(_OFFICER, required=not found):
        found.append(
            filled(
                OfficerNominated,
                handle=handle,
                name=ask("Name"),
                gender=prompts.ask_choice("Gender, for donors' reports", Gender),
                rank=ask("Rank (may be left empty)", required=False),
                agency=ask("Agency (may be left empty)", required=False),
            )
        )
    return found


def course(kind: CourseKind, country: str) -> CourseIn:
    """Ask about a course that was held."""
    return filled(
        CourseIn,
        kind=kind,
        country=country,
        title=ask(f"Title of the {kind} course"),
        place=ask("Place"),
        starts=(starts := prompts.ask_day("First day")),
        ends=prompts.ask_day("Last day", since=starts),
        trainers=prompts.ask_names("Trainers, with commas between them"),
        donor=_donor(),
    )


def results(nominated: Iterable[OfficerNominated]) -> dict[str, Result]:
    """Ask how each nominated officer ended a course; who did not take part is left out."""
    found = {}
    for each in nominated:
        question = f"{each.handle} ({each.name}): passed, failed or attended (empty: not there)"
        if result := prompts.ask_choice_or_none(question, Result):
            found[each.handle] = result
    return found


def items(case: CaseOut) -> list[ItemHandedOver]:
    """Ask what was handed over; the gate's own words stand before the questions."""
    for lack in case.next.missing if case.next else ():
        output.message(lack.text)
    found: list[ItemHandedOver] = []
    while name := ask("Item, named as in the assessment (empty: no more)", required=not found):
        quantity = prompts.ask_number("How many")
        serials = ask("Serial numbers, with commas between them (empty: they have none)", required=False)
        numbers = [part for each in serials.split(",") if (part := each.strip())]
        why = "" if numbers else ask("Why has it no serial number")
        found.append(
            filled(
                ItemHandedOver,
                item=name,
                quantity=quantity,
                serials=numbers,
                no_serials_because=why,
                condition=prompts.ask_choice("Condition", Condition),
            )
        )
    return found


def activity(unit: str) -> Activity:
    """Ask what the annual work plan says of the unit."""
    return filled(
        Activity,
        what=ask("Activity in the work plan"),
        starts=(starts := prompts.ask_day("First day")),
        ends=prompts.ask_day("Last day", since=starts),
        place=ask("Place"),
        donor=_donor(),
        units=[unit],
        participants_planned=prompts.ask_number("Participants planned"),
    )


def _donor() -> str | None:
    return ask("Donor's id, as in `sealwire admin donor list` (may be left empty)", required=False) or None
