"""A second reader of recovery shares, from the SLIP-39 document; it shares the word list with the first.

It trusts its input's form: what it shows is that the documents say enough to get a secret back from paper.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import reduce
from typing import TYPE_CHECKING

from shamir_mnemonic.wordlist import WORDLIST

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET_AT, DIGEST_AT = 255, 254
HEAD, CHECKSUM = 4, 3  # words before and after the value
ROUNDS, BASE_ITERATIONS = 4, 10_000


def combine(shares: Sequence[str]) -> bytes:
    """Return the secret of exactly as many shares as are needed."""
    read = [_read(share) for share in shares]
    head, points = read[0][0], [(point, value) for _, point, value in read]
    if any(each[0] != head for each in read):
        raise ValueError("not of one set")
    exponent, threshold = head
    assert threshold == len(shares)
    sealed, digest = _at(points, SECRET_AT), _at(points, DIGEST_AT)
    if hmac.new(digest[4:], sealed, "sha256").digest()[:4] != digest[:4]:
        raise ValueError("a share is forged")
    return _decrypt(sealed, exponent)


def keys(secret: bytes) -> tuple[bytes, bytes]:
    """Return the seeds of the signing and of the X-Wing key: HKDF-SHA256 by hand, one block each."""
    drawn = hmac.new(bytes(32), secret, "sha256").digest()
    sign, seal = (
        hmac.new(drawn, f"sealwire/recovery/{use}/1".encode() + b"\x01", "sha256").digest()
        for use in ("sign", "seal")
    )
    return sign, seal


def _read(share: str) -> tuple[tuple[int, int], int, bytes]:
    indices = [WORDLIST.index(word) for word in share.split()]
    number = reduce(lambda sum_, index: sum_ << 10 | index, indices[:HEAD])
    # identifier 15, extendable 1, exponent 4; group index, threshold, count 4 each; member index, threshold
    exponent, point, threshold = number >> 20 & 0xF, number >> 4 & 0xF, (number & 0xF) + 1
    assert number >> 24 & 1, "the extendable flag is set"
    value = reduce(lambda sum_, index: sum_ << 10 | index, indices[HEAD:-CHECKSUM])
    return (exponent, threshold), point, value.to_bytes(32, "big")


def _at(points: list[tuple[int, bytes]], wanted: int) -> bytes:
    result = bytes(32)
    for x, value in points:
        weight = 1
        for other, _ in points:
            if other != x:
                weight = _times(weight, _over(wanted ^ other, x ^ other))
        result = bytes(sum_ ^ _times(byte, weight) for sum_, byte in zip(result, value, strict=True))
    return result


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _over(a: int, b: int) -> int:
    inverse = next(each for each in range(1, 256) if _times(b, each) == 1)
    return _times(a, inverse)


def _decrypt(sealed: bytes, exponent: int) -> bytes:
    left, right = sealed[:16], sealed[16:]
    iterations = (BASE_ITERATIONS << exponent) // ROUNDS
    for number in reversed(range(ROUNDS)):
        # The passphrase is empty, and so is the salt of extendable shares.
        pad = hashlib.pbkdf2_hmac("sha256", bytes([number]), right, iterations, 16)
        left, right = right, bytes(a ^ b for a, b in zip(left, pad, strict=True))
    return right + left
