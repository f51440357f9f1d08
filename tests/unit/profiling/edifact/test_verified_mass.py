"""The verified gross mass of a container (SOLAS VI/2) has its tare in it; the load has not."""

from __future__ import annotations

import pytest
from sealwire_profiling.intake.domain.edifact.reading import read

_GOODS = "GID+1+10:CT'FTX+AAA+++Valves'MEA+AAE+G+KGM:8000'"


def load_of(container: str, *, placed: str = "") -> float | None:
    """Return the load of the only container of a bill."""
    unit = f"EQD+CN+CSQU3054383+22G1:102:5+++5'{container}"
    message = f"UNH+1+IFTMIN:D:95B:UN'BGM+705+BL1+9'{_GOODS}{placed}{unit}UNT+9+1'"
    parsed = [*read(f"UNB+UNOC:3+S+R+260901:1200+1'{message}UNZ+1+1'".encode())]
    [consignment] = [each.consignment for each in parsed if each.consignment is not None]
    return consignment.equipment[0].gross_kg


@pytest.mark.parametrize(
    ("container", "load"),
    [
        ("MEA+AAE+VGM+KGM:10200'MEA+AAE+T+KGM:2200'", 8000.0),
        ("MEA+AAE+T+KGM:2200'MEA+VGM++KGM:10200'", 8000.0),
        ("MEA+AAE+VGM+KGM:10200'", 10_200.0),
        ("MEA+AAE+VGM+KGM:10200'MEA+AAE+T+KGM:22000'", 10_200.0),
        ("MEA+AAE+VGM+KGM:10200'MEA+AAE+G+KGM:8000'", 8000.0),
        ("MEA+AAE+G+KGM:8000'MEA+AAE+VGM+KGM:10200'MEA+AAE+T+KGM:2200'", 8000.0),
        ("MEA+AAE+T+KGM:2200'", None),
    ],
    ids=[
        "less the tare",
        "the tare before it",
        "without a tare",
        "less than its tare",
        "the load beside it",
        "the load before it",
        "a tare alone",
    ],
)
def test_a_verified_mass_is_the_load_without_the_tare(container: str, load: float | None) -> None:
    assert load_of(container) == load


def test_what_is_placed_in_a_container_counts_before_what_is_verified() -> None:
    placed = "SGP+CSQU3054383'MEA+AAE+G+KGM:7900'"
    assert load_of("MEA+AAE+VGM+KGM:10200'MEA+AAE+T+KGM:2200'", placed=placed) == 7900.0
