"""Migrations: up, down and up again inside a running loop, with timeouts, one job at a time."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import pytest
from sealwire_chassis import migrate
from sealwire_chassis.database import Database, DatabaseUnavailable
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import PostgresFixture

ENV = """
from sealwire_chassis.migrate import run_env
from sqlalchemy import Column, Integer, MetaData, Table
metadata = MetaData()
Table("thing", metadata, Column("id", Integer, primary_key=True))
run_env(metadata)
"""
FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.create_table("thing", sa.Column("id", sa.Integer, primary_key=True))
def downgrade():
    op.drop_table("thing")
"""
BROKEN = """
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("ALTER TABLE thing ADD COLUMN more int")
    op.execute("SELECT canary FROM nowhere")
def downgrade():
    pass
"""
PROGRAM = """
import asyncio, sys
from sealwire_chassis import migrate
asyncio.run(migrate.upgrade(*sys.argv[1:]))
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package with one migration."""
    name = f"migrated_{tmp_path.name.replace('-', '_')}"
    versions = tmp_path / name / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / name / "migrations" / "env.py").write_text(ENV)
    (versions / "0001_first.py").write_text(FIRST)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    sys.modules.pop(name, None)


async def tables(dsn: str) -> int:
    db = Database(dsn)
    async with db.transaction() as session:
        query = text("SELECT count(*) FROM pg_tables WHERE tablename = 'thing'")
        found = int(await session.scalar(query) or 0)
    await db.close()
    return found


async def test_a_database_goes_up_down_and_up_again(package: str, postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(package, dsn)
    await migrate.check(package, dsn)
    assert await tables(dsn) == 1
    await migrate.downgrade(package, dsn, revision="base")
    assert await tables(dsn) == 0
    await migrate.upgrade(package, dsn)
    assert await tables(dsn) == 1


async def test_jobs_at_once_do_the_work_once(package: str, postgres: PostgresFixture, tmp_path: Path) -> None:
    dsn = postgres.fresh_database()
    command = (sys.executable, "-c", PROGRAM, package, dsn)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    jobs = [await asyncio.create_subprocess_exec(*command, env=environment) for _ in range(2)]
    here = (migrate.upgrade(package, dsn), migrate.upgrade(package, dsn))
    await asyncio.gather(*here, *(job.wait() for job in jobs))
    assert [job.returncode for job in jobs] == [0, 0]
    assert await tables(dsn) == 1


async def test_a_failed_migration_changes_nothing_and_shows_no_statement(
    package: str, postgres: PostgresFixture, tmp_path: Path
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(package, dsn)
    (tmp_path / package / "migrations" / "versions" / "0002_broken.py").write_text(BROKEN)
    with pytest.raises(migrate.MigrationFailed) as caught:
        await migrate.upgrade(package, dsn)
    assert "canary" not in str(caught.value)
    (tmp_path / package / "migrations" / "versions" / "0002_broken.py").unlink()
    await migrate.check(package, dsn)


async def test_metadata_that_differs_from_the_database_is_noticed(
    package: str, postgres: PostgresFixture, tmp_path: Path
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(package, dsn)
    env = tmp_path / package / "migrations" / "env.py"
    env.write_text(ENV.replace("metadata, Column", "metadata, Column('more', Integer), Column"))
    with pytest.raises(migrate.MigrationFailed):
        await migrate.check(package, dsn)


async def test_a_migration_gives_up_on_a_locked_table(
    package: str, postgres: PostgresFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(package, dsn)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT_MS", 100)
    db = Database(dsn)
    async with db.transaction() as session:
        await session.execute(text("LOCK TABLE thing"))
        with pytest.raises(migrate.MigrationFailed):
            await asyncio.wait_for(migrate.downgrade(package, dsn, revision="base"), 10)
    await db.close()
    assert await tables(dsn) == 1


async def test_a_database_that_is_not_there_is_unavailable(package: str) -> None:
    with pytest.raises(DatabaseUnavailable):
        await migrate.upgrade(package, "postgresql+asyncpg://nobody:nothing@127.0.0.1:1/none")
