"""Ready profiles over files that came through the routes: what was amended late, and what was split."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from integration.profiling.assessments.desk import filed, live, ranked, selected
from integration.profiling.conftest import NOW
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.assessments.adapters.tables import selected as selected_rows
from sealwire_profiling.frame.domain.keys import party_key
from sealwire_profiling.rules.domain.ready import ready_profiles
from sqlalchemy import select

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

DAY_S = 86_400
TODAY = datetime.fromtimestamp(NOW, UTC).date()
SPELLINGS = ("ОсОО «Ак-Жол»", "Ak-Jol LLC", "OsOO Ak-Zhol")


def declared(reference: str, arrives_on: date, consignee: str = "Kok-Suu LLC", **more: Any) -> Consignment:
    return Consignment.model_validate({
        "reference": reference,
        "arrives_on": arrives_on,
        "parties": [
            {"role": "shipper", "name": "Wuxi Textile Co., Ltd", "country": "CN"},
            {"role": "consignee", "name": consignee, "country": "KG"},
        ],
        "goods": [{"description": "shirts", "hs": "610910"}],
        **more,
    })  # fmt: skip


async def hit_by(profiling: Profiling, code: str) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return the references of which a ready profile holds, and what was known of each."""
    [ready] = [each for each in ready_profiles() if each.code == code]
    await live(profiling, code, ready.profile.model_dump(mode="json"))
    rows = await ranked(profiling, await selected(profiling, budget=1))
    held = [row["reference"] for row in rows if code in {each.get("code") for each in row["reasons"]}]
    return sorted(held), await known(profiling)


async def known(profiling: Profiling) -> dict[str, dict[str, Any]]:
    async with profiling.database.transaction() as session:
        found = await session.scalars(select(selected_rows.c.features).where(selected_rows.c.tenant == "KG"))
        return {features["reference"]: features for features in found}


async def test_only_what_was_amended_shortly_before_its_arrival_is_late(profiling: Profiling) -> None:
    near, far = TODAY + timedelta(days=3), TODAY + timedelta(days=30)
    came = {"NEAR": near, "FAR": far, "UNTOUCHED": near, "CORRECTED": TODAY}
    await filed(profiling, [declared(reference, day) for reference, day in came.items()])
    profiling.clock[0] += 2 * DAY_S
    amended = [declared(name, came[name], vessel="ALMA") for name in ("NEAR", "FAR", "CORRECTED")]
    await filed(profiling, amended)
    held, features = await hit_by(profiling, "last-minute-amendment")
    assert held == ["NEAR"]
    assert features["NEAR"]["amended_on"] == str(TODAY + timedelta(days=2))
    counts = {name: row["amended_by_arrival"] for name, row in features.items()}
    assert counts == {"NEAR": 1, "FAR": 1, "UNTOUCHED": 0, "CORRECTED": 0}


async def test_what_is_split_under_three_spellings_is_seen(profiling: Profiling) -> None:
    split = [declared(f"S{at}", TODAY, name) for at, name in enumerate(SPELLINGS)]
    others = [declared("O1", TODAY), declared("O2", TODAY), declared("O3", TODAY + timedelta(days=1))]
    await filed(profiling, [*split, *others])
    held, features = await hit_by(profiling, "split-consignments")
    assert held == ["S0", "S1", "S2"]
    assert {name: row["pair_together"] for name, row in features.items()} == {
        **dict.fromkeys(held, 3), "O1": 2, "O2": 2, "O3": 1,
    }  # fmt: skip
    assert [features[name]["consignee_key"] for name in held] == [party_key(name) for name in SPELLINGS]
