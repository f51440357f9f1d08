"""The ways goods take: corridor to the post, on from there, with days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Mode

from sealwire_profiling.simulator.drafts import Stage
from sealwire_profiling.simulator.parameters import corridors, onward
from sealwire_profiling.simulator.traders import HOME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sealwire_profiling.simulator.dice import Dice
    from sealwire_profiling.simulator.parameters import Corridor


def choose(
    dice: Dice, country: str, *, detour: bool, office: str | None = None, avoiding: str = HOME
) -> Corridor:
    """Return a corridor from a country; the usual ones, unless a detour is asked for and there is one.

    Args:
        dice: To draw with.
        country: Where it begins.
        detour: Whether to take a way that nobody in a hurry takes.
        office: Only corridors to this post, where the country has one.
        avoiding: Where the journey ends: nobody drives through it to come back, where there is another way.
    """
    known = corridors()[country]
    kind = [each for each in known if each.detour is detour] or list(known)
    onwards = [each for each in kind if all(stop.place[:2] != avoiding for stop in each.stops)] or kind
    fitting = [each for each in onwards if office in {None, each.office}] or onwards
    return fitting[dice.weighted({place: each.share for place, each in enumerate(fitting)})]


def inward(dice: Dice, corridor: Corridor, destination: str, arrives: date) -> list[Stage]:
    """Return the stages of goods that come to the post, for the country or in transit.

    Args:
        dice: To draw with.
        corridor: To the post.
        destination: Country where the journey ends.
        arrives: At the post.
    """
    days = sum(stop.days for stop in corridor.stops) + dice.below(3)
    begin = arrives - timedelta(days=days)
    stages: list[Stage] = []
    came: date | None = None
    for stop in corridor.stops:
        left = came or begin
        stages.append(Stage(stop.place, stop.mode, came, left))
        came = min(left + timedelta(days=stop.days), arrives)
    ends = [dice.pick(onward()[0][corridor.office])] if destination == HOME else onward()[1][destination]
    passed = {stage.place for stage in stages}
    ends = [place for place in ends if place not in passed]
    return [*stages, *_stages_after(corridor.office, corridor.stops[-1].mode, ends, arrives)]


def outward(dice: Dice, corridor: Corridor, leaves: date) -> list[Stage]:
    """Return the stages of an export: the corridor backwards."""
    home = dice.pick(onward()[0][corridor.office])
    mode = corridor.stops[-1].mode
    stages = [] if home == corridor.office else [Stage(home, mode, None, leaves - timedelta(days=1))]
    stages.append(Stage(corridor.office, mode, leaves, leaves))
    came = leaves
    back = list(reversed(corridor.stops))
    for number, stop in enumerate(back):
        came += timedelta(days=stop.days)
        last = number == len(back) - 1
        onwards = None if last else back[number + 1].mode
        stages.append(Stage(stop.place, onwards, came, None if last else came))
    return stages


def redirect(stages: list[Stage], office: str, country: str) -> None:
    """Change where a journey ends, in place: everything after the post.

    Args:
        stages: Of the journey.
        office: The post.
        country: Where it now ends.
    """
    at = max(number for number, stage in enumerate(stages) if stage.place == office)
    ends = onward()[0][office] if country == HOME else onward()[1][country]
    arrived = stages[at].arrives_on
    mode = stages[at - 1].mode
    if arrived is not None and mode is not None:
        del stages[at:]
        passed = {stage.place for stage in stages}
        ends = [place for place in ends if place not in passed]
        stages.extend(_stages_after(office, mode, ends[-1:] if country == HOME else ends, arrived))


def arrival_mode(corridor: Corridor) -> Mode:
    """Return by what goods come to the post over a corridor."""
    return Mode(corridor.stops[-1].mode)


def _stages_after(office: str, mode: str, ends: Sequence[str], arrives: date) -> list[Stage]:
    ends = [place for place in ends if place != office]
    stages = [Stage(office, mode if ends else None, arrives, arrives if ends else None)]
    for number, place in enumerate(ends, 1):
        last = number == len(ends)
        day = arrives + timedelta(days=number)
        stages.append(Stage(place, None if last else mode, day, None if last else day))
    return stages
