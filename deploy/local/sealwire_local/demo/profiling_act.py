"""A manifest of 500 consignments arrives for Batken: five are opened, and what is found warns Osh."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sealwire.client.profiling.drafting import drafted
from sealwire.client.profiling.intake import Intake, digest
from sealwire.client.profiling.rules import Rules
from sealwire.client.profiling.selecting import Selecting
from sealwire.client.profiling.warning import Suspected
from sealwire.contract.profiling.inspections import Found, InspectionIn, Kind, Outcome
from sealwire.contract.profiling.intake import UploadIn
from sealwire.contract.profiling.rules import ProfileFiling, ProfileState, ProfileStep
from sealwire.contract.profiling.selections import SelectionIn
from sealwire.envelope.format import Tlp
from sealwire.errors import SealwireError

from sealwire_local.demo.manifest import CONSIGNMENTS, Manifest, manifest
from sealwire_local.demo.people import ANALYST, BATKEN, OSH

if TYPE_CHECKING:
    from sealwire.contract.profiling.intake import UploadOut
    from sealwire.contract.profiling.rules import ProfileVersion, ReadyRecord
    from sealwire.contract.profiling.selections import Chosen

    from sealwire_local.demo.stage import Stage

BUDGET, SEED = 5, 8
_SOURCE = "batken-manifests"
_REASONS = 3
_EMPTY = "profile-sets-empty"
_AUTHOR, _SECOND = f"{BATKEN.code}/{ANALYST}", f"{OSH.code}/{ANALYST}"


async def play(stage: Stage) -> None:
    """Play it: documents, profiles, selection, inspections, warning."""
    arriving = manifest(on=datetime.now(UTC).date())
    upload = await _arrive(stage, arriving)
    await _profiles(stage)
    selection, opened = await _select(stage, upload)
    found = await _inspect(stage, arriving, selection, opened)
    await _warn(stage, selection, found)


async def _arrive(stage: Stage, arriving: Manifest) -> UUID:
    with stage.steps.step(f"A manifest of {CONSIGNMENTS} consignments arrives for Batken (EDIFACT CUSCAR)"):
        async with stage.people.member(_AUTHOR) as batken:
            intake = Intake(batken.session.exchange.door)
            for file in arriving.files:
                upload = await _sent(intake, file)
            taken = upload.added + upload.amended + upload.unchanged
            stage.steps.check(f"{taken} consignments are read, nothing is refused", taken == CONSIGNMENTS)
            stage.steps.say(f"     {upload.amended} of them amend what was declared before")
    return upload.id


async def _sent(intake: Intake, file: bytes) -> UploadOut:
    opened = io.BytesIO(file)
    announced = UploadIn.model_validate({"name": "manifest.edi", "source": _SOURCE, **digest(opened)})
    upload = await intake.send(opened, announced)
    async for told in intake.follow(upload.id, every_s=0.1):
        upload = told
    # A second demo on one day sends the same file, which is known and taken in once.
    return upload if upload.same_as is None else await intake.upload(upload.same_as)


async def _profiles(stage: Stage) -> None:
    with stage.steps.step("Ready risk profiles go live, each approved by a second officer"):
        async with stage.people.member(_AUTHOR) as author, stage.people.member(_SECOND) as second:
            rules, other = (Rules(each.session.exchange.door) for each in (author, second))
            ready = await rules.ready()
            live = await _live(rules)
            shadowed = {each.code: await _shadowed(rules, each) for each in ready if each.code not in live}
            waiting = [code for code, version in shadowed.items() if version is None]
            drafts = [version for version in shadowed.values() if version is not None]
            if drafts:
                refused = await _approval_is_refused(rules, drafts[0])
                stage.steps.check("the author's own approval is refused", refused)
            for draft in drafts:
                await other.step(draft.code, draft.number, ProfileStep.APPROVE)
                await rules.step(draft.code, draft.number, ProfileStep.GO_LIVE)
            live = await _live(rules)
            stage.steps.check(
                f"{len(live)} profiles are live", live and len(live) + len(waiting) == len(ready)
            )
            stage.steps.say(
                f"     for lists of the administration's own wait: {', '.join(waiting) or 'none'}"
            )


async def _live(rules: Rules) -> set[str]:
    return {each.code for each in await rules.newest() if each.state is ProfileState.LIVE}


async def _shadowed(rules: Rules, ready: ReadyRecord) -> ProfileVersion | None:
    """Return a ready profile in shadow; none where its named sets are the administration's to fill."""
    known = [each for each in await rules.newest() if each.code == ready.code]
    filing = ProfileFiling(after=0, profile=ready.profile)
    version = known[-1] if known else await rules.file(ready.code, filing)
    if version.state is not ProfileState.DRAFT:
        return version
    try:
        return await rules.step(version.code, version.number, ProfileStep.SHADOW)
    except SealwireError as error:
        if error.code != _EMPTY:
            raise
        return None


async def _approval_is_refused(rules: Rules, version: ProfileVersion) -> bool:
    try:
        await rules.step(version.code, version.number, ProfileStep.APPROVE)
    except SealwireError as error:
        return error.code == "profile-second-officer"
    return False


async def _select(stage: Stage, upload: UUID) -> tuple[UUID, list[Chosen]]:
    with stage.steps.step(f"Of {CONSIGNMENTS}, {BUDGET} are selected, each with its reasons"):
        async with stage.people.member(_AUTHOR) as batken:
            selecting = Selecting(batken.session.exchange.door)
            # A second demo on one day goes on with its selection: what was opened is decided about.
            earlier = [each for each in await selecting.newest(limit=500) if each.upload == upload]
            asked = earlier or [await selecting.ask(SelectionIn(upload=upload, budget=BUDGET, seed=SEED))]
            made = await selecting.made(asked[0].id)
            opened = [row async for row in selecting.opened(made.id)]
            stage.steps.check(f"{len(opened)} are to be opened", len(opened) == BUDGET)
            stage.steps.check("each says why", all(row.reasons for row in opened))
            stage.steps.check("that there is no model yet is said", made.degraded)
            for row in opened:
                stage.steps.say(f"     {row.rank}. {row.reference} ({row.slot}, {row.score:.0f} points)")
                for reason in row.reasons[:_REASONS]:
                    stage.steps.say(f"        {reason.text}")
    return made.id, opened


async def _inspect(stage: Stage, arriving: Manifest, selection: UUID, opened: list[Chosen]) -> Chosen:
    with stage.steps.step("The five are opened, and one inspection finds something"):
        async with stage.people.member(_AUTHOR) as batken:
            selecting = Selecting(batken.session.exchange.door)
            today = datetime.now(UTC).date()
            for row in opened:
                finding = arriving.truth[row.reference]
                inspection = InspectionIn(
                    consignment=row.consignment,
                    selection=selection,
                    inspected_on=today,
                    kinds=(Kind.SEAL_CHECK, Kind.PHYSICAL),
                    outcome=Outcome.SEIZURE if finding else Outcome.NO_IRREGULARITY,
                    findings=_of(finding.group, finding.quantity, finding.unit) if finding else (),
                )
                await selecting.record(uuid5(selection, row.reference), inspection)
                if finding:
                    what = f"{finding.quantity:g} {finding.unit} ({finding.group})"
                    stage.steps.say(f"     {row.reference}: {what}")
            found = [row for row in opened if arriving.truth[row.reference]]
            stage.steps.check(f"{len(found)} of {len(opened)} has a finding", found)
            figures = await selecting.figures(today, today)
            stage.steps.check("the others count as well", figures.inspected >= len(opened))
    return found[0]


def _of(group: str, quantity: float, unit: str) -> tuple[Found, ...]:
    return (Found(commodity_group=group, description="found on opening", amount=quantity, unit=unit),)


async def _warn(stage: Stage, selection: UUID, found: Chosen) -> None:
    with stage.steps.step("A warning, filled in from the documents and the reasons, goes to Osh"):
        async with stage.people.member(_AUTHOR) as batken:
            suspected = Suspected("strategic", asked_for=("physical", "seal-check"))
            door = batken.session.exchange.door
            made = await drafted(door, selection, found.consignment, suspected)
            sent = await batken.send(made.notice, [OSH.code], tlp=Tlp.AMBER, priority=1)
            stage.steps.check(f"accepted at position {sent.position} of the envelope log", sent.position)
        async with stage.people.member(_SECOND) as osh:
            await osh.fetch()
            content = (await osh.read(sent.id)).content
            stage.steps.check(
                "Osh reads what Batken's officer sealed", content.content == made.notice.content()
            )
