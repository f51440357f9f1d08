"""Named sets as those see them who see no parties.

What a list's values are is not known: goods, ports, or the companies that an officer looks for. So all values
of a list that an administration wrote itself are withheld. Groups are of countries, and starting lists of the
product; both name nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import SetKind

if TYPE_CHECKING:
    from sealwire.contract.profiling.rules import SetRecord


def withheld(record: SetRecord) -> SetRecord:
    """Return a set as it is shown to whoever sees no parties."""
    if record.kind is SetKind.GROUP or record.version == 0:
        return record
    return record.model_copy(update={"values": (), "withheld": len(record.values)})
