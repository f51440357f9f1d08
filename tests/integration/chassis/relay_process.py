"""A relay in a process of its own, for tests that kill it: settings from the environment, as a service."""

from __future__ import annotations

from sealwire_chassis import bus, process, relay
from sealwire_chassis.database import Database
from sealwire_chassis.settings import Settings


async def run(settings: Settings) -> None:
    """Relay in small batches."""
    db = Database(settings.database_dsn())
    connected = await bus.connect(settings, user="test")
    try:
        await relay.run(db, connected, batch=5)
    finally:
        await connected.close()
        await db.close()


if __name__ == "__main__":
    process.main("test", {"relay": run}, Settings)
