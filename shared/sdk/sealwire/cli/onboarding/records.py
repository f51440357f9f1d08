"""Commands of training and equipment: course add, course list, course participants, handover add."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_exchange, on_unit
from sealwire.cli.onboarding.options import Donor, Note, Table, Unit

if TYPE_CHECKING:
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import CaseOut, ParticipantIn

_Handles = list[str] | None


def add_courses_to(app: typer.Typer) -> None:
    """Add the commands of courses."""
    for name, function in (("add", add_course), ("list", list_courses), ("participants", participants)):
        command(app, name)(function)


def add_handovers_to(app: typer.Typer) -> None:
    """Add the command of handovers."""
    command(app, "add")(add_handover)


def add_course(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    kind: Annotated[
        str,
        typer.Option(
            help="theory, practical, stec, document_and_seal, x_ray, copes, mentoring or study_tour."
        ),
    ],
    title: Annotated[str, typer.Option(help="The course's title.")],
    country: Annotated[str, typer.Option(help="Whose course it is, such as KG.")],
    place: Annotated[str, typer.Option(help="Where it was held.")],
    starts: Annotated[str, typer.Option(help="First day, such as 2022-04-04.")],
    ends: Annotated[str, typer.Option(help="Last day.")],
    trainer: Annotated[list[str], typer.Option(help="Who taught; repeatable.")],
    donor: Donor = None,
    course_id: Annotated[
        UUID | None, typer.Option("--id", help="Of the course to set right; otherwise a new one is made.")
    ] = None,
) -> None:
    """Set a course down, and print the id under which participants are added."""
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # keeps --help fast
    from sealwire.contract.onboarding import CourseIn  # noqa: PLC0415  # as above

    number = course_id or uuid4()
    course = filled(
        CourseIn, kind=kind, title=title, country=country, place=place, starts=starts, ends=ends,
        trainers=trainer, donor=donor,
    )  # fmt: skip
    on_exchange(settings, lambda exchange: exchange.put_course(number, course))
    settings.show({"id": str(number), **course.model_dump(mode="json")}, f"Course {number}: {course.title}")


def list_courses(
    settings: Settings,
    unit: Annotated[str, typer.Option(help="Only courses with participants of this unit.")] = "",
    country: Annotated[str, typer.Option(help="Only courses of this country.")] = "",
) -> None:
    """List courses, the latest first, with the participants that you may see."""
    found = on_exchange(settings, lambda exchange: exchange.courses(unit=unit, country=country))
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    rows = [
        [
            str(each.id),
            each.course.kind,
            each.course.title,
            str(each.course.starts),
            str(len(each.participants)),
        ]
        for each in found.courses
    ]
    output.table(["Id", "Kind", "Title", "Starts", "Participants"], rows)


def participants(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    course: Annotated[UUID, typer.Argument(help="The course's id.")],
    unit: Unit,
    passed: Annotated[_Handles, typer.Option(help="Handle of an officer who passed; repeatable.")] = None,
    failed: Annotated[_Handles, typer.Option(help="Handle of one who failed; repeatable.")] = None,
    attended: Annotated[_Handles, typer.Option(help="Handle of one without a result; repeatable.")] = None,
) -> None:
    """Set down how nominated officers of a unit ended a course; others of the unit stay as they are."""
    from sealwire.cli.onboarding import filing  # noqa: PLC0415  # keeps --help fast
    from sealwire.contract.onboarding import Result  # noqa: PLC0415  # as above

    results = {
        handle: result
        for result, handles in ((Result.ATTENDED, attended), (Result.FAILED, failed), (Result.PASSED, passed))
        for handle in handles or []
    }
    if not results:
        raise typer.BadParameter("Say who took part: --passed key-1")

    async def work(exchange: "Onboarding", code: str) -> "list[ParticipantIn]":
        return await filing.set_results(exchange, await exchange.case(code), course, results)

    kept = on_unit(settings, unit, work)
    lines = [f"{each.handle} ({each.name}): {each.result}" for each in kept]
    settings.show(
        {"course": str(course), "participants": [each.model_dump(mode="json") for each in kept]}, *lines
    )


def add_handover(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    unit: Unit,
    on: Annotated[str, typer.Option(help="Day of the handover, such as 2022-02-15.")],
    items: Table,
    donor: Donor = None,
    act: Annotated[Path | None, typer.Option(help="The signed handover act.")] = None,
    note: Note = "",
    handover_id: Annotated[
        UUID | None, typer.Option("--id", help="Of the handover to set right; otherwise a new one is made.")
    ] = None,
) -> None:
    """Set down equipment that was handed over to a unit."""
    from sealwire.cli.onboarding import documents, filing  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.items import read_items  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.shown import case_json, case_lines  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import HandoverIn  # noqa: PLC0415  # as above

    number, signed = handover_id or uuid4(), documents.read(act) if act else None
    handover = filled(
        HandoverIn, on=on, donor=donor, act=signed.sha256 if signed else None, items=read_items(items),
        remarks=note,
    )  # fmt: skip

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        if signed:
            await filing.put(exchange, signed)
        return await exchange.put_handover(code, number, handover)

    case = on_unit(settings, unit, work)
    settings.show({"id": str(number), **case_json(case)}, f"Handover {number}", *case_lines(case))
