"""What the commands print of profiles and models in shadow: always by that name, never among the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.inspections import ChosenShare, Compared, ShadowEvidence, Share
    from sealwire.contract.profiling.selections import ShadowModel, ShadowProfile, ShadowSeen, ShadowsOut


def shadow_lines(ran: ShadowsOut | None) -> Iterator[str]:
    """Yield what ran beside a selection, a line for each."""
    if ran is None:
        return
    yield "In shadow, deciding nothing:"
    for each in ran.profiles:
        yield f"  profile {each.name}: {_profile(each)}"
    if ran.model is not None:
        yield f"  model {ran.model.model[:12]}: {_model(ran.model)}"


def seen_line(seen: ShadowSeen) -> str:
    """Return what shadows say of a consignment."""
    chance = [] if seen.probability is None else [f"chance {seen.probability:.2f}"]
    slot = [] if seen.slot is None else [f"would be opened: {seen.slot.value}"]
    return ", ".join([*seen.profiles, *chance, *slot]) or "nothing"


def evidence_lines(found: ShadowEvidence | None) -> Iterator[str]:
    """Yield what inspections say of something that was in shadow."""
    if found is None:
        return
    not_run = f", could not run beside {found.not_run}" if found.not_run else ""
    yield f"In shadow beside {found.selections} selections{not_run}"
    yield f"  {found.shadow.inspected} inspections while in shadow, precision {right(found.shadow)}"
    for each in found.live:
        yield f"  {each.name}: {each.inspected} inspections, precision {right(each)}"
    yield from compared_lines(found.compared)


def compared_lines(found: Compared | None) -> Iterator[str]:
    """Yield what the model in shadow and the live set would have opened, and what was found in it."""
    if found is None:
        return
    for what, each in (
        ("both choose", found.both),
        ("the live set alone", found.live_only),
        ("the model in shadow alone", found.shadow_only),
    ):
        yield f"  {what}: {_chosen(each)}"


def right(share: Share) -> str:
    """Return how often something was right, with its interval."""
    if share.precision is None or share.low is None or share.high is None:
        return "-"
    return f"{share.precision:.0%} [{share.low:.0%}, {share.high:.0%}]"


def _chosen(share: ChosenShare) -> str:
    return f"{share.chosen} chosen, {share.inspected} inspected, {share.found} with a finding, {right(share)}"


def _profile(profile: ShadowProfile) -> str:
    if profile.problem is not None:
        return f"could not run ({profile.problem})"
    return f"{profile.hits} hits, {profile.not_evaluable} could not be told"


def _model(model: ShadowModel) -> str:
    if model.problem is not None:
        return f"could not run ({model.problem})"
    return (
        f"would have chosen {model.both} of the same, {model.shadow_only} others, "
        f"and {model.live_only} of the chosen not"
    )
