"""The command that drafts a warning from a selected consignment: warn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.files import write

if TYPE_CHECKING:
    from sealwire.client.member import Member
    from sealwire.client.profiling.warning import Draft


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "warn")(warn)


def warn(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    selection: Annotated[UUID, typer.Argument(help="The selection's id.")],
    consignment: Annotated[UUID, typer.Argument(help="The consignment's id.")],
    target: Annotated[Path, typer.Argument(help="The JSON file to write; look at it, then `sealwire send`.")],
    group: Annotated[str, typer.Option("--group", help="What is suspected: drug-precursors, strategic ...")],
    language: Annotated[str, typer.Option("--language", help="Language of the reasons: en or ru.")] = "en",
) -> None:
    """Write a warning about a consignment, filled in from its documents and the reasons for selecting it."""
    from sealwire.client.profiling.drafting import drafted  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.profiling.warning import Suspected  # noqa: PLC0415  # as above
    from sealwire.notices import to_json  # noqa: PLC0415  # as above

    async def work(member: "Member") -> "Draft":
        door = member.session.exchange.door
        return await drafted(door, selection, consignment, Suspected(group), language=language)

    draft = settings.with_member(work)
    write(target, to_json(draft.notice).encode())
    for each in draft.left_out:
        output.message(f"sealwire: left out: {each}")
    settings.show({"file": str(target), "left_out": list(draft.left_out)}, f"Wrote {target}")
