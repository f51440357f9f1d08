"""What the command line prints of a consignment: what an officer looks at before anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire.cli import output
from sealwire.cli.profiling.ranking import chosen_lines
from sealwire.cli.profiling.shapes import consignment_lines
from sealwire.contract.profiling.consignments import (
    Consignment,
    Equipment,
    EquipmentKind,
    Goods,
    Leg,
    Mode,
    Party,
    PartyRole,
    Seal,
    SealCondition,
)
from sealwire.contract.profiling.intake import ConsignmentHistory, ConsignmentOut
from sealwire.contract.profiling.selections import Chosen, Lane, Reason, ShadowSeen, Slot

if TYPE_CHECKING:
    import pytest

DECLARED = Consignment(
    reference="BL-1",
    mode=Mode.RAIL,
    office="KGOSS",
    arrives_on=date(2026, 12, 1),
    currency="USD",
    parties=(Party(role=PartyRole.SHIPPER, name="Acme", country="CN"),),
    goods=(Goods(description="Parts of pumps", hs="841391", gross_kg=1200.5, value=15000.0, origin="CN"),),
    equipment=(
        Equipment(
            kind=EquipmentKind.CONTAINER,
            number="MSCU6639870",
            size_type="22G1",
            seals=(Seal(number="A1", condition=SealCondition.TAMPERED), Seal(number="A2")),
        ),
    ),
    legs=(Leg(place="CNSHA", country="CN"), Leg(place="Osh", country="KG")),
)
EMPTY = Consignment(reference="BL-2")


def shown(consignment: Consignment, *, is_open: bool) -> list[str]:
    found = ConsignmentOut(
        version=1,
        received_at=datetime(2026, 11, 26, 8, 5, tzinfo=UTC),
        source="osh",
        line=2,
        consignment=consignment,
        id=UUID(int=1),
        upload=None,
        open=is_open,
        redacted=False,
    )
    return consignment_lines(ConsignmentHistory(consignment=found, versions=()))


def test_a_consignment_is_shown_with_all_that_is_known_of_it() -> None:
    assert shown(DECLARED, is_open=True) == [
        "Consignment  BL-1 from osh, version 1",
        "Received     2026-11-26 08:05, still to be decided about",
        "Declared     - at KGOSS",
        "Arrives      2026-12-01 by rail",
        "Shipper      Acme (CN)",
        "Goods        Parts of pumps, HS 841391, of CN, 1200.5 kg, 15000 USD",
        "Container    MSCU6639870 22G1, seals: A1 (tampered), A2",
        "Route        CNSHA - Osh (KG)",
    ]


def test_what_is_not_known_is_left_out() -> None:
    assert shown(EMPTY, is_open=False) == [
        "Consignment  BL-2 from osh, version 1",
        "Received     2026-11-26 08:05, decided",
        "Declared     - at -",
        "Arrives      -",
        "Route        -",
    ]


CHOSEN = Chosen(
    consignment=UUID(int=7), reference="BL-1", rank=3, place=1, lane=Lane.RED, slot=Slot.EXPECTED_VALUE,
    propensity=1.0, score=225.0, probability=0.431,
    reasons=(Reason(kind="profile", code="seal-changed", text="Seal changed on the way", weight=60.0),),
    overridden="KG-OSH/a: seen before", shadow=ShadowSeen(profiles=("new@1",), probability=0.5),
)  # fmt: skip


def test_a_ranked_consignment_is_shown_with_its_id_and_every_reason() -> None:
    assert list(chosen_lines(CHOSEN)) == [
        "   3. BL-1  red, expected-value, 225 points, chance 0.43",
        "      consignment 00000000-0000-0000-0000-000000000007",
        "      - Seal changed on the way",
        "      Changed: KG-OSH/a: seen before",
        "      In shadow: new@1, chance 0.50",
    ]


def test_what_an_officer_has_to_decide_stands_in_the_head() -> None:
    row = CHOSEN.model_copy(
        update={"slot": None, "lane": Lane.GREEN, "needs_override": True, "removed": True, "overflow": True}
    )
    head = next(chosen_lines(row))
    assert (
        head
        == "   3. BL-1  green, NEEDS AN OVERRIDE, beyond the capacity, taken off, 225 points, chance 0.43"
    )


def test_an_id_is_whole_in_a_narrow_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    row = [str(UUID(int=7)), "a text that is longer than the rest of the line", str(UUID(int=8)), "END"]
    output.table(["Id", "What", "Other id", "Last"], [row])
    shown = capsys.readouterr().out
    assert [each in shown for each in row] == [True, False, True, True]
    assert "".join(shown.split()).count("line") == 1
