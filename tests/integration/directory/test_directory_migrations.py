"""The directory's migrations make the tables that its code speaks of, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire_chassis import migrate
from sqlalchemy import text

if TYPE_CHECKING:
    from sealwire_chassis.database import Database

PACKAGE = "sealwire_directory"


async def test_models_equal_migrations(dsn: str) -> None:
    await migrate.check(PACKAGE, dsn)


async def test_the_comparison_sees_a_difference(dsn: str, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE grants ADD COLUMN forgotten text"))
    with pytest.raises(migrate.MigrationFailed):
        await migrate.check(PACKAGE, dsn)


async def test_migrations_go_down_and_up_again(dsn: str, database: Database) -> None:
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    async with database.transaction() as session:
        left = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    assert list(left) == ["alembic_version"]
    await migrate.upgrade(PACKAGE, dsn)
    await migrate.check(PACKAGE, dsn)
