"""The use cases of a case's way: ask for a unit, change, go on, go back, read. None commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import CaseState, EvidenceKind, Particulars

from sealwire_directory.onboarding.adapters import cases
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.facts import Facts
from sealwire_directory.onboarding.domain.path import Case
from sealwire_directory.onboarding.gathering import found, known, shown, to_change
from sealwire_directory.onboarding.refusals import CaseExists
from sealwire_directory.onboarding.service_evidence import file_evidence
from sealwire_directory.onboarding.service_plans import check_donors

if TYPE_CHECKING:
    from sealwire.contract.onboarding import CaseChange, CaseIn, CaseOut, ReopenIn, StepIn

    from sealwire_directory.onboarding.acting import Acting


async def request(acting: Acting, asked: CaseIn, *, at: int | None = None) -> CaseOut:
    """Take in a request for a unit: a new case, in `requested`.

    Args:
        acting: Who asks.
        asked: The request; what it lacks is refused by the gate.
        at: When it was made, Unix seconds; None for now.

    Raises:
        CaseExists: There is a case for this unit.
        EvidenceMissing: Letter, site or agencies are not there.
        SealwireError: The caller may not, or a file or donor is unknown.
    """
    acting.check(Action.EDIT_CASES, unit=asked.unit)
    await check_donors(acting, asked.donors)
    if await cases.get(acting.session, asked.unit) is not None:
        raise CaseExists(unit=asked.unit)
    letter = {EvidenceKind.LETTER: asked.letter} if asked.letter is not None else {}
    particulars = Particulars.model_validate(asked.model_dump(exclude={"unit", "letter"}))
    facts = Facts(today=acting.today, particulars=particulars, evidence=letter)
    new = Case(asked.unit, particulars)
    case = path.step(new, facts, CaseState.REQUESTED, at=acting.now if at is None else at)
    await cases.add(acting.session, case)
    await acting.note(case.unit, CaseState.REQUESTED.value)
    for filed in letter.values():
        await file_evidence(acting, case.unit, filed)
    return await shown(acting, case)


async def change(acting: Acting, unit: str, change: CaseChange) -> CaseOut:
    """Change a case's particulars.

    Raises:
        CaseChanged: It was changed meanwhile.
        SealwireError: The caller may not, there is no case, or a donor is unknown.
    """
    case = (await to_change(acting, unit)).at(change.version)
    await check_donors(acting, change.donors)
    changed = case.changed(Particulars.model_validate(change.model_dump(exclude={"version"})))
    await cases.save(acting.session, changed)
    await acting.note(
        unit,
        "particulars changed",
        site=changed.particulars.site != case.particulars.site,
        agencies=changed.particulars.agencies,
        donors=changed.particulars.donors,
        officers=[officer.handle for officer in changed.particulars.officers],
    )
    return await shown(acting, changed)


async def step(acting: Acting, unit: str, asked: StepIn, *, at: int | None = None) -> CaseOut:
    """Take a case to the next state.

    Args:
        acting: Who decides.
        unit: Whose case.
        asked: The state, and the version that the caller has read.
        at: When it came there, Unix seconds; None for now.

    Raises:
        CaseChanged, StateSkipped, EvidenceMissing, StateFollowsLog: As their names say.
        SealwireError: The caller may not, or there is no case.
    """
    case = (await to_change(acting, unit)).at(asked.version)
    facts = await known(acting, case)
    moved = path.step(case, facts, asked.to, at=acting.now if at is None else at)
    await cases.save(acting.session, moved)
    warned = [warning.text for warning in path.warnings(facts, asked.to)]
    await acting.note(unit, asked.to.value, note=asked.note, warnings=warned)
    return await shown(acting, moved)


async def reopen(acting: Acting, unit: str, asked: ReopenIn) -> CaseOut:
    """Take a case back to an earlier state, for a reason.

    Raises:
        CaseChanged, NotReopened: As their names say.
        SealwireError: The caller may not, or there is no case.
    """
    case = (await to_change(acting, unit)).at(asked.version)
    # Read after the case is locked: a unit that is being opened right now has locked it before.
    directory = await acting.directory()
    moved = path.reopen(case, asked.to, in_log=directory.unit(unit) is not None, at=acting.now)
    await cases.save(acting.session, moved)
    await acting.note(unit, "reopened", to=asked.to.value, reason=asked.reason)
    return await shown(acting, moved)


async def read(acting: Acting, unit: str) -> CaseOut:
    """Return a case with its evidence, and what is missing for its next state.

    Raises:
        NotAllowed: The caller may not see it.
        NotFound: There is none.
    """
    acting.check(Action.READ_CASES, unit=unit)
    return await shown(acting, found(await cases.get(acting.session, unit)))
