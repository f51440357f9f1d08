"""Structured logs: one JSON line per event on stderr, which refuse payload.

An exchange that promises its operator cannot read notices must not copy them into logs. So a
field that holds bytes, or whose name says that it holds content or a secret, is refused: an
exception until `configure` was called (tests, tools), replaced and counted in a running server.
Messages of foreign exceptions are not logged either: database drivers put row values into them.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from prometheus_client import Counter
from sealwire.errors import SealwireError

if TYPE_CHECKING:
    from types import TracebackType

REFUSED = "[refused]"
request_id: ContextVar[str] = ContextVar("request_id", default="")

# A name is refused by any of its words or by its last word, except for codes that are no secret.
_ALLOWED = {"status_code", "exit_code", "unit_code", "country_code", "problem_code"}
_ANYWHERE = {"passphrase", "seed", "secret", "password", "token", "private", "plaintext", "credential"}
_LAST = {"envelope", "body", "content", "payload", "message", "signature", "wrap", "code"}
_MAX_DEPTH = 4
_MAX_FRAMES = 12
_REFUSALS = Counter("sealwire_log_refused", "Log fields refused because they could hold payload")
_state = {"service": "", "strict": True}


class PayloadInLog(SealwireError, code="payload-in-log"):
    """A log field could hold sealed content or a secret; log an id, a size or a count instead."""


class Logger:
    """A named logger whose events are a short text and checked fields."""

    def __init__(self, name: str, bound: Mapping[str, object] | None = None) -> None:
        self._logger = logging.getLogger(name)
        self._bound = dict(bound or {})

    def bind(self, **fields: object) -> Logger:
        """Return a logger that adds these fields to each of its events."""
        return Logger(self._logger.name, {**self._bound, **fields})

    def debug(self, event: str, **fields: object) -> None:
        """Log what only a developer wants to know."""
        self._log(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Log a normal step of the process's life."""
        self._log(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log what went wrong and is being handled."""
        self._log(logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Log what needs an operator."""
        self._log(logging.ERROR, event, fields)

    def exception(self, event: str, error: BaseException, **fields: object) -> None:
        """Log an unexpected exception: its types and places, not its message."""
        self._log(logging.ERROR, event, {**fields, **describe(error)})

    def _log(self, level: int, event: str, fields: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            checked = check_fields({**self._bound, **fields})
            self._logger.log(level, "%s", event, extra={"sealwire_fields": checked})


def get_logger(name: str) -> Logger:
    """Return the logger of a module."""
    return Logger(name)


def configure(service: str, level: str = "info", *, strict: bool = False) -> None:
    """Send every log of this process to stderr as JSON lines.

    Args:
        service: Name that each line carries.
        level: debug, info, warning or error.
        strict: Raise on a refused field instead of replacing and counting it.
    """
    _state.update(service=service, strict=strict)
    logging.raiseExceptions = strict  # its report of a failed handler prints the record's arguments
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def describe(error: BaseException) -> dict[str, object]:
    """Return what may be logged of an exception: types and places; a message only of our own."""
    fields: dict[str, object] = {"error": _type_name(error)}
    if isinstance(error, SealwireError):
        fields.update(problem=error.code, detail=error.detail)
    if error.__cause__ is not None:
        fields["cause"] = _type_name(error.__cause__)
    fields["where"] = _places(error.__traceback__)
    return fields


def check_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields with everything refused that could hold payload.

    Raises:
        PayloadInLog: One was refused and logs are strict.
    """
    return {str(name): _checked(str(name), value, 0) for name, value in fields.items()}


def _checked(name: str, value: object, depth: int) -> object:
    if _is_forbidden(name) or depth > _MAX_DEPTH:
        return _refuse(name)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _checked(str(key), each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_checked("", each, depth + 1) for each in value]
    if isinstance(value, UUID | datetime | Path):
        return str(value)
    return _refuse(name)


def _is_forbidden(name: str) -> bool:
    words = [word.rstrip("s") for word in name.lower().replace("-", "_").split("_")]
    refused = words[-1] in _LAST or not _ANYWHERE.isdisjoint(words)
    return refused and name not in _ALLOWED


def _refuse(name: str) -> str:
    if _state["strict"]:
        raise PayloadInLog(f"Field {name or 'in a list'}.")
    _REFUSALS.inc()
    return REFUSED


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MAX_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames]


class _JsonLines(logging.Formatter):
    """Formats our events with their fields, and other libraries' records by text and exception type."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "service": _state["service"],
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info and record.exc_info[1] is not None:
            line.update(describe(record.exc_info[1]))
        line.update(getattr(record, "sealwire_fields", {}))
        return json.dumps(line, ensure_ascii=False)
