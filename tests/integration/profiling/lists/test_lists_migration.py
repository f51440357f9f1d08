"""The room's migration makes the tables that its code speaks of, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from integration.profiling.lists.conftest import migrate, migration
from sealwire_profiling.lists.adapters import tables
from sealwire_profiling.tables import metadata
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from conftest import PostgresFixture
    from sqlalchemy import Connection

OURS = {each.name for each in vars(tables).values() if isinstance(each, Table)}


def _differences(connection: Connection) -> list[object]:
    def ours(thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 - Alembic calls it so
        table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", None)
        return table in OURS

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


async def _look(dsn: str) -> tuple[list[object], list[str]]:
    engine = create_async_engine(dsn)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
        names = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found = sorted(names)
    await engine.dispose()
    return differences, found


async def test_the_migration_makes_the_tables_of_the_code(dsn: str) -> None:
    assert await _look(dsn) == ([], sorted(OURS))
    assert (migration().revision, migration().down_revision) == ("0003", "0002")


async def test_the_comparison_sees_a_difference(dsn: str) -> None:
    engine = create_async_engine(dsn)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE list_entries ADD COLUMN forgotten text"))
    await engine.dispose()
    assert len((await _look(dsn))[0]) == 1


async def test_the_migration_goes_down_and_up_again(postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate(dsn)
    await migrate(dsn, "downgrade")
    assert (await _look(dsn))[1] == []
    await migrate(dsn)
    assert await _look(dsn) == ([], sorted(OURS))
