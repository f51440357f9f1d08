"""A bar for the sending of a file, and one for the reading of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bars:
    """Bars on standard error while a file is sent and read; none where that is no terminal, or `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self._bars: Progress | None = None if quiet or not sys.stderr.isatty() else _progress()
        self._sending: TaskID | None = None
        self._reading: TaskID | None = None

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def sending(self, size: int) -> None:
        """Begin the bar of a file of so many bytes."""
        if self._bars is not None:
            self._sending = self._bars.add_task("Sending", total=size)

    def sent(self, arrived: int) -> None:
        """Say how many bytes have arrived."""
        if self._bars is not None and self._sending is not None:
            self._bars.update(self._sending, completed=arrived)

    def reading(self, lines: int, total: int | None) -> None:
        """Say how many lines were read, and how many there are as far as that is known."""
        if self._bars is None:
            return
        if self._reading is None:
            self._reading = self._bars.add_task("Reading", total=None)
        self._bars.update(self._reading, completed=lines, total=total)


def _progress() -> Progress:
    from rich.console import Console  # noqa: PLC0415  # only when a bar is shown
    from rich.progress import Progress  # noqa: PLC0415  # as above

    return Progress(console=Console(stderr=True), transient=True)
