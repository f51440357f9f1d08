"""Commands about officers: list, set."""

from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import contacts, filled, given, with_people

if TYPE_CHECKING:
    from sealwire.client.people import People
    from sealwire.contract.people import OfficerRecord

_Unit = Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "list")(list_officers)
    command(app, "set")(set_officer)


def list_officers(settings: Settings, unit: _Unit) -> None:
    """List a unit's officers, as far as you may see them."""
    from sealwire.cli.people.shapes import officer_row  # noqa: PLC0415  # keeps --help fast

    async def ask(people: "People") -> "tuple[OfficerRecord, ...]":
        return (await people.officers(unit)).officers

    found = with_people(settings, ask)
    if settings.as_json:
        output.result({"unit": unit, "officers": [each.model_dump(mode="json") for each in found]})
        return
    headings = ["Officer", "Name", "Rank", "Agency", "Roles", "Languages", "Contacts", "Status"]
    output.table(headings, map(officer_row, found))


def set_officer(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: _Unit,
    handle: Annotated[str, typer.Argument(help="The handle, as in the log.")],
    name: Annotated[str | None, typer.Option()] = None,
    rank: Annotated[str | None, typer.Option()] = None,
    agency: Annotated[str | None, typer.Option()] = None,
    gender: Annotated[str | None, typer.Option(help="female, male or unstated, for donors' reports.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="ISO 639; repeatable; all of them.")] = None,
    contact: Annotated[
        list[str] | None, typer.Option(help="kind:value or kind:value|label; repeatable; all of them.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(help="Only over this version; otherwise over the newest.")
    ] = None,
) -> None:
    """File an officer's particulars; what is not given stays as it is."""
    from sealwire.contract.people import OfficerFiling  # noqa: PLC0415  # keeps --help fast

    wanted = given(
        name=name,
        rank=rank,
        agency=agency,
        gender=gender,
        languages=language,
        contacts=contacts(contact) if contact is not None else None,
    )

    async def file(people: "People") -> "OfficerRecord":
        known = (await people.officers(unit)).officers
        before = next((each for each in known if each.handle == handle), None)
        filed = before.particulars.model_dump(mode="json") if before else {}
        over = version if version is not None else (before.version if before else 0)
        filing = filled(OfficerFiling, {**filed, **wanted, "version": over})
        return await people.file_officer(unit, handle, filing)

    record = with_people(settings, file)
    settings.show(record.model_dump(mode="json"), f"Filed {unit}/{handle}, version {record.version}")
