"""Commands that read: inbox, read, receipts, watch."""

from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.lasting import warn

if TYPE_CHECKING:
    from sealwire.client.mailbox import Unreadable

_Id = Annotated[str, typer.Argument(help="The envelope's id, or its last six or more digits.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("inbox", inbox), ("read", read), ("receipts", receipts), ("watch", watch)):
        command(app, name)(function)


def inbox(
    settings: Settings,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="List what is here, fetch nothing.")] = False,
) -> None:
    """Fetch and check what is new, and list everything that this device has."""
    from sealwire.cli.shapes import listed_json, listed_row  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> None:
        fetched = None if offline else await member.fetch()
        warn(member)
        listed = member.inbox()
        unreadable = fetched.unreadable if fetched else []
        _warn(unreadable)
        gaps = {device.hex(): numbers for device, numbers in member.gaps().items()}
        for device, numbers in gaps.items():
            missing = ", ".join(map(str, numbers))
            output.message(
                f"sealwire: from device {device[:16]} number {missing} has not arrived; ask the sender"
            )
        if settings.as_json:
            new = [str(each) for each in fetched.ids] if fetched else []
            shown = [{"id": str(each.id), "problem": each.problem} for each in unreadable]
            output.result(
                {
                    "envelopes": [listed_json(each) for each in listed],
                    "new": new,
                    "unreadable": shown,
                    "missing": gaps,
                }
            )
        else:
            headings = ["Id", "From", "Sent (UTC)", "Priority", "Mark", "State"]
            output.table(headings, (listed_row(each) for each in listed))

    settings.with_member(work)


def read(
    settings: Settings,
    envelope: _Id,
    language: Annotated[str, typer.Option("--language", help="Language of the titles: en or ru.")] = "en",
) -> None:
    """Check and open an envelope, show it, and sign for having opened it."""
    from sealwire.cli.notice_text import content_lines  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.shapes import opened_json, opened_lines  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> None:
        opened = await member.read(member.find(envelope))
        settings.show(opened_json(opened), *opened_lines(opened), *content_lines(opened.content, language))

    settings.with_member(work)


def receipts(settings: Settings, envelope: _Id) -> None:
    """Show who has received, opened and acknowledged an envelope; every signature is checked."""
    from sealwire.cli.shapes import receipt_json  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> None:
        found = member.find(envelope)
        checked = await member.receipts(found)
        if settings.as_json:
            output.result({"id": str(found), "receipts": [receipt_json(each) for each in checked]})
            return
        rows = [
            [
                each.unit,
                f"{each.officer} (revoked since)" if each.revoked else each.officer,
                each.kind,
                output.when(each.signed_at),
            ]
            for each in checked
        ]
        output.table(["Unit", "Officer", "What", "When (UTC)"], rows)

    settings.with_member(work)


def watch(
    settings: Settings,
    count: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many envelopes; otherwise Ctrl-C.")
    ] = None,
) -> None:
    """Wait for envelopes and print a line for each one that comes."""
    from sealwire.cli.shapes import listed_json, listed_row  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> None:
        left = count
        async for fetched in member.watch():
            _warn(fetched.unreadable)
            listed = {each.header.id: each for each in member.inbox()}
            for new in fetched.ids:
                settings.show(listed_json(listed[new]), "  ".join(listed_row(listed[new])))
                left = left - 1 if left is not None else None
                if left == 0:
                    return

    settings.with_member(work)


def _warn(unreadable: "list[Unreadable]") -> None:
    for each in unreadable:
        output.message(f"sealwire: place {each.position} of the mailbox is unreadable ({each.problem})")
