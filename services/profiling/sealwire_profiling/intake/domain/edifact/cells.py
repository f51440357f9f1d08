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
    if "verified_kg" in unit.values:
        unit.put("gross_kg", unit.values.pop("verified_kg"), *unit.at.pop("verified_kg"))
    gross, tare = unit.values.get("gross_kg"), unit.values.get("tare_kg")
    if gross is None:
        return
    if unit.values.get("empty"):
        unit.values.setdefault("tare_kg", gross)
        unit.at.setdefault("tare_kg", unit.at.pop("gross_kg"))
        del unit.values["gross_kg"]
    else:
        unit.values["gross_kg"] = without_tare(gross, tare)


def without_tare(whole: float, tare: float | None) -> float:
    """Return the load of a container that weighs so much with it; all of it where no tare is told."""
    return whole if tare is None or tare > whole else round(whole - tare, 6)
