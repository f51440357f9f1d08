"""Commands about hits: screen, clear, clearances, clearance-renew, clearance-withdraw."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import Language, with_lists
from sealwire.cli.profiling.list_shapes import clearance_row, hit_row
from sealwire.errors import NotFound

if TYPE_CHECKING:
    from sealwire.client.profiling.lists import WatchLists
    from sealwire.contract.profiling.clearances import ClearanceRecord
    from sealwire.contract.profiling.lists import Hits

_Clearance = Annotated[UUID, typer.Argument(help="The clearance's id.")]
_Reason = Annotated[str, typer.Option(help="Why; it stays on record with your name.")]
_Expires = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds; two years at most.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("screen", screen),
        ("clear", clear),
        ("clearances", clearances),
        ("clearance-renew", clearance_renew),
        ("clearance-withdraw", clearance_withdraw),
    ):
        command(app, name)(function)


def screen(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    name: Annotated[str, typer.Argument(help="The name or number to look up.")],
    what: Annotated[str, typer.Option(help="party, vessel, container, imo, phone or number.")] = "party",
    country: Annotated[str | None, typer.Option(help="Of a phone number without its code: KG.")] = None,
    at_least: Annotated[float | None, typer.Option(help="Score from 0 to 1; else the one threshold.")] = None,
    language: Annotated[
        Language, typer.Option("--language", help="Language of the reasons: en or ru.")
    ] = Language.EN,
) -> None:
    """Look one name or number up on all watch lists, and say why each hit is one."""
    from sealwire.contract.profiling.lists import NameQuestion  # noqa: PLC0415  # keeps --help fast

    values = {"what": what, "value": name, "country": country, "at_least": at_least}
    question = filled(NameQuestion, values)

    async def ask(lists: "WatchLists") -> "Hits":
        return await lists.screen(question)

    found = with_lists(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    if found.hits:
        headings = ["List", "Listed as", "Score", "Effect", "Why", "Entry", "Cleared by"]
        output.table(headings, (hit_row(each, language) for each in found.hits))
    output.lines([f"Hits: {len(found.hits)}, in {found.searched} active entries"])


def clear(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    entry: Annotated[UUID, typer.Argument(help="The entry's id, as `screen` shows it.")],
    value: Annotated[str, typer.Argument(help="The name or number as the document writes it.")],
    reason: _Reason,
    expires: _Expires,
    what: Annotated[str, typer.Option(help="name, container, imo, phone or number.")] = "name",
    only_with: Annotated[
        str | None, typer.Option(help="Holds only for the party with this tax or registration number.")
    ] = None,
) -> None:
    """Clear a pair: this name or number is not the one of that entry; its hits are shown, and do nothing."""
    from sealwire.contract.profiling.clearances import ClearanceFiling  # noqa: PLC0415  # keeps --help fast

    values = {
        "entry": entry, "what": what, "value": value, "only_with": only_with, "reason": reason,
        "expires_on": expires.date(),
    }  # fmt: skip
    filing = filled(ClearanceFiling, values)

    async def work(lists: "WatchLists") -> "ClearanceRecord":
        return await lists.clear(filing)

    _tell(settings, with_lists(settings, work))


def clearances(
    settings: Settings,
    state: Annotated[str | None, typer.Option(help="Only active, due, overtaken or withdrawn ones.")] = None,
) -> None:
    """List cleared pairs, those first that somebody has to look at."""
    from sealwire.contract.profiling.clearances import ClearanceState  # noqa: PLC0415  # keeps --help fast

    if state is not None and state not in set(ClearanceState):
        raise typer.BadParameter(f"A state is one of {', '.join(ClearanceState)}.")

    async def ask(lists: "WatchLists") -> "tuple[ClearanceRecord, ...]":
        return await lists.clearances(ClearanceState(state) if state else None)

    found = with_lists(settings, ask)
    if settings.as_json:
        output.result({"clearances": [each.model_dump(mode="json") for each in found]})
        return
    headings = ["Clearance", "State", "List", "Cleared", "Entry", "Until", "By", "Reason"]
    output.table(headings, map(clearance_row, found))


def clearance_renew(settings: Settings, clearance: _Clearance, reason: _Reason, expires: _Expires) -> None:
    """Let a clearance go on, after you have looked at the pair again; another officer cleared it last."""
    from sealwire.contract.profiling.clearances import Renewal  # noqa: PLC0415  # keeps --help fast

    async def work(lists: "WatchLists") -> "ClearanceRecord":
        version = await _version(lists, clearance)
        values = {"version": version, "reason": reason, "expires_on": expires.date()}
        return await lists.renew(clearance, filled(Renewal, values))

    _tell(settings, with_lists(settings, work))


def clearance_withdraw(settings: Settings, clearance: _Clearance, reason: _Reason) -> None:
    """Take a clearance back; its hits are open again."""
    from sealwire.contract.profiling.clearances import Withdrawal  # noqa: PLC0415  # keeps --help fast

    async def work(lists: "WatchLists") -> "ClearanceRecord":
        version = await _version(lists, clearance)
        return await lists.withdraw(clearance, filled(Withdrawal, {"version": version, "reason": reason}))

    _tell(settings, with_lists(settings, work))


async def _version(lists: "WatchLists", clearance: UUID) -> int:
    known = {each.id: each.version for each in await lists.clearances()}
    if clearance not in known:
        raise NotFound(clearance=str(clearance))
    return known[clearance]


def _tell(settings: Settings, made: "ClearanceRecord") -> None:
    settings.show(
        made.model_dump(mode="json"),
        f"Clearance {made.id} of {made.value}, version {made.version}: {made.state.value} "
        f"until {made.expires_on}",
    )
