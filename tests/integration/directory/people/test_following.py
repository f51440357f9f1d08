"""The room's tables follow the log: whoever asks first, how often it is asked, and after a restore."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from integration.directory.conftest import process
from integration.directory.people.conftest import ANALYST, KYRGYZ, file_everything
from sealwire_chassis import migrate
from sealwire_chassis.caller import HEADER, encode
from simulators.programme import AKTAU, BATKEN, OSH
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory

PACKAGE = "sealwire_directory"
UNITS = "/v1/units"


async def codes(directory: Directory) -> list[str]:
    return [unit["code"] for unit in (await directory.get(ANALYST, UNITS))["units"]]


async def test_many_who_ask_first_at_once_are_all_answered(directory: Directory) -> None:
    others = [process(directory.database, directory.programme) for _ in range(3)]
    answers = await asyncio.gather(
        *(each.http.get(UNITS, headers={HEADER: encode(ANALYST)}) for each in others for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert {len(answer.json()["units"]) for answer in answers} == {3}
    for each in others:
        await each.http.aclose()


async def test_tables_that_are_behind_are_brought_up_by_the_next_call(directory: Directory) -> None:
    await file_everything(directory)
    async with directory.database.transaction() as session:
        await session.execute(
            text("UPDATE units SET head = NULL, status = 'planned', log_words = '', filed_words = ''")
        )
        await session.execute(text("UPDATE log_followed SET size = 0"))
    found = await directory.get(ANALYST, UNITS, q="osh", status="open")
    assert [unit["code"] for unit in found["units"]] == [OSH]


async def test_migrations_go_down_and_up_again_with_data_in_the_tables(
    directory: Directory, dsn: str
) -> None:
    await file_everything(directory)
    await migrate.downgrade(PACKAGE, dsn, revision="0003")
    await migrate.upgrade(PACKAGE, dsn)
    await migrate.check(PACKAGE, dsn)
    # What was filed is gone with its tables; what the log says is there again.
    assert await codes(directory) == [BATKEN, OSH, AKTAU]
    assert (await directory.get(KYRGYZ, f"{UNITS}/{OSH}"))["version"] == 0
