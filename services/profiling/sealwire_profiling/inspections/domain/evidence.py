"""What inspections say of something that was in shadow, for who is to decide whether it goes live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.inspections import ShadowEvidence

from sealwire_profiling.inspections.domain.figures import compared, controlled, share
from sealwire_profiling.selection.domain.rows import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire_profiling.inspections.domain.figures import Judged

ALL_LIVE, LIVE_SET = "all live profiles", "live set"


def of_profile(
    code: str, number: int, judged: Sequence[Judged], shadows: Sequence[Mapping[str, Any]]
) -> ShadowEvidence:
    """Return what is known of a profile's version in shadow.

    Args:
        code: Of the profile.
        number: Of the version.
        judged: Inspections of the selections beside which it was.
        shadows: What ran beside these, of `shadow_rows.summary`.
    """
    name, seen = f"{code}@{number}", controlled(judged)
    of_it = [each for one in shadows for each in one["profiles"] if each["name"] == name]
    failed = sum(bool(each.get("problem")) for each in of_it)
    return ShadowEvidence(
        selections=len(of_it) - failed,
        not_run=failed,
        shadow=share(name, [each for each in seen if name in each.shadow_profiles]),
        live=(
            share(code, [each for each in seen if code in each.profiles]),
            share(ALL_LIVE, [each for each in seen if each.profiles]),
        ),
    )


def of_model(digest: str, judged: Sequence[Judged], shadows: Sequence[Mapping[str, Any]]) -> ShadowEvidence:
    """Return what is known of a model in shadow; see `of_profile`."""
    of_it = [model for one in shadows if (model := one["model"]) and model["model"] == digest]
    failed = sum(bool(each.get("problem")) for each in of_it)
    seen = [each for each in controlled(judged) if each.shadow_probability is not None]
    return ShadowEvidence(
        selections=len(of_it) - failed,
        not_run=failed,
        shadow=share(digest, [each for each in seen if each.shadow_slot in POLICY]),
        live=(share(LIVE_SET, [each for each in seen if each.slot in POLICY]),),
        compared=compared(judged, shadows),
    )
