"""Commands that write: send, answer, acknowledge."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from sealwire.client.sending import Sent
    from sealwire.envelope.format import Tlp

_Kind = Annotated[
    str | None,
    typer.Option("--kind", help="Make the notice now by answering questions: warning, seizure ..."),
]
_Language = Annotated[str, typer.Option("--language", help="Language of questions: en or ru.")]
_Id = Annotated[str, typer.Argument(help="The envelope's id, or its last six or more digits.")]
_HOUR_S = 3600


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("send", send), ("answer", answer), ("acknowledge", acknowledge)):
        command(app, name)(function)


def send(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    notice: Annotated[Path | None, typer.Argument(help="The notice's JSON file; see --kind.")] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="A unit (KG-BAT), under TLP:RED an officer (KG-BAT/key-1); repeatable."),
    ] = None,
    tlp: Annotated[
        str, typer.Option(help="CLEAR, GREEN, AMBER, AMBER+STRICT or RED: how far it may be passed on.")
    ] = "AMBER",
    priority: Annotated[int, typer.Option(min=0, max=2, help="0 routine, 1 urgent, 2 flash.")] = 0,
    due_hours: Annotated[
        int | None, typer.Option(min=1, help="An answer is wanted within so many hours.")
    ] = None,
    kind: _Kind = None,
    language: _Language = "en",
) -> None:
    """Seal a notice to units and send it; without a link it waits and `sealwire sync` sends it."""
    from sealwire.cli.notice_text import notice_from  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.sending import Sent  # noqa: PLC0415  # keeps --help fast

    if not to:
        raise typer.BadParameter("Say to whom: --to KG-BAT")
    mark = _mark(tlp)
    made = notice_from(notice, kind, language=language)
    due = int(time.time()) + due_hours * _HOUR_S if due_hours else None

    async def work(member: Member) -> Sent:
        return await member.send(made, to, tlp=mark, priority=priority, due=due)

    _report(settings, settings.with_member(work))


def answer(
    settings: Settings,
    envelope: _Id,
    notice: Annotated[Path | None, typer.Argument(help="The notice's JSON file; see --kind.")] = None,
    kind: _Kind = None,
    language: _Language = "en",
) -> None:
    """Answer an envelope to its sender, under the mark that it came with."""
    from sealwire.cli.notice_text import notice_from  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.sending import Sent  # noqa: PLC0415  # keeps --help fast

    made = notice_from(notice, kind, language=language)

    async def work(member: Member) -> Sent:
        return await member.answer(member.find(envelope), made)

    _report(settings, settings.with_member(work))


def acknowledge(settings: Settings, envelope: _Id) -> None:
    """Sign that the unit takes note of an envelope and acts on it."""
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> str:
        found = member.find(envelope)
        await member.acknowledge(found)
        return str(found)

    found = settings.with_member(work)
    settings.show({"id": found, "acknowledged": True}, f"Acknowledged {found}")


def _mark(text: str) -> "Tlp":
    from sealwire.envelope.format import Tlp  # noqa: PLC0415  # keeps --help fast

    name = text.upper().removeprefix("TLP:")
    if name not in set(Tlp):
        raise typer.BadParameter(f"A mark is one of {', '.join(Tlp)}.")
    return Tlp(name)


def _report(settings: Settings, sent: "Sent") -> None:
    from sealwire.cli.shapes import sent_json  # noqa: PLC0415  # keeps --help fast

    if sent.position is None:
        settings.show(sent_json(sent), f"Sealed {sent.id}")
        output.message("sealwire: the exchange cannot be reached; it waits here, `sealwire sync` sends it")
        raise typer.Exit(ExitCode.OFFLINE)
    settings.show(sent_json(sent), f"Sent {sent.id}, accepted at place {sent.position} of the log")
