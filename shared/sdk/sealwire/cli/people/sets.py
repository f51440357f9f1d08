"""Commands about groups of units and segments of countries: list, show, save."""

from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled, with_people

if TYPE_CHECKING:
    from sealwire.client.people import People
    from sealwire.contract.people import GroupRecord, SegmentRecord

_Name = Annotated[str, typer.Argument(help="Small letters, digits and hyphens.")]


def add_groups_to(app: typer.Typer) -> None:
    """Add the commands about groups."""
    for name, function in (("list", list_groups), ("show", show_group), ("save", save_group)):
        command(app, name)(function)


def add_segments_to(app: typer.Typer) -> None:
    """Add the commands about segments."""
    command(app, "list")(list_segments)
    command(app, "save")(save_segment)


def list_groups(settings: Settings) -> None:
    """List all groups."""

    async def ask(people: "People") -> "tuple[GroupRecord, ...]":
        return (await people.groups()).groups

    found = with_people(settings, ask)
    if settings.as_json:
        output.result({"groups": [each.model_dump(mode="json") for each in found]})
        return
    rows = [[each.name, str(each.version), each.scope, ", ".join(each.units), each.note] for each in found]
    output.table(["Group", "Version", "Of", "Units", "Note"], rows)


def show_group(
    settings: Settings,
    name: _Name,
    version: Annotated[int | None, typer.Option(min=1, help="Otherwise the newest.")] = None,
) -> None:
    """Show a version of a group."""

    async def ask(people: "People") -> "GroupRecord":
        return await people.group(name, version=version)

    _tell(settings, with_people(settings, ask))


def save_group(
    settings: Settings,
    name: _Name,
    units: Annotated[list[str], typer.Argument(help="All units of the group.")],
    scope: Annotated[str, typer.Option(help='Whose it is: a country such as KG, or "*".')],
    note: Annotated[str, typer.Option(help="Why there is such a group.")] = "",
) -> None:
    """Save a group as its next version."""
    from sealwire.contract.people import GroupFiling  # noqa: PLC0415  # keeps --help fast
    from sealwire.errors import NotFound  # noqa: PLC0415  # as above

    async def work(people: "People") -> "GroupRecord":
        try:
            version = (await people.group(name)).version
        except NotFound:
            version = 0
        values = {"version": version, "scope": scope, "units": units, "note": note}
        return await people.save_group(name, filled(GroupFiling, values))

    _tell(settings, with_people(settings, work))


def list_segments(settings: Settings) -> None:
    """List all segments."""

    async def ask(people: "People") -> "tuple[SegmentRecord, ...]":
        return (await people.segments()).segments

    found = with_people(settings, ask)
    if settings.as_json:
        output.result({"segments": [each.model_dump(mode="json") for each in found]})
        return
    rows = [
        [each.code, str(each.version), next(iter(each.names.values()), ""), ", ".join(each.countries)]
        for each in found
    ]
    output.table(["Segment", "Version", "Name", "Countries"], rows)


def save_segment(
    settings: Settings,
    code: _Name,
    countries: Annotated[list[str], typer.Argument(help="All countries of the segment: KG KZ.")],
    names: Annotated[list[str], typer.Option("--name", help="By language: en=Central Asia; repeatable.")],
) -> None:
    """Save a segment."""
    from sealwire.contract.people import SegmentFiling  # noqa: PLC0415  # keeps --help fast

    by_language = dict(_pair(each) for each in names)

    async def work(people: "People") -> "SegmentRecord":
        known = {each.code: each.version for each in (await people.segments()).segments}
        values = {"version": known.get(code, 0), "names": by_language, "countries": countries}
        return await people.save_segment(code, filled(SegmentFiling, values))

    saved = with_people(settings, work)
    settings.show(saved.model_dump(mode="json"), f"Saved {saved.code}, version {saved.version}")


def _tell(settings: Settings, group: "GroupRecord") -> None:
    settings.show(
        group.model_dump(mode="json"),
        f"{group.name}, version {group.version}, of {group.scope}",
        f"Units  {', '.join(group.units) or '-'}",
        f"Note   {group.note or '-'}",
        f"Saved  {output.when(group.saved_at)} UTC by {group.handle}",
    )


def _pair(text: str) -> tuple[str, str]:
    language, separator, name = text.partition("=")
    if not separator or not name:
        raise typer.BadParameter('A name is given as en="Central Asia".')
    return language, name
