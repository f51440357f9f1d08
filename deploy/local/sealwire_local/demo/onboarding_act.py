"""Batken, step by step from the public facts: each piece is filed, each gate passed, and none early.

What is documented and what is made up: examples/batken/README.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.cli.onboarding import documents, filing, imports
from sealwire.client.onboarding import Onboarding
from sealwire.contract.onboarding import CaseState, CourseKind, Opening, Sandbox, StepIn, WorkPlanIn
from sealwire.errors import SealwireError

from sealwire_local.demo import practice
from sealwire_local.demo.people import BATKEN, COUNTRY, PortControlUnit
from sealwire_local.demo.stage import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.client.member import Member
    from sealwire.contract.onboarding import CaseOut, ImportIn

    from sealwire_local.demo.stage import Stage

    Filing = Callable[[], Awaitable[object]]

PAPERS = EXAMPLES / "batken"
NARYN = PortControlUnit("KG-NARYN", {"en": "Naryn", "ru": "Нарын"})
"""A place whose unit nobody has asked for."""
_WAY = tuple(CaseState)


async def play(stage: Stage) -> None:
    """Lead Batken from the request to the opening."""
    papers, _ = imports.read(PAPERS / "case.json")
    async with stage.people.member("administrator") as administrator:
        onboarding = Onboarding(administrator.session.exchange.door)
        case = BatkenCase(stage, administrator, onboarding, papers)
        await case.ask()
        await case.prepare()
        await case.open_too_early()
        await case.practise()
        await case.connect()
        await case.open()


@dataclass(frozen=True)
class BatkenCase:
    """The administrator at work on Batken's case.

    Attributes:
        stage: Where it is played.
        administrator: The opened home.
        onboarding: Where the case is kept.
        papers: What is filed, piece by piece.
    """

    stage: Stage
    administrator: Member
    onboarding: Onboarding
    papers: ImportIn

    async def ask(self) -> None:
        """File the request of the State Customs Service and the agreed work plans."""
        steps = self.stage.steps
        with steps.step("Batken: the State Customs Service asks for a unit; it is agreed in the work plan"):
            if await filing.case_of(self.onboarding, BATKEN.code) is None:
                await self._put("letter.txt")
                await self.onboarding.request(self.papers.case)
            await self._come_to(CaseState.AGREED, self._plan)
            code = await self._step_refused(CaseState.EQUIPPED)
            steps.check(f"a case cannot skip a state: {code}", code == "state-skipped")

    async def prepare(self) -> None:
        """File the needs assessment, the theoretical course and the equipment."""
        with self.stage.steps.step(
            "Batken: needs assessment 2021, theoretical training, equipment handed over"
        ):
            await self._come_to(CaseState.ASSESSED, self._assess)
            await self._come_to(CaseState.TRAINED, lambda: self._train(CourseKind.THEORY))
            await self._come_to(CaseState.EQUIPPED, self._equip)

    async def open_too_early(self) -> None:
        """Try to open the unit in the log before its officers have practised."""
        steps = self.stage.steps
        with steps.step("Batken: opening it before the practical training is refused"):
            # An earlier demo has opened Batken: then it is tried with a unit that nobody has asked for.
            state = await self.administrator.sync_directory()
            unit = BATKEN if state.unit(BATKEN.code) is None else NARYN
            code, missing = await self._opening_refused(unit)
            for each in missing:
                steps.say(f"     missing: {each}")
            steps.check(f"{unit.code} is refused, and what is missing is named: {code}", missing)
            steps.check("the reason is its onboarding", code == "onboarding-incomplete")
            state = await self.administrator.sync_directory()
            steps.check("the log knows no such unit", state.unit(unit.code) is None)

    async def practise(self) -> None:
        """File the practical training and a thread of the sandbox."""
        with self.stage.steps.step("Batken: practical training of 4-8 April 2022, with a sample warning"):
            await self._come_to(CaseState.PRACTISED, self._practise)

    async def connect(self) -> None:
        """Open the unit in the log, enrol two key holders, and file an answered test notice."""
        with self.stage.steps.step("Batken opens in the log; two key holders are enrolled"):
            await self.stage.people.open_unit(self.administrator, BATKEN)
            await self.stage.enrol_key_holders(BATKEN)
        with self.stage.steps.step("Batken: a test notice is sent and answered, and the unit is connected"):
            await self._come_to(CaseState.CONNECTED, self._test)

    async def open(self) -> None:
        """File the act of the opening."""
        with self.stage.steps.step("Batken is open: staffed, trained, equipped and connected"):
            await self._come_to(CaseState.OPEN, self._open)
            events = (await self.onboarding.events(BATKEN.code)).events
            self.stage.steps.check(f"{len(events)} deeds are on record, each with who and when", events)

    async def _plan(self) -> None:
        for year in (2021, 2022):
            text = (PAPERS / f"work-plan-{year}.json").read_text(encoding="utf-8")
            await self.onboarding.put_work_plan(COUNTRY, year, WorkPlanIn.model_validate_json(text))

    async def _assess(self) -> None:
        await self._put("assessment.txt")
        for each in self.papers.evidence:
            await self.onboarding.file_evidence(BATKEN.code, each)

    async def _train(self, kind: CourseKind) -> None:
        for each in self.papers.courses:
            if each.course.kind is kind:
                await self.onboarding.put_course(each.id, each.course)
                await self.onboarding.put_participants(each.id, BATKEN.code, each.participants)

    async def _equip(self) -> None:
        await self._put("handover-act.txt")
        for each in self.papers.handovers:
            await self.onboarding.put_handover(BATKEN.code, each.id, each.handover)

    async def _practise(self) -> None:
        await self._train(CourseKind.PRACTICAL)
        thread = documents.read(await practice.sandbox_thread(self.stage))
        held = next(each.course for each in self.papers.courses if each.course.kind is CourseKind.PRACTICAL)
        filed = Sandbox(file=await filing.put(self.onboarding, thread), dated=held.ends)
        await self.onboarding.file_evidence(BATKEN.code, filed)

    async def _test(self) -> None:
        thread = documents.read(await practice.test_thread(self.stage))
        cited = await filing.put_thread(self.onboarding, BATKEN.code, thread)
        await self.onboarding.file_evidence(BATKEN.code, cited)

    async def _open(self) -> None:
        filed = Opening(file=await self._put("opening-act.txt"), dated=practice.today(self.administrator))
        await self.onboarding.file_evidence(BATKEN.code, filed)

    async def _put(self, name: str) -> str:
        return await filing.put(self.onboarding, documents.read(PAPERS / name))

    async def _case(self) -> CaseOut:
        return await self.onboarding.case(BATKEN.code)

    async def _come_to(self, state: CaseState, file: Filing) -> None:
        if _has_come_to(await self._case(), state):
            self.stage.steps.say(f"     it was {state} by an earlier demo")
            return
        await file()
        case = await self._case()
        lacks = [lack.text for lack in case.next.missing] if case.next else ["a next state"]
        self.stage.steps.check(f"nothing is missing for {state}{'; '.join(lacks)}", not lacks)
        moved = await self.onboarding.step(BATKEN.code, StepIn(to=state, version=case.version))
        self.stage.steps.check(f"the case is {moved.state}", moved.state is state)

    async def _step_refused(self, to: CaseState) -> str:
        version = (await self._case()).version
        try:
            await self.onboarding.step(BATKEN.code, StepIn(to=to, version=version))
        except SealwireError as error:
            return error.code
        return ""

    async def _opening_refused(self, unit: PortControlUnit) -> tuple[str, list[str]]:
        try:
            await self.administrator.open_unit(unit.code, unit.names)
        except SealwireError as error:
            missing = error.facts.get("missing")
            listed = missing if isinstance(missing, list) else []
            return error.code, [each["text"] for each in listed if isinstance(each, dict)]
        return "", []


def _has_come_to(case: CaseOut, state: CaseState) -> bool:
    return _WAY.index(case.state) >= _WAY.index(state)
