"""Commands about units: search, show, set, duty, changes."""

from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import contacts, filled, given, with_people

if TYPE_CHECKING:
    from sealwire.client.people import People
    from sealwire.contract.people import ChangesPage, DutyRoster, UnitRecord

_Unit = Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("search", search),
        ("show", show),
        ("set", set_unit),
        ("duty", duty),
        ("changes", changes),
    ):
        command(app, name)(function)


def search(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    text: Annotated[str, typer.Argument(help="Beginnings of words: name, code, agency, place.")] = "",
    country: Annotated[str, typer.Option(help="Such as KG.")] = "",
    kind: Annotated[str, typer.Option(help="sea_port, dry_port, rail, land_crossing, airport.")] = "",
    status: Annotated[str, typer.Option(help="planned, open, suspended, closed.")] = "",
    group: Annotated[str, typer.Option(help="Only the units of a group.")] = "",
    segment: Annotated[str, typer.Option(help="Only the units of a segment.")] = "",
    *,
    on_duty: Annotated[bool, typer.Option("--on-duty", help="Only where somebody is on duty now.")] = False,
) -> None:
    """Find units by text, country, kind, status, group, segment, or who is on duty now."""
    from sealwire.cli.people.shapes import unit_row  # noqa: PLC0415  # keeps --help fast

    async def ask(people: "People") -> "list[UnitRecord]":
        found = people.all(
            q=text, country=country, kind=kind, status=status, group=group, segment=segment, on_duty=on_duty
        )
        return [unit async for unit in found]

    units = with_people(settings, ask)
    if settings.as_json:
        output.result({"units": [unit.model_dump(mode="json") for unit in units]})
        return
    headings = ["Unit", "Name", "Kind", "Place", "Status", "Open now", "On duty"]
    output.table(headings, map(unit_row, units))


def show(settings: Settings, unit: _Unit) -> None:
    """Show what is filed about a unit; its keys and status stand in the log (`sealwire units`)."""

    async def ask(people: "People") -> "UnitRecord":
        return await people.unit(unit)

    _tell(settings, with_people(settings, ask))


def set_unit(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: _Unit,
    kind: Annotated[
        str | None, typer.Option(help="sea_port, dry_port, rail, land_crossing, airport.")
    ] = None,
    unlocode: Annotated[str | None, typer.Option(help="UN/LOCODE, such as KZAAU.")] = None,
    local_code: Annotated[str | None, typer.Option(help="A code of your own, with --point.")] = None,
    place: Annotated[str | None, typer.Option(help="Name of the place.")] = None,
    point: Annotated[str | None, typer.Option(help="LATITUDE,LONGITUDE in degrees: 40.06,70.82.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="Repeatable; all of them.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="ISO 639; repeatable; all of them.")] = None,
    hours: Annotated[str | None, typer.Option(help='"24/7", or "Mo-Fr 08:00-18:00; Sa 22:00-06:00".')] = None,
    time_zone: Annotated[str | None, typer.Option(help="IANA: Asia/Bishkek.")] = None,
    contact: Annotated[
        list[str] | None, typer.Option(help="kind:value or kind:value|label; repeatable; all of them.")
    ] = None,
    segment: Annotated[str | None, typer.Option(help="Such as central-asia.")] = None,
    version: Annotated[
        int | None, typer.Option(help="Only over this version; otherwise over the newest.")
    ] = None,
) -> None:
    """File a unit's particulars; what is not given stays as it is."""
    from sealwire.contract.people import UnitFiling  # noqa: PLC0415  # keeps --help fast

    latitude, longitude = _point(point)
    wanted = given(
        kind=kind, unlocode=unlocode, local_code=local_code, place=place, latitude=latitude,
        longitude=longitude, agencies=agency, languages=language, hours=hours, time_zone=time_zone,
        contacts=contacts(contact) if contact is not None else None, segment=segment,
    )  # fmt: skip

    async def file(people: "People") -> "UnitRecord":
        before = await _or_none(people, unit)
        filed = before.particulars.model_dump(mode="json") if before and before.particulars else {}
        over = version if version is not None else (before.version if before else 0)
        return await people.file_unit(unit, filled(UnitFiling, {**filed, **wanted, "version": over}))

    _tell(settings, with_people(settings, file))


def duty(
    settings: Settings,
    unit: _Unit,
    shift: Annotated[
        list[str] | None,
        typer.Option(help="HANDLE FROM UNTIL in local time: key-1 2026-11-22T20:00 2026-11-23T08:00."),
    ] = None,
    *,
    add: Annotated[bool, typer.Option("--add", help="Add to the roster; otherwise replace it.")] = False,
) -> None:
    """Show a unit's duty roster, or file it."""
    from sealwire.contract.people import DutyFiling  # noqa: PLC0415  # keeps --help fast

    typed = [_shift(each) for each in shift] if shift is not None else None

    async def work(people: "People") -> "DutyRoster":
        before = await people.duty(unit)
        if typed is None:
            return before
        kept = [each.model_dump(mode="json") for each in before.shifts] if add else []
        filing = filled(DutyFiling, {"version": before.version, "shifts": kept + typed})
        return await people.set_duty(unit, filing)

    roster = with_people(settings, work)
    if settings.as_json:
        output.result({"unit": unit, **roster.model_dump(mode="json")})
        return
    rows = [
        [each.officer, each.starts.isoformat(" ", "minutes"), each.ends.isoformat(" ", "minutes")]
        for each in roster.shifts
    ]
    output.table(["Officer", f"From ({roster.time_zone or 'local'})", "Until"], rows)
    output.lines([f"On duty now: {', '.join(roster.on_duty) or 'nobody'}"])


def changes(
    settings: Settings,
    unit: Annotated[str | None, typer.Argument(help="A unit; otherwise everything that is yours.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Older than this change.")] = None,
) -> None:
    """Show who changed what, newest first."""
    from sealwire.cli.people.shapes import change_row  # noqa: PLC0415  # keeps --help fast

    async def ask(people: "People") -> "ChangesPage":
        return await people.changes(unit, before=before, limit=limit)

    page = with_people(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    output.table(["No.", "When (UTC)", "Who", "What", "Fields"], map(change_row, page.changes))


async def _or_none(people: "People", unit: str) -> "UnitRecord | None":
    from sealwire.errors import NotFound  # noqa: PLC0415  # keeps --help fast

    try:
        return await people.unit(unit)
    except NotFound:
        return None


def _tell(settings: Settings, unit: "UnitRecord") -> None:
    from sealwire.cli.people.shapes import unit_lines  # noqa: PLC0415  # keeps --help fast

    settings.show(unit.model_dump(mode="json"), *unit_lines(unit))


def _point(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError as error:
        raise typer.BadParameter("A point is given as 40.06,70.82.") from error
    return latitude, longitude


def _shift(text: str) -> dict[str, str]:
    parts = text.split()
    if len(parts) != 3:  # noqa: PLR2004  # who, from, until
        raise typer.BadParameter("A shift is given as: key-1 2026-11-22T20:00 2026-11-23T08:00.")
    return {"officer": parts[0], "starts": parts[1], "ends": parts[2]}
