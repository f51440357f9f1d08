"""Commands about documents: upload, uploads, upload-errors, parties, consignments, sources, one of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import opened, read_json, with_intake
from sealwire.cli.profiling.progress import Bars

if TYPE_CHECKING:
    from sealwire.client.member import Member
    from sealwire.client.profiling.intake import Intake
    from sealwire.contract.profiling.experts import StrategicFile
    from sealwire.contract.profiling.intake import (
        ConsignmentHistory,
        ConsignmentsPage,
        SourceOut,
        Sources,
        UploadErrorsPage,
        UploadOut,
        UploadsPage,
    )
    from sealwire.contract.profiling.parties import PartiesPage

_File = Annotated[Path, typer.Argument(help="CSV, XLSX, JSON or EDIFACT.")]
_SourceOption = Annotated[str, typer.Option("--source", help="Code of the source, such as osh-manifests.")]
_Kind = Annotated[str, typer.Option(help="csv, xlsx, json, edifact; otherwise by the first bytes.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")]
_Limit = Annotated[int, typer.Option(min=1, max=200, help="Most that are shown.")]
_Fields = Annotated[bool, typer.Option("--fields", help="Show what a mapping may name instead.")]
_SHOWN_ERRORS = 20


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("upload", upload),
        ("uploads", uploads),
        ("upload-errors", upload_errors),
        ("parties", parties),
        ("consignments", consignments),
        ("consignment", consignment),
        ("sources", sources),
        ("source", source),
    ):
        command(app, name)(function)


def upload(
    settings: Settings, file: _File, source: _SourceOption, kind: _Kind = "auto", *, dry_run: _DryRun = False
) -> None:
    """Send a file of documents and follow how it is read; what is wrong is told by line."""
    from sealwire.cli.profiling.shapes import error_row, upload_lines  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.profiling.intake import digest  # noqa: PLC0415  # as above
    from sealwire.contract.profiling.intake import UploadIn  # noqa: PLC0415  # as above

    with opened(file) as data, Bars(quiet=settings.as_json) as bars:
        said = {"name": file.name, "source": source, "kind": kind, "dry_run": dry_run}
        announced = filled(UploadIn, {**said, **digest(data)})

        async def work(intake: "Intake") -> "tuple[UploadOut, UploadErrorsPage]":
            bars.sending(announced.size)
            told = await intake.send(data, announced, told=bars.sent)
            async for now in intake.follow(told.id):
                bars.reading(now.lines, now.total_lines)
                told = now
            return told, await intake.errors(told.id, limit=_SHOWN_ERRORS)

        told, errors = with_intake(settings, work)
    if settings.as_json:
        output.result({"upload": told.model_dump(mode="json"), **errors.model_dump(mode="json")})
    else:
        if errors.errors:
            output.table(["Line", "Column", "Code", "What is wrong"], map(error_row, errors.errors))
        output.lines(upload_lines(told))
    if told.refused or told.failure_code:
        raise typer.Exit(ExitCode.REFUSED)


def uploads(settings: Settings, limit: _Limit = 20) -> None:
    """List uploads, newest first."""
    from sealwire.cli.profiling.shapes import upload_row  # noqa: PLC0415  # keeps --help fast

    async def ask(intake: "Intake") -> "UploadsPage":
        return await intake.uploads(limit=min(limit, 100))

    page = with_intake(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    headings = ["Upload", "When", "Source", "File", "State", "New", "Amended", "Unchanged", "Refused"]
    output.table(headings, map(upload_row, page.uploads))


def upload_errors(
    settings: Settings,
    upload: Annotated[UUID, typer.Argument(help="The upload's id.")],
    after: Annotated[int, typer.Option(help="Number of the last error of the page before.")] = 0,
    limit: _Limit = 100,
) -> None:
    """Show what is wrong with lines of an upload."""
    from sealwire.cli.profiling.shapes import error_row  # noqa: PLC0415  # keeps --help fast

    async def ask(intake: "Intake") -> "UploadErrorsPage":
        return await intake.errors(upload, after=after, limit=limit)

    page = with_intake(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    output.table(["Line", "Column", "Code", "What is wrong"], map(error_row, page.errors))
    if page.next is not None:
        output.lines([f"There are more: --after {page.next}"])


def parties(
    settings: Settings,
    upload: Annotated[UUID, typer.Argument(help="The upload's id.")],
    after: Annotated[int, typer.Option(help="Number of the last party of the page before.")] = 0,
    limit: _Limit = 100,
) -> None:
    """Show whom an upload names: each party with its spellings, and why they are one."""
    from sealwire.cli.profiling.shapes import party_rows  # noqa: PLC0415  # keeps --help fast

    async def ask(intake: "Intake") -> "PartiesPage":
        return await intake.parties(upload, after=after, limit=limit)

    page = with_intake(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    headings = ["Party", "Name", "Country", "Roles", "Consignments", "Why it is the same"]
    output.table(headings, [row for each in page.parties for row in party_rows(each)])
    if page.next is not None:
        output.lines([f"There are more, of {page.total}: --after {page.next}"])


def consignments(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    reference: Annotated[str, typer.Option(help="The whole reference.")] = "",
    container: Annotated[str, typer.Option(help="Number of a container, truck, trailer or wagon.")] = "",
    party: Annotated[str, typer.Option(help="Whole words of a party's name.")] = "",
    office: Annotated[str, typer.Option(help="Code of the customs office.")] = "",
    upload: Annotated[str, typer.Option(help="Brought or last amended by this upload.")] = "",
    since: Annotated[str, typer.Option("--from", help="First day: 2026-09-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    after: Annotated[str, typer.Option(help="Id of the last one of the page before.")] = "",
    limit: _Limit = 50,
) -> None:
    """Find consignments."""
    from sealwire.cli.profiling.shapes import consignment_row  # noqa: PLC0415  # keeps --help fast

    wanted = {
        "reference": reference, "container": container, "party": party, "office": office, "upload": upload,
        "from": since, "to": until, "after": after, "limit": limit,
    }  # fmt: skip

    async def ask(intake: "Intake") -> "ConsignmentsPage":
        return await intake.consignments(**wanted)

    page = with_intake(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    headings = ["Id", "Reference", "Source", "Declared", "Shipper", "Consignee", "Goods", "Containers", "V"]
    output.table(headings, map(consignment_row, page.consignments))
    if page.next is not None:
        output.lines([f"There are more: --after {page.next}"])


def consignment(
    settings: Settings, consignment: Annotated[UUID, typer.Argument(help="The consignment's id.")]
) -> None:
    """Show a consignment, what amendments changed in it, and where it stands with experts."""
    from sealwire.cli.profiling.shapes import consignment_lines, standing_line  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.profiling.goods import StrategicGoods  # noqa: PLC0415  # as above
    from sealwire.client.profiling.intake import Intake  # noqa: PLC0415  # as above

    async def ask(member: "Member") -> "tuple[ConsignmentHistory, StrategicFile]":
        door = member.session.exchange.door
        return await Intake(door).consignment(consignment), await StrategicGoods(door).records(consignment)

    found, file = settings.with_member(ask)
    told = {**found.model_dump(mode="json"), "strategic": file.model_dump(mode="json")}
    settings.show(told, *consignment_lines(found), f"Expert       {standing_line(file.standing)}")


def sources(settings: Settings, *, fields: Annotated[bool, typer.Option("--fields")] = False) -> None:
    """List sources; with --fields, what a mapping may name."""

    async def ask(intake: "Intake") -> "Sources":
        return await intake.sources()

    found = with_intake(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
    elif fields:
        output.lines(found.paths)
    else:
        rows = (
            [each.code, each.name, str(each.version), str(len(each.mapping.fields))] for each in found.sources
        )
        output.table(["Source", "Name", "Version", "Rules"], rows)


def source(
    settings: Settings,
    code: Annotated[str, typer.Argument(help="The source's code.")],
    file: Annotated[
        Path | None, typer.Option("--set", help="File it: JSON with version, name, mapping.")
    ] = None,
) -> None:
    """Show a source as JSON, which --set takes back when it is changed."""
    from sealwire.contract.profiling.intake import SourceFiling  # noqa: PLC0415  # keeps --help fast

    async def work(intake: "Intake") -> "SourceOut":
        if filing is None:
            return await intake.source(code)
        return await intake.file_source(code, filing)

    filing = None
    if file is not None:
        with opened(file) as data:
            filing = filled(SourceFiling, read_json(data))
    found = with_intake(settings, work)
    settings.show(found.model_dump(mode="json"), found.model_dump_json(indent=2, exclude_defaults=True))
