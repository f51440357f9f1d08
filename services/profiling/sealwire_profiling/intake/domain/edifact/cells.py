"""A stowage cell of BAPLIE: what its weights are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.edifact.drafts import Level


def weigh_cell(level: Level) -> None:
    """Turn the weights of a cell into those of its container.

    BAPLIE states the container with its load (MEA+WT, or MEA+VGM since SOLAS chapter VI regulation 2). Of an
    empty container that is the tare. Of a full one the tare goes off where it is told; else the whole stays
    the best figure there is.
    """
    weights = level.weights
    unit = next(iter(level.units.values()), None)
    if unit is None:
        return
    for name in ("gross_kg", "tare_kg"):
        if name in weights.values and name not in unit.values:
            unit.values[name], unit.at[name] = weights.values[name], weights.at[name]
    weights.values.clear()
    gross, tare = unit.values.get("gross_kg"), unit.values.get("tare_kg")
    if gross is None:
        return
    if unit.values.get("empty"):
        unit.values.setdefault("tare_kg", gross)
        unit.at.setdefault("tare_kg", unit.at.pop("gross_kg"))
        del unit.values["gross_kg"]
    elif tare is not None and gross >= tare:
        unit.values["gross_kg"] = round(gross - tare, 6)
