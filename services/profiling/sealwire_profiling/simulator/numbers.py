"""Numbers of containers, wagons, trucks, seals and documents; none of them is anybody's.

Containers bear the owner code ZZZ, which no owner has. Seal and document numbers follow from a counter, so
that two are the same only where one is copied on purpose.
"""

from __future__ import annotations

_OWNER = "ZZZU"
_SERIALS = 1_000_000
_AMBIGUOUS = 10
"""A remainder of 10 is written 0 as well; ISO 6346 advises against such serials."""
_PRIME = 99_999_989
_STRIDE = 48_271
_SEAL_PREFIXES = ("ZQ", "ZX", "ZK", "ZH", "ZM")
# ISO 6346: letters from 10 on, without multiples of 11.
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [*range(10), 10, *range(12, 22), *range(23, 33), *range(34, 39)],
        strict=True,
    )
)
_OWNER_SUM = sum(_VALUES[letter] << place for place, letter in enumerate(_OWNER))


def container_number(serial: int) -> str:
    """Return the ISO 6346 number of a serial, or of the next one whose check digit is unambiguous."""
    while True:
        digits = f"{serial % _SERIALS:06}"
        remainder = (_OWNER_SUM + sum(int(digit) << place for place, digit in enumerate(digits, 4))) % 11
        if remainder != _AMBIGUOUS:
            return f"{_OWNER}{digits}{remainder}"
        serial += 1


def wagon_number(serial: int) -> str:
    """Return the eight digits of a 1520 mm wagon: seven and the check digit."""
    digits = f"{5_000_000 + serial % 1_000_000:07}"
    total = 0
    for place, digit in enumerate(digits):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return f"{digits}{-total % 10}"


def plate(serial: int) -> str:
    """Return a made-up plate of a trailer."""
    return f"{serial % 9 + 1:02}ZZ{serial // 9 % 10_000:04}"


def seal_number(counter: int) -> str:
    """Return the seal number of a counter; different counters below 99,999,989 give different numbers."""
    return f"{_SEAL_PREFIXES[counter % 5]}{counter * _STRIDE % _PRIME:08}"


def document_number(prefix: str, counter: int) -> str:
    """Return a document number of a counter."""
    return f"{prefix}{counter * _STRIDE % _PRIME:08}"
