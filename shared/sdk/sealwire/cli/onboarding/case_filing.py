"""Commands that file: request, change, nominate, withdraw, file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_unit
from sealwire.cli.onboarding.options import Agencies, Donors, Kind, Names, Note, Place, Unit

if TYPE_CHECKING:
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import CaseOut, Site


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("request", request),
        ("change", change),
        ("nominate", nominate),
        ("withdraw", withdraw),
        ("file", file),
    ):
        command(app, name)(function)


def request(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: Unit,
    letter: Annotated[Path, typer.Option(help="The administration's letter.")],
    dated: Annotated[str, typer.Option(help="Date of the letter, such as 2021-02-01.")],
    name: Names = None,
    kind: Kind = None,
    place: Place = None,
    agency: Agencies = None,
    donor: Donors = None,
) -> None:
    """Ask for a unit: with the letter, the site and the agencies its case begins."""
    from sealwire.cli.onboarding import documents, filing  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import CaseIn, Letter  # noqa: PLC0415  # as above

    read, site = documents.read(letter), _site(name, kind, place)

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        cited = filled(Letter, file=await filing.put(exchange, read), dated=dated)
        asked = filled(CaseIn, unit=code, letter=cited, site=site, agencies=agency or [], donors=donor or [])
        return await exchange.request(asked)

    _show(settings, on_unit(settings, unit, work))


def change(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: Unit,
    name: Names = None,
    kind: Kind = None,
    place: Place = None,
    agency: Agencies = None,
    donor: Donors = None,
) -> None:
    """Change the site (name, kind and place together), the agencies or the donors of a case."""
    from sealwire.cli.onboarding import filing  # noqa: PLC0415  # keeps --help fast

    site = _site(name, kind, place) if name or kind or place else None

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        before = await exchange.case(code)
        asked = filing.changed(before, site=site, agencies=agency, donors=donor)
        return await exchange.change(code, asked)

    _show(settings, on_unit(settings, unit, work))


def nominate(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: Unit,
    handle: Annotated[str, typer.Argument(help="The officer's handle: a service number.")],
    name: Annotated[str, typer.Argument(help="The officer's name; never in the log.")],
    gender: Annotated[str, typer.Option(help="female, male or unstated, for donors' reports.")] = "unstated",
    rank: Annotated[str, typer.Option(help="Rank.")] = "",
    agency: Annotated[str, typer.Option(help="The officer's agency.")] = "",
) -> None:
    """Name an officer of the unit, or set right what is known of one."""
    from sealwire.cli.onboarding import filing  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import OfficerNominated  # noqa: PLC0415  # as above

    officer = filled(OfficerNominated, handle=handle, name=name, gender=gender, rank=rank, agency=agency)

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        before = await exchange.case(code)
        return await exchange.change(code, filing.changed(before, officers=[officer]))

    _show(settings, on_unit(settings, unit, work))


def withdraw(
    settings: Settings,
    unit: Unit,
    handle: Annotated[str, typer.Argument(help="The officer's handle.")],
) -> None:
    """Take an officer off a case who will not serve in the unit, such as one who failed; courses stay."""
    from sealwire.cli.onboarding import filing  # noqa: PLC0415  # keeps --help fast

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        return await exchange.change(code, filing.withdrawn(await exchange.case(code), handle))

    _show(settings, on_unit(settings, unit, work))


def file(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: Unit,
    kind: Annotated[
        str, typer.Argument(help="letter, agreement, assessment, sandbox, test_notice or opening.")
    ],
    document: Annotated[Path, typer.Argument(help="The file; for a test notice the exported thread.")],
    dated: Annotated[str | None, typer.Option(help="The document's date, such as 2021-09-30.")] = None,
    note: Note = "",
    staff: Annotated[int | None, typer.Option(help="Assessment: officers that the unit will have.")] = None,
    premises: Annotated[str | None, typer.Option(help="Assessment: the rooms.")] = None,
    link: Annotated[str | None, typer.Option(help="Assessment: the connection to the network.")] = None,
    equipment: Annotated[
        list[str] | None, typer.Option(help="Assessment: what is needed, as ITEM=NUMBER; repeatable.")
    ] = None,
    training: Annotated[
        list[str] | None, typer.Option(help="Assessment: a kind of course that is needed; repeatable.")
    ] = None,
) -> None:
    """File a piece of evidence; a later one of its kind takes its place, the earlier stays on record."""
    from sealwire.cli.onboarding import evidence  # noqa: PLC0415  # keeps --help fast

    found = {
        "staff": staff, "premises": premises, "link": link, "equipment": equipment, "training": training,
    }  # fmt: skip
    typed = evidence.Typed(kind, document, dated, note, {k: v for k, v in found.items() if v is not None})

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        return await evidence.file(exchange, code, typed)

    _show(settings, on_unit(settings, unit, work))


def _site(names: list[str] | None, kind: str | None, place: str | None) -> "Site":
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.names import by_language  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import Site  # noqa: PLC0415  # as above

    if not names or not kind or not place:
        raise typer.BadParameter("A site has --name, --kind and --place.")
    return filled(Site, name=by_language(names), kind=kind, place=place)


def _show(settings: Settings, case: "CaseOut") -> None:
    from sealwire.cli.onboarding.shown import case_json, case_lines  # noqa: PLC0415  # keeps --help fast

    settings.show(case_json(case), *case_lines(case))
