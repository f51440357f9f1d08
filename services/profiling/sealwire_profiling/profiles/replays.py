"""A profile over the past: what it would have hit of what selections judged, and what came of that.

Opens its own short transactions: the figures take seconds, and the server ends a transaction that idles.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import polars as pl
from sealwire.authorisation import Action
from sealwire.contract.profiling.replays import MAX_REPLAY_DAYS, MAX_REPLAYED, ReplayExample
from sealwire.contract.profiling.rules import ProfileState
from sealwire.errors import NotFound

from sealwire_profiling.assessments.adapters import judged, selections
from sealwire_profiling.assessments.domain.assessing import AT_ONCE
from sealwire_profiling.profiles.domain.replaying import replay as replayed
from sealwire_profiling.profiles.domain.showing import Past, Subject, replay_out
from sealwire_profiling.rules import refusals
from sealwire_profiling.rules.adapters import profiles
from sealwire_profiling.rules.compiled import compiled
from sealwire_profiling.rules.running import environment_of, running_of
from sealwire_profiling.tenancy import tenant_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.contract.profiling.replays import ReplayIn, ReplayOut
    from sealwire.contract.profiling.rules import ProfileVersion
    from sealwire_chassis.caller import Caller
    from sealwire_chassis.database import Database

    from sealwire_profiling.assessments.adapters.judged import Facts, Judgement
    from sealwire_profiling.rules.domain.environment import Environment
    from sealwire_profiling.tenancy import Tenant


async def replay(database: Database, who: Caller, code: str, wanted: ReplayIn) -> ReplayOut:
    """Return what a profile would have done with consignments as they were judged.

    Whoever may write profiles may ask: a rule can ask after anything that documents say, parties included.

    Args:
        database: Profiling's own.
        who: The caller.
        code: The profile, whose live version the rule would replace; of a text it need not exist.
        wanted: Which version or text, and over which days.

    Raises:
        NotAllowed: The caller writes no profiles.
        NotFound: There is no such profile or version.
        PeriodUpsideDown: It ends before it begins.
        PeriodTooLong: It has too many days.
        RuleFaulty: The text is no rule.
    """
    tenant = tenant_of(who, Action.EDIT_PROFILES)
    _refuse_period(wanted)
    async with database.transaction() as session:
        environment = await environment_of(session, tenant=tenant)
        versions = await profiles.versions(session, tenant)
    subject = await asyncio.to_thread(_subject, code, wanted, versions, environment)
    past, frame = await _past(database, wanted, tenant=tenant)
    outcomes = pl.Series([each.found for each in past.rows], dtype=pl.Boolean)
    told = await asyncio.to_thread(replayed, subject.rule, frame, outcomes, live=subject.live)
    return replay_out(wanted, subject, past, told)


def _refuse_period(wanted: ReplayIn) -> None:
    days = (wanted.until - wanted.since).days + 1
    if days < 1:
        raise refusals.PeriodUpsideDown
    if days > MAX_REPLAY_DAYS:
        raise refusals.PeriodTooLong(max_days=MAX_REPLAY_DAYS)


def _subject(
    code: str, wanted: ReplayIn, versions: Sequence[ProfileVersion], environment: Environment
) -> Subject:
    number, text = None, wanted.rule
    if text is None:
        version = _version(code, wanted.number, versions)
        number, text = version.number, version.profile.rule
    rule = compiled(code, text, environment)
    live = running_of(versions, environment, {ProfileState.LIVE})
    return Subject(rule, number, live.rules, [each.version.code for each in live.broken])


def _version(code: str, number: int | None, versions: Sequence[ProfileVersion]) -> ProfileVersion:
    for each in reversed(versions):
        if each.code == code and number in {None, each.number}:
            return each
    raise NotFound


async def _past(database: Database, wanted: ReplayIn, *, tenant: Tenant) -> tuple[Past, pl.DataFrame]:
    """Return what is looked at, and the facts of the same rows."""
    async with database.transaction() as session:
        made = await selections.rows_of_days(session, tenant=tenant, since=wanted.since, until=wanted.until)
        found = await judged.judgements(
            session, tenant=tenant, since=wanted.since, until=wanted.until, limit=MAX_REPLAYED + 1
        )
    cut, found = len(found) > MAX_REPLAYED, found[:MAX_REPLAYED]
    rows, frames = list[ReplayExample](), [judged.frame_of([])]
    for begin in range(0, len(found), AT_ONCE):
        some = await _facts(database, found[begin : begin + AT_ONCE], tenant=tenant)
        rows += map(_row, some)
        frames.append(await asyncio.to_thread(judged.frame_of, [each.features for each in some]))
    return Past(made, cut, rows), pl.concat(frames)


async def _facts(database: Database, some: Sequence[Judgement], *, tenant: Tenant) -> list[Facts]:
    async with database.transaction() as session:
        return await judged.facts(session, some, tenant=tenant)


def _row(facts: Facts) -> ReplayExample:
    judgement = facts.judgement
    return ReplayExample(
        consignment=judgement.consignment,
        selection=judgement.selection,
        reference=facts.reference,
        on=judgement.on,
        found=judgement.found,
    )
