"""The guide's hand for each thing that is filed: ask, file, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.onboarding import dialogues, filing, prompts
from sealwire.cli.onboarding.asks import What
from sealwire.cli.onboarding.forms import filled
from sealwire.contract.onboarding import (
    Agreement,
    CaseIn,
    CourseKind,
    HandoverIn,
    Letter,
    Opening,
    Sandbox,
    StepIn,
)
from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import CaseOut

    Hand = Callable[[Onboarding, CaseOut], Awaitable[object]]


class NothingToAsk(Unprocessable, code="nothing-to-ask"):
    """This program does not know how to ask for what is missing; a newer one does."""


async def request(exchange: Onboarding, unit: str) -> None:
    """Ask for the request, which is filed as a whole: letter, site and agencies."""
    letter = filled(
        Letter,
        file=await filing.put(exchange, prompts.ask_document("Letter that asks for the unit")),
        dated=prompts.ask_day("Date of the letter"),
    )
    site = dialogues.site()
    agencies = prompts.ask_names("Agencies that staff the unit, with commas between them")
    asked = filled(CaseIn, unit=unit, letter=letter, site=site, agencies=agencies)
    await exchange.request(asked)


async def _particulars(exchange: Onboarding, case: CaseOut) -> None:
    site = dialogues.site()
    agencies = prompts.ask_names("Agencies that staff the unit, with commas between them")
    await exchange.change(case.unit, filing.changed(case, site=site, agencies=agencies))


async def _letter(exchange: Onboarding, case: CaseOut) -> None:
    await _document(exchange, case, Letter, "Letter that asks for the unit")


async def _agreement(exchange: Onboarding, case: CaseOut) -> None:
    if prompts.yes("Is it in the annual work plan (otherwise a memorandum is asked for)"):
        await filing.add_to_plan(exchange, case.country, dialogues.activity(case.unit))
    else:
        await _document(exchange, case, Agreement, "Memorandum of understanding")


async def _assessment(exchange: Onboarding, case: CaseOut) -> None:
    file = await filing.put(exchange, prompts.ask_document("Assessment report"))
    await exchange.file_evidence(case.unit, dialogues.assessment(file))


async def _officers(exchange: Onboarding, case: CaseOut) -> None:
    change = filing.changed(case, officers=dialogues.officers())
    await exchange.change(case.unit, change)


async def _theory(exchange: Onboarding, case: CaseOut) -> None:
    await _course(exchange, case, CourseKind.THEORY)


async def _practical(exchange: Onboarding, case: CaseOut) -> None:
    await _course(exchange, case, CourseKind.PRACTICAL)


async def _course(exchange: Onboarding, case: CaseOut, kind: CourseKind) -> None:
    output.message(f"  Who will not serve is taken off: sealwire admin case withdraw {case.unit} HANDLE")
    known = [
        each for each in (await exchange.courses(country=case.country)).courses if each.course.kind is kind
    ]
    for number, each in enumerate(known, start=1):
        output.message(f"  {number}: {each.course.title}, {each.course.place}, {each.course.starts}")
    typed = ask("Number of the course, or empty for a new one", required=False) if known else ""
    if typed:
        course = prompts.picked(known, typed).id
    else:
        course = uuid4()
        await exchange.put_course(course, dialogues.course(kind, case.country))
    await filing.set_results(exchange, case, course, dialogues.results(case.officers))


async def _handover(exchange: Onboarding, case: CaseOut) -> None:
    items = dialogues.items(case)
    handover = filled(
        HandoverIn,
        on=prompts.ask_day("Day of the handover"),
        donor=ask("Donor's id, as in `sealwire admin donor list`"),
        act=await filing.put(exchange, prompts.ask_document("Signed handover act")),
        items=items,
    )
    await exchange.put_handover(case.unit, uuid4(), handover)


async def _handover_again(exchange: Onboarding, case: CaseOut) -> None:
    for number, each in enumerate(case.handovers, start=1):
        items = ", ".join(item.item for item in each.handover.items)
        output.message(f"  {number}: {each.handover.on}, {items}")
    found = prompts.picked(case.handovers, ask("Number of the handover to set right"))
    before = found.handover
    act = prompts.ask_document("Signed handover act") if before.act is None else None
    again = filled(
        HandoverIn,
        on=before.on,
        donor=before.donor or ask("Donor's id, as in `sealwire admin donor list`"),
        act=await filing.put(exchange, act) if act else before.act,
        items=dialogues.items(case),
        remarks=before.remarks,
    )
    await exchange.put_handover(case.unit, found.id, again)


async def _sandbox(exchange: Onboarding, case: CaseOut) -> None:
    output.message(
        "  In the sandbox the trainees send a sample warning and its feedback; then: sealwire export"
    )
    await _document(exchange, case, Sandbox, "Exported thread of the sandbox")


async def _test_notice(exchange: Onboarding, case: CaseOut) -> None:
    output.message(
        f"  On a device of {case.unit}: sealwire send, have another unit answer it, then"
        " sealwire export ID --output thread.cbor"
    )
    thread = prompts.ask_document("Exported thread")
    filed = await filing.put_thread(exchange, case.unit, thread)
    await exchange.file_evidence(case.unit, filed)


async def _opening(exchange: Onboarding, case: CaseOut) -> None:
    await _document(exchange, case, Opening, "Act of the opening")


async def _step(exchange: Onboarding, case: CaseOut) -> None:
    if case.next is None:
        return
    note = "".join(ask(f"{each.text} Note") for each in case.next.warnings[:1])
    await exchange.step(case.unit, filled(StepIn, to=case.next.state, version=case.version, note=note))


async def _other(_: Onboarding, case: CaseOut) -> None:
    raise NothingToAsk("; ".join(lack.text for lack in case.next.missing) if case.next else "")


async def _document(
    exchange: Onboarding, case: CaseOut, model: type[Letter | Agreement | Sandbox | Opening], question: str
) -> None:
    document = prompts.ask_document(question)
    dated = prompts.ask_day("Its date")
    filed = filled(model, file=await filing.put(exchange, document), dated=dated)
    await exchange.file_evidence(case.unit, filed)


HANDS: Mapping[What, Hand] = {
    What.PARTICULARS: _particulars,
    What.LETTER: _letter,
    What.AGREEMENT: _agreement,
    What.ASSESSMENT: _assessment,
    What.OFFICERS: _officers,
    What.THEORY: _theory,
    What.HANDOVER: _handover,
    What.HANDOVER_DETAIL: _handover_again,
    What.PRACTICAL: _practical,
    What.SANDBOX: _sandbox,
    What.TEST_NOTICE: _test_notice,
    What.OPENING: _opening,
    What.STEP: _step,
    What.OTHER: _other,
}
"""What the guide does about each thing that is filed; a request comes before there is a case."""
