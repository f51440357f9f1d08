"""The migrations of profiling make the tables that the code declares, there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sealwire_profiling.intake.adapters.tables  # noqa: F401  # declares its tables on the metadata
from integration.profiling.earlier import PACKAGE, scalar
from sealwire_chassis import migrate
from sealwire_chassis.database import Database
from sealwire_chassis.migrate import MigrationFailed
from sealwire_profiling.tables import metadata
from sqlalchemy import text

if TYPE_CHECKING:
    from conftest import PostgresFixture

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


async def test_migrations_make_just_what_the_code_declares(dsn: str) -> None:
    await migrate.check(PACKAGE, dsn)
    database = Database(dsn, pool_size=1)
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE uploads ADD COLUMN surplus int"))
    await database.close()
    with pytest.raises(MigrationFailed):
        await migrate.check(PACKAGE, dsn)


async def test_migrations_go_up_and_down_and_up_again(postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn)
    made = await scalar(dsn, TABLES)
    assert isinstance(made, int)
    assert made >= 9
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    assert await scalar(dsn, TABLES) == 0
    await migrate.upgrade(PACKAGE, dsn)
    await migrate.upgrade(PACKAGE, dsn)
    assert await scalar(dsn, TABLES) == made
    assert set(metadata.tables) >= {"consignments", "uploads", "outbox"}
