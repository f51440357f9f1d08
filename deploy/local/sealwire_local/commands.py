"""What a person can do with the local stack; each returns the exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
from sealwire.directory.fields import Log

from sealwire_local import log_keys, record
from sealwire_local.child import last_line
from sealwire_local.errors import PartFailed, StackRefused
from sealwire_local.stack import PARTS, Options, Stack

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from sealwire_local.folder import StateFolder

OK, FAILED = 0, 1
_START_S = 180.0
_STOP_S = 60.0


def say(line: str) -> None:
    """Write a line for a person."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def up(folder: StateFolder, arguments: Namespace) -> int:
    """Start everything; stay in the foreground until Ctrl-C, or go on in the background."""
    founding = folder.founding(arguments.founding)
    if arguments.detach:
        return _up_detached(folder, arguments)
    stack = Stack(folder.path, founding, Options(port=arguments.port, report=say))
    with stopped_at_the_end(stack):
        stack.start()
        stay()
    return OK


@contextmanager
def stopped_at_the_end(stack: Stack) -> Iterator[None]:
    """Stop a stack cleanly when the block ends, also by Ctrl-C or SIGTERM."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        say("stopping")
    finally:
        # A second Ctrl-C would leave the stores in the middle of ending.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stack.stop()


def stay() -> None:
    """Wait until Ctrl-C or SIGTERM."""
    say("Ctrl-C stops it")
    threading.Event().wait()


def _up_detached(folder: StateFolder, arguments: Namespace) -> int:
    log = folder.logs / "stack.log"
    folder.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "sealwire_local", "--state", str(folder.path)]
    command += ["up", "--port", str(arguments.port)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder.path,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        running = record.read(folder)
        if running is not None and running.ready and running.supervisor.pid == process.pid:
            say(f"the stack is up at {running.gateway_url} (process {process.pid})")
            return OK
        time.sleep(0.05)
    if process.poll() is None:
        process.terminate()
        raise PartFailed(f"the stack is not ready after {_START_S:.0f} s (see {log})")
    say(last_line(log))
    return process.returncode or FAILED


def status(folder: StateFolder, arguments: Namespace) -> int:
    """Say what runs; exit code 0 only if everything is up."""
    running = record.read(folder)
    supervisor = running.supervisor.process() if running else None
    if running is None or supervisor is None:
        say(json.dumps({"up": False}) if arguments.json else f"the stack in {folder.path} is not up")
        return FAILED
    rows = {name: _row(running, name) for name in PARTS}
    up_now = running.ready and all(row["up"] for row in rows.values())
    if arguments.json:
        say(json.dumps({"up": up_now, "gateway": running.gateway_url, "parts": rows}))
        return OK if up_now else FAILED
    say(f"{'up' if up_now else 'not all up'}: {running.gateway_url} (process {supervisor.pid})")
    for name, row in rows.items():
        state = f"process {row['pid']}" if row["up"] else "down"
        note = f", started again {row['restarts']} times, last: {row['last_end']}" if row["restarts"] else ""
        say(f"  {name:16} {state}{note}")
    return OK if up_now else FAILED


def _row(running: record.Record, name: str) -> dict[str, str | int | bool | None]:
    part = running.parts.get(name, record.Part())
    process = part.running.process() if part.running else None
    pid = process.pid if process else None
    return {"up": pid is not None, "pid": pid, "restarts": part.restarts, "last_end": part.last_end}


def stop(folder: StateFolder, _arguments: Namespace) -> int:
    """Stop a stack that runs, from another terminal; clear what a killed one left."""
    running = record.read(folder)
    supervisor = running.supervisor.process() if running else None
    if supervisor is not None:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(_STOP_S)
        except psutil.TimeoutExpired as error:
            raise PartFailed(f"process {supervisor.pid} does not stop (see {folder.logs})") from error
        say("stopped")
        return OK
    if not folder.path.exists():
        say("nothing runs")
        return OK
    with record.take_lock(folder):
        left = record.end_leftovers(folder)
        folder.record.unlink(missing_ok=True)
    say(f"stopped what a killed stack left: {', '.join(left)}" if left else "nothing runs")
    return OK


def logs(folder: StateFolder, arguments: Namespace) -> int:
    """Show the last lines of the logs, or of one part's, and follow that one on demand."""
    names = [arguments.part] if arguments.part else ["events", *PARTS]
    for name in names:
        file = folder.logs / f"{name}.log"
        if not file.exists():
            if arguments.part:
                raise StackRefused(f"there is no log {name!r}; there are events, {', '.join(PARTS)}")
            continue
        if not arguments.part:
            say(f"==> {file}")
        for line in file.read_text("utf-8", "replace").splitlines()[-arguments.lines :]:
            say(line)
    if arguments.follow and arguments.part:
        _follow(folder.logs / f"{arguments.part}.log")
    return OK


def _follow(file: Path) -> None:
    with file.open(encoding="utf-8", errors="replace") as log:
        log.seek(0, 2)
        try:
            while True:
                line = log.readline()
                if line:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                else:
                    time.sleep(0.2)
        except KeyboardInterrupt:
            return


def show_log_keys(folder: StateFolder, arguments: Namespace) -> int:
    """Show the public keys of the logs, which the root appoints."""
    founding = folder.founding()
    keys = {log: log_keys.signer(folder, founding, log).vkey for log in Log}
    lines = [json.dumps(keys)] if arguments.json else [f"{log:10} {key}" for log, key in keys.items()]
    say("\n".join(lines))
    return OK


def reset(folder: StateFolder, arguments: Namespace) -> int:
    """Remove the stack's databases, streams, secrets and logs; keys that others keep there stay."""
    if not folder.path.exists():
        say("there is nothing to remove")
        return OK
    if not arguments.yes:
        raise StackRefused(
            f"this removes every envelope, the directory, passwords and logs in {folder.path}:"
            " say `reset --yes`"
        )
    with record.take_lock(folder):
        record.end_leftovers(folder)
        kept = folder.remove()
    say(f"removed the stack's state in {folder.path}" + (f"; kept {', '.join(kept)}" if kept else ""))
    return OK
