"""What the commands print of a case: where it stands, what is done, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.onboarding.asks import Ask, ask_for, next_ask
from sealwire.cli.output import when
from sealwire.contract.onboarding import CaseState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.cli.output import Json
    from sealwire.contract.onboarding import CaseOut

_WAY = tuple(state for state in CaseState if state not in {CaseState.SUSPENDED, CaseState.CLOSED})


def case_json(case: CaseOut) -> Json:
    """Return a case with what it needs next."""
    ask = next_ask(case.unit, case)
    return {**case.model_dump(mode="json"), "ask": ask_json(ask)}


def ask_json(ask: Ask | None) -> Json | None:
    """Return what is asked for next; None where nothing is."""
    if ask is None:
        return None
    return {"what": ask.what.value, "why": ask.why, "command": ask.command}


def case_lines(case: CaseOut) -> list[str]:
    """Return where a case stands, what is done, and what is missing with the command for each."""
    name = next(iter(case.name.values()), "")
    return [
        f"{case.unit} {name}: {case.state} since {when(case.since)} UTC",
        f"  way       {_way(case.state)}",
        *_done(case),
        *_missing(case),
    ]


def _way(state: CaseState) -> str:
    if state not in _WAY:
        return state.value
    return " > ".join(f"[{each}]" if each is state else each.value for each in _WAY)


def _done(case: CaseOut) -> Iterator[str]:
    if case.site is not None:
        yield f"  site      {case.site.place} ({case.site.kind}); {', '.join(case.agencies)}"
    if case.donors:
        yield f"  donors    {', '.join(case.donors)}"
    if case.officers:
        yield f"  officers  {', '.join(f'{each.handle} ({each.name})' for each in case.officers)}"
    for filed in case.evidence:
        yield f"  filed     {filed.kind} by {filed.filed_by}, {when(filed.filed_at)} UTC"
    for each in case.handovers:
        items = ", ".join(f"{item.quantity} {item.item}" for item in each.handover.items)
        yield f"  handover  {each.handover.on}: {items} ({each.id})"


def _missing(case: CaseOut) -> Iterator[str]:
    if case.next is None:
        return
    if not case.next.missing:
        yield f"  next      {case.next.state}: nothing is missing"
    for lack in case.next.missing:
        yield f"  missing   for {case.next.state}: {lack.text}"
    for command in dict.fromkeys(ask_for(case.unit, lack).command for lack in case.next.missing):
        if command:
            yield f"            {command}"
    for warning in case.next.warnings:
        yield f"  unusual   {warning.text}"
