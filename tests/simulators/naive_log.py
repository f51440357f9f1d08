"""A second reader of logs, from RFC 9162 section 2.1 and docs/protocol/log.md; shares no code with the first.

Everything is the RFC's recursive definition, word for word and slow. Proofs are checked by recursion over the
same splits, not by the RFC's loop over bits, so that an error in the one is not an error in the other.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def mth(entries: list[bytes]) -> bytes:
    """Return MTH(D_n)."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = split(len(entries))
    return node(mth(entries[:k]), mth(entries[k:]))


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """Return PATH(m, D_n)."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: list[bytes]) -> list[bytes]:
    """Return PROOF(m, D_n), 0 < m < n."""
    return subproof(m, entries, known=True)


def subproof(m: int, entries: list[bytes], *, known: bool) -> list[bytes]:
    """Return SUBPROOF(m, D_n, b)."""
    if m == len(entries):
        return [] if known else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], known=known), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], known=False), mth(entries[:k])]


def root_by_path(leaf: bytes, m: int, n: int, rest: list[bytes]) -> bytes:
    """Return the root that PATH(m, D_n) leads to from a leaf hash; a wrong length raises."""
    if n == 1:
        assert not rest
        return leaf
    k = split(n)
    *rest, last = rest
    if m < k:
        return node(root_by_path(leaf, m, k, rest), last)
    return node(last, root_by_path(leaf, m - k, n - k, rest))


def roots_by_proof(m: int, n: int, rest: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Return both roots that SUBPROOF(m, D_n, b) leads to; `known` is the first root while b is true."""
    if m == n:
        if known is not None:
            assert not rest
            return known, known
        (only,) = rest
        return only, only
    k = split(n)
    *rest, last = rest
    if m <= k:
        first, second = roots_by_proof(m, k, rest, known)
        return first, node(second, last)
    first, second = roots_by_proof(m - k, n - k, rest, None)
    return node(last, first), node(last, second)


def read_checkpoint(note: bytes, vkey: str) -> tuple[str, int, bytes]:
    """Return origin, size and root of a note that the key signed; any failure raises."""
    name, stated, encoded = vkey.split("+", 2)
    data = base64.b64decode(encoded)
    assert hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8] == stated
    text, _, lines = note.decode().rpartition("\n\n")
    text += "\n"
    marked = [line.split(" ") for line in lines.splitlines()]
    ours = [base64.b64decode(signed) for dash, who, signed in marked if (dash, who) == ("—", name)]
    (signature,) = (each[4:] for each in ours if each[:4].hex() == stated)
    Ed25519PublicKey.from_public_bytes(data[1:]).verify(signature, text.encode())
    origin, size, root = text.splitlines()[:3]
    return origin, int(size), base64.b64decode(root)


def node(left: bytes, right: bytes) -> bytes:
    """Return HASH(0x01 || left || right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def split(n: int) -> int:
    """Return the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
