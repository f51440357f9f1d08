"""A process: its command line, its operations port, and its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.chassis.scene import running
from sealwire_chassis import ops
from sealwire_chassis.listen import PortBusy, open_socket
from sealwire_chassis.replies import BusUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_chassis.bus import Bus
    from sealwire_chassis.database import Database
    from sealwire_local.nats import Nats

RELAY = Path(__file__).with_name("relay_process.py")


async def fine() -> None:
    """Pass."""


async def refused() -> None:
    raise BusUnavailable("canary")


async def crashed() -> None:
    raise ValueError("canary")


async def hangs() -> None:
    await asyncio.Event().wait()


async def get(checks: Mapping[str, ops.Check], path: str) -> httpx.Response:
    sock = open_socket("127.0.0.1", 0)
    port = sock.getsockname()[1]
    async with running(ops.serve_on(checks, sock)), httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}", timeout=5)


async def test_a_process_is_ready_while_its_database_and_bus_answer(db: Database, bus: Bus) -> None:
    reply = await get({"database": db.ping, "bus": bus.ping}, "/ready")
    assert (reply.status_code, reply.json()["checks"]) == (200, {"database": "ok", "bus": "ok"})


@pytest.mark.parametrize(
    ("check", "shown"),
    [
        pytest.param(refused, "bus-unavailable", id="a refusal shows its code"),
        pytest.param(crashed, "ValueError", id="a failure shows its type"),
        pytest.param(hangs, "timeout", id="a check that hangs is cut off"),
    ],
)
async def test_a_process_with_a_failing_check_is_alive_but_not_ready(check: ops.Check, shown: str) -> None:
    checks = {"fine": fine, "other": check}
    reply = await get(checks, "/ready")
    assert (reply.status_code, reply.json()["checks"]) == (503, {"fine": "ok", "other": shown})
    assert "canary" not in reply.text
    assert (await get(checks, "/live")).status_code == 200


async def test_metrics_are_served_and_nothing_else() -> None:
    reply = await get({}, "/metrics")
    assert "sealwire_log_refused_total" in reply.text
    assert (await get({}, "/etc")).status_code == 404


async def test_a_busy_port_is_refused_by_name() -> None:
    with open_socket("127.0.0.1", 0) as taken, pytest.raises(PortBusy, match=str(taken.getsockname()[1])):
        await ops.serve({}, "127.0.0.1", taken.getsockname()[1])


async def run(*arguments: str, stop: bool = False, **variables: str) -> tuple[int, str]:
    """Run the example process and return its exit code and what it printed on stderr."""
    environment = {**os.environ, **variables}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(RELAY), *arguments, env=environment, stderr=asyncio.subprocess.PIPE
    )
    if process.stderr is None:
        raise AssertionError
    text = b""
    if stop:
        async with asyncio.timeout(20):
            while b"started" not in text:
                text += await process.stderr.readline()
        process.send_signal(signal.SIGTERM)
    _, rest = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode or 0, (text + rest).decode()


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("relay", "relay")])
async def test_wrong_usage_is_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    code, text = await run(*arguments)
    assert (code, text) == (2, "usage: python -m sealwire_test relay\n")


async def test_wrong_settings_are_one_line_and_exit_code_2() -> None:
    code, text = await run("relay", SEALWIRE_OPS_PORT="canary")
    assert (code, len(text.splitlines())) == (2, 1)
    assert "SEALWIRE_OPS_PORT" in text
    assert "canary" not in text


async def test_a_missing_setting_that_the_command_needs_is_exit_code_2() -> None:
    code, text = await run("relay")
    assert code == 2
    assert "SEALWIRE_DATABASE_URL" in text


async def test_sigterm_ends_a_process_cleanly(dsn: str, nats_server: Nats) -> None:
    code, text = await run(
        "relay",
        stop=True,
        SEALWIRE_DATABASE_URL=dsn,
        SEALWIRE_NATS_URL=nats_server.url,
        SEALWIRE_NATS_SEED_FILE=str(nats_server.seed_file("test")),
    )
    assert code == 0, text
    assert "Traceback" not in text


async def test_a_seed_that_the_bus_refuses_ends_the_process_instead_of_hanging(
    dsn: str, nats_server: Nats, tmp_path: Path
) -> None:
    seed = tmp_path / "seed"
    seed.write_text("SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY")
    code, text = await run(
        "relay",
        SEALWIRE_DATABASE_URL=dsn,
        SEALWIRE_NATS_URL=nats_server.url,
        SEALWIRE_NATS_SEED_FILE=str(seed),
    )
    assert code == 2
    assert "SEALWIRE_NATS_SEED_FILE" in text
    assert "SUAM" not in text


async def test_requests_at_hand_are_finished_when_a_listener_stops() -> None:
    began = asyncio.Event()

    async def slow() -> None:
        began.set()
        await asyncio.sleep(0.3)

    sock = open_socket("127.0.0.1", 0)
    async with httpx.AsyncClient() as client:
        async with running(ops.serve_on({"slow": slow}, sock)):
            call = asyncio.create_task(client.get(f"http://127.0.0.1:{sock.getsockname()[1]}/ready"))
            await began.wait()
        assert (await call).status_code == 200


FEW_FILES = """
import resource
from sealwire_chassis import process
from sealwire_chassis.settings import Settings
async def show(settings):
    print(*resource.getrlimit(resource.RLIMIT_NOFILE))
resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
process.main("test", {"show": show}, Settings, argv=["show"])
"""


async def test_a_process_may_open_more_files_than_a_shell_allows() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FEW_FILES, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    text, errors = await asyncio.wait_for(process.communicate(), 20)
    soft, hard = (int(number) for number in text.split())
    assert soft == (8_192 if hard < 0 else min(hard, 8_192)), errors
