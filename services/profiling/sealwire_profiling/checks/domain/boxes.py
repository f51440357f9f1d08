"""What a container's size and type code says, in the form of today, that of 1984, and as trade shortens it.

Source: ISO 6346:1995 and :2022, tables of size and type codes; ISO 6346:1984, which is still sent: two digits
of the size, two of the type (2210, 4332). Trade writes the length and two letters (20GP, 40HC, 40FR).
"""

from __future__ import annotations

import re
from functools import lru_cache

from sealwire.identification import ValueNotValid, check_size_type, compact

_OLD_FORM = re.compile(r"[1-4][0-9]{3}")
# Thermal: group R, and group H with its type, where 40HC is a high box and nothing else. In 1984: 20 to 22
# insulated or heated, 30 to 49 refrigerated.
_THERMAL = re.compile(r"..(?:R.|H[0-9RI])|[1-4][0-9](?:2[0-2]|[34][0-9])")
# Platforms and flat racks, rated far higher than boxes; in 1984 60 to 69.
_PLATFORM = re.compile(r"..(?:P.|FR)|[1-4][0-9]6[0-9]")


@lru_cache(maxsize=4_096)
def is_size_type(code: str) -> bool:
    """Whether a text is a size and type code, of today or of 1984."""
    try:
        check_size_type(code)
    except ValueNotValid:
        return _OLD_FORM.fullmatch(compact(code)) is not None
    return True


def is_thermal(code: str) -> bool:
    """Whether a container of a code keeps its load cold or warm."""
    return _THERMAL.fullmatch(compact(code)) is not None


def is_platform(code: str) -> bool:
    """Whether a container of a code is a platform or a flat rack."""
    return _PLATFORM.fullmatch(compact(code)) is not None
