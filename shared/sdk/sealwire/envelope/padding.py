"""How long a sealed body is, so that its size tells little about its content."""

from __future__ import annotations

MIN_PADDED_BYTES = 512

# Cobblestone-256 (C2SP chunked-encryption): salt and commitment first, then chunks with a tag each. The last
# chunk is shorter than the others, and empty when the plaintext fills whole chunks.
COBBLESTONE_HEAD_BYTES = 56
COBBLESTONE_CHUNK_BYTES = 16_384
COBBLESTONE_TAG_BYTES = 16


def padded_length(length: int) -> int:
    """Return the PADME length of a sealed body.

    Args:
        length: Bytes before padding, >= 0; the length prefix is part of them.

    Returns:
        Bytes after padding, at least 512; above that the overhead is at most 12 %.

    Source: docs/protocol/envelope.md section 7; Nikitin et al., PETS 2019.
    """
    if length <= MIN_PADDED_BYTES:
        return MIN_PADDED_BYTES
    exponent = length.bit_length() - 1
    kept_bits = exponent.bit_length()
    step = 1 << (exponent - kept_bits)
    return (length + step - 1) // step * step


def opened_length(sealed_length: int) -> int | None:
    """Return how many bytes a Cobblestone-256 ciphertext of this length holds, None when none has it."""
    chunks, rest = divmod(
        sealed_length - COBBLESTONE_HEAD_BYTES, COBBLESTONE_CHUNK_BYTES + COBBLESTONE_TAG_BYTES
    )
    if chunks < 0 or rest < COBBLESTONE_TAG_BYTES:
        return None
    return chunks * COBBLESTONE_CHUNK_BYTES + rest - COBBLESTONE_TAG_BYTES


def is_padded(sealed_length: int) -> bool:
    """Tell whether a sealed body of this length can hold a padded plaintext; needs no key."""
    length = opened_length(sealed_length)
    return length is not None and padded_length(length) == length
