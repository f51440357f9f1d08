"""Commands about inspections: inspect, feedback, figures."""

from datetime import UTC, date, datetime, timedelta
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
    from sealwire.contract.profiling.inspections import FiguresOut, InspectionOut, Share

_YEAR = timedelta(days=365)
_Consignment = Annotated[UUID, typer.Argument(help="The consignment's id.")]
_Selection = Annotated[UUID | None, typer.Option(help="The selection that had asked for it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("inspect", inspect),
        ("inspections", inspections),
        ("feedback", feedback),
        ("figures", figures),
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


def figures(
    settings: Settings,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else a year ago.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else today.")] = None,
) -> None:
    """Show how often profiles, lists, the model and overrides were right, of what was inspected."""
    last = until.date() if until else datetime.now(UTC).date()
    first = since.date() if since else last - _YEAR

    async def ask(selecting: "Selecting") -> "FiguresOut":
        return await selecting.figures(first, last)

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    output.lines([_summed(found, first, last)])
    rows = [
        [what, *_row(each)]
        for what, shares in (
            ("profile", found.by_profile), ("list", found.by_list), ("model", found.by_band),
            ("slot", found.by_slot), ("month", found.by_month),
        )
        for each in shares
    ]  # fmt: skip
    output.table(["Of", "Name", "Inspected", "Found", "Right", "95 % interval"], rows)


def _summed(found: "FiguresOut", first: date, last: date) -> str:
    return (
        f"{first} to {last}: {found.inspected} inspected, {found.found} with a finding, "
        f"{found.not_controlled} not controlled"
    )


def _row(share: "Share") -> list[str]:
    right = "-" if share.precision is None else f"{share.precision:.0%}"
    interval = "-" if share.low is None or share.high is None else f"{share.low:.0%} - {share.high:.0%}"
    return [share.name, str(share.inspected), str(share.found), right, interval]


def _tell(settings: Settings, made: "InspectionOut") -> None:
    settings.show(made.model_dump(mode="json"), f"Recorded {made.id}: {made.outcome.value}")
