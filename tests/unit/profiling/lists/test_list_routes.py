"""What is sent to the room in one piece fits through the gateway."""

from __future__ import annotations

from sealwire.contract import paths
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import MAX_TABLE_BYTES
from sealwire_gateway.routes import find_route


def test_files_have_room() -> None:
    un = f"{paths.WATCH_LISTS}/un"
    part = find_route("PUT", f"{un}/imports/282f0165-3f9b-5cf2-9150-079fac863d58/parts/1")
    assert part.max_body == MAX_PART_BYTES
    assert find_route("POST", f"{un}/table").max_body == MAX_TABLE_BYTES
