"""XLSX workbooks: the first sheet, read by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import asdict
from typing import IO, TYPE_CHECKING

from sealwire_chassis.table_files import xlsx_process
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire_chassis.table_files.limits import Limits, Row

SIGNATURE = b"PK\x03\x04"
_READER = (sys.executable, "-I", "-m", xlsx_process.__name__)
# So that the memory of reading counts once, however many files come.
_one_at_a_time = threading.Lock()


def read(data: bytes, limits: Limits) -> list[Row]:
    """Return the rows of the first sheet; see `Sheet`."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        with closing(Sheet(file, limits)) as sheet:
            return list(sheet.rows())


class Sheet:
    """The first sheet of a workbook, all of which was read and found sound.

    Its rows lie in a file: a hundred thousand would fill this process's memory, or stop the other at a pipe.

    Args:
        file: A file of the system, at any position.
        limits: What it is held to.

    Raises:
        UnreadableFile: It is no workbook, or one that takes too much to read.
        TooManyRows: There are more, the headings not counted.
    """

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._rows = tempfile.TemporaryFile()  # noqa: SIM115 - `close` ends it
        file.seek(0)
        try:
            _run(file, self._rows, limits)
        except BaseException:
            self.close()
            raise

    def rows(self) -> Iterator[Row]:
        """Yield the rows from the first on, one iteration at a time."""
        self._rows.seek(0)
        for number, line in enumerate(self._rows, 1):
            yield number, json.loads(line)

    def close(self) -> None:
        """Give up the file."""
        self._rows.close()


def _run(file: IO[bytes], out: IO[bytes], limits: Limits) -> None:
    try:
        with _one_at_a_time:
            # Without the environment: the file is a stranger's, and the process needs nothing of it.
            done = subprocess.run(  # noqa: S603 - this program's own module
                [*_READER, json.dumps(asdict(limits))],
                stdin=file,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=2 * limits.max_cpu_s,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("It takes too long to read.") from error
    if done.returncode == xlsx_process.TOO_MANY_ROWS:
        raise TooManyRows(max_rows=limits.max_rows)
    if done.returncode == xlsx_process.ZERO_BYTES:
        raise UnreadableFile("It has zero bytes.")
    if done.returncode != 0:
        raise UnreadableFile("It is damaged, or too much to read.")
