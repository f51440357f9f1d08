"""What the pipeline takes from the database: the set of a day, and what has changed since another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from integration.profiling.lists.conftest import AIBEK, CLEARANCES, LISTS, NOW, NURLAN, Profiling, entry
from sealwire_profiling.lists.domain.exact import ExactScreener
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.rescreening import Rescreening, Screened
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.lists.service_screening import changed_since, screening_set
from sealwire_profiling.tenancy import Tenant
from simulators.un_list import consolidated
from simulators.watch import consignment

if TYPE_CHECKING:
    from sealwire_profiling.lists.domain.values import Entry, ScreeningSet

KG = Tenant("KG")
TODAY = date(2026, 11, 18)
LATER = 7_200  # what was entered in the hour before counts as changed too


async def held(profiling: Profiling, *, tenant: Tenant = KG, on: date = TODAY) -> ScreeningSet:
    async with profiling.database.transaction() as session:
        return await screening_set(session, tenant=tenant, on=on)


async def since(profiling: Profiling, current: ScreeningSet, moment: int) -> list[Entry]:
    async with profiling.database.transaction() as session:
        return await changed_since(session, current, tenant=KG, since=moment)


async def test_a_day_has_the_active_entries_and_the_clearances_of_one_administration(
    profiling: Profiling,
) -> None:
    await profiling.make_list("suspects", effect="mandatory")
    await profiling.make_list("suspects", who=NURLAN)
    short = await profiling.enter("suspects", expires_on="2026-11-18")
    long = await profiling.enter("suspects", names=[{"text": "Orion Steppe"}])
    await profiling.enter("suspects", who=NURLAN)
    gone = await profiling.enter("suspects", names=[{"text": "Gone"}])
    removal = {"version": 1, "reason": "Mistake"}
    await profiling.done(AIBEK, "POST", f"{LISTS}/suspects/entries/{gone['id']}/removal", json=removal)
    pair = {"entry": long["id"], "value": "Orion", "reason": "Other", "expires_on": "2026-12-01"}
    await profiling.done(AIBEK, "POST", CLEARANCES, json=pair)
    today, tomorrow = await held(profiling), await held(profiling, on=TODAY + timedelta(days=1))
    assert {str(each.id) for each in today.entries} == {short["id"], long["id"]}
    assert {str(each.id) for each in tomorrow.entries} == {long["id"]}
    assert [each.value for each in today.clearances] == ["Orion"]
    assert len((await held(profiling, tenant=Tenant("KZ"))).entries) == 1
    assert (await held(profiling, tenant=Tenant("UZ"))).entries == ()


async def test_what_has_changed_since_is_new_versions_and_lists_filed_anew(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    await profiling.make_list("others")
    first = await profiling.enter("suspects")
    second = await profiling.enter("suspects", names=[{"text": "Orion Steppe"}])
    third = await profiling.enter("others", names=[{"text": "Kumtor Vale"}])
    profiling.now[0] = NOW + LATER
    address = f"{LISTS}/suspects/entries/{first['id']}"
    await profiling.done(AIBEK, "PUT", address, json=entry(version=1, names=[{"text": "Ak-Tash"}]))
    current = await held(profiling)
    assert {str(each.id) for each in await since(profiling, current, NOW + LATER)} == {first["id"]}
    assert await since(profiling, current, NOW + LATER + 3_601) == []
    await profiling.make_list("others", version=1, matching="graded")
    current = await held(profiling)
    changed = {str(each.id) for each in await since(profiling, current, NOW + LATER)}
    assert changed == {first["id"], third["id"]}
    assert second["id"] not in changed


async def test_after_an_import_of_the_un_only_what_it_touches_is_screened_again(profiling: Profiling) -> None:
    await profiling.make_list("un", form="un-consolidated", effect="mandatory")
    old = consolidated(20)
    await profiling.import_un(old.xml())
    names = [" ".join(each.names) for each in old.listed]
    received = [consignment(f"B{at}", consignee=name) for at, name in enumerate([*names, "Nobody"])]
    before = await held(profiling)
    stored = Screening(before, ScreeningIndex.of(before, ExactScreener())).take(received)
    assert [len(hits) for hits in stored] == [1] * 20 + [0]
    profiling.now[0] = NOW + LATER
    new = consolidated(21)
    added = new.listed[20]
    following = new.without(old.listed[0].data_id)
    await profiling.import_un(following.xml())
    received[20] = consignment("B20", consignee=" ".join(added.names))
    after = await held(profiling)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    changed = await since(profiling, after, NOW + LATER)
    made = Rescreening(after, changed, ExactScreener()).take(screened)
    assert {key: (len(each.added), len(each.withdrawn)) for key, each in made.items()} == {
        "B0": (0, 1), "B20": (1, 0),
    }  # fmt: skip
    anew = Screening(after, ScreeningIndex.of(after, ExactScreener())).take(received)
    assert [
        made[each.received.id].hits if each.received.id in made else each.hits for each in screened
    ] == anew
