"""Commands about inspections: inspect, inspections, feedback."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import opened, read_json, with_selecting

if TYPE_CHECKING:
    from sealwire.client.member import Member
    from sealwire.client.profiling.selecting import Selecting
    from sealwire.contract.profiling.inspections import InspectionOut

_Consignment = Annotated[UUID, typer.Argument(help="The consignment's id.")]
_Selection = Annotated[UUID | None, typer.Option(help="The selection that had asked for it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("inspect", inspect),
        ("inspections", inspections),
        ("feedback", feedback),
    ):
        command(app, name)(function)


def inspect(
    settings: Settings,
    file: Annotated[
        Path, typer.Argument(help="The inspection as JSON; docs/openapi.json says which fields it has.")
    ],
    inspection: Annotated[
        UUID | None, typer.Option("--id", help="Its id, to send again what had no answer.")
    ] = None,
) -> None:
    """Record an inspection and its outcome; nothing found is an outcome too."""
    from sealwire.contract.profiling.inspections import InspectionIn  # noqa: PLC0415  # keeps --help fast
    from sealwire.identifiers import new_id  # noqa: PLC0415  # as above

    with opened(file) as source:
        wanted = filled(InspectionIn, read_json(source))
    named = inspection or new_id(int(datetime.now(UTC).timestamp() * 1000))

    async def work(selecting: "Selecting") -> "InspectionOut":
        return await selecting.record(named, wanted)

    _tell(settings, with_selecting(settings, work))


def inspections(settings: Settings, consignment: _Consignment) -> None:
    """List the inspections of a consignment, newest first."""

    async def ask(selecting: "Selecting") -> "tuple[InspectionOut, ...]":
        return (await selecting.inspections(consignment=consignment)).inspections

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result({"inspections": [each.model_dump(mode="json") for each in found]})
        return
    rows = [
        [str(each.id), str(each.inspected_on), each.outcome.value, each.recorded_by,
         str(each.corrected_by or "")]
        for each in found
    ]  # fmt: skip
    output.table(["Inspection", "Day", "Outcome", "Recorded by", "Corrected by"], rows)


def feedback(
    settings: Settings,
    envelope: Annotated[str, typer.Argument(help="The feedback's envelope, or its last six or more digits.")],
    consignment: Annotated[UUID, typer.Option(help="What its warning was about.")],
    selection: _Selection = None,
) -> None:
    """Enter the outcome that another unit's feedback tells, as an inspection of this administration."""
    from sealwire.client.profiling.feedback import entered  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.profiling.selecting import Selecting  # noqa: PLC0415  # as above
    from sealwire.identifiers import new_id  # noqa: PLC0415  # as above
    from sealwire.notices import parse  # noqa: PLC0415  # as above
    from sealwire.notices.feedback import FeedbackNotice  # noqa: PLC0415  # as above

    async def work(member: "Member") -> "InspectionOut":
        found = member.find(envelope)
        content = (await member.read(found)).content
        notice = parse(content.kind, content.schema, content.content)
        if not isinstance(notice, FeedbackNotice):
            raise typer.BadParameter(f"That envelope holds a {content.kind}, not a feedback.")
        now = datetime.now(UTC)
        inspection = entered(
            notice, consignment=consignment, envelope=found, today=now.date(), selection=selection
        )
        return await Selecting(member.session.exchange.door).record(
            new_id(int(now.timestamp() * 1000)), inspection
        )

    _tell(settings, settings.with_member(work))


def _tell(settings: Settings, made: "InspectionOut") -> None:
    settings.show(made.model_dump(mode="json"), f"Recorded {made.id}: {made.outcome.value}")
