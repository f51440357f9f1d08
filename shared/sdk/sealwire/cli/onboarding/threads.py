"""A test notice and its answer, taken out of a thread that `sealwire export` wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.envelope.format import parse
from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from collections.abc import Sequence


class NoAnsweredNotice(Unprocessable, code="no-answered-notice"):
    """The thread holds no notice between the unit and another with its answer; export it once answered."""


def answered(envelopes: Sequence[bytes], unit: str) -> tuple[bytes, bytes]:
    """Return the first notice between a unit and another one that was answered, and the answer.

    Args:
        envelopes: Of the thread, as they were sent.
        unit: The unit's code.

    Raises:
        NoAnsweredNotice: There is none.
        SealwireError: An envelope is malformed.
    """
    by_id = {parsed.header.id: (parsed.header, raw) for raw in envelopes for parsed in (parse(raw),)}
    for header, raw in by_id.values():
        notice, notice_raw = by_id.get(header.answers, (None, b"")) if header.answers else (None, b"")
        if notice is None or notice.sender == header.sender:
            continue
        if unit in (notice.sender, header.sender):
            return notice_raw, raw
    raise NoAnsweredNotice(unit=unit)
