"""A unit's recovery: one secret, the two keys that follow from it, and the shares that it is split into.

Nobody holds the secret: it exists while the shares are made and while enough of them are put together.
No server imports this module. Source: docs/protocol/directory.md section 12; SLIP-39.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import shamir_mnemonic
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealwire.errors import BadRequest, Unprocessable
from sealwire.private_keys import SEED_BYTES, SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET_BYTES = 32
LEAST_THRESHOLD = 2
MOST_SHARES = 16  # SLIP-39 numbers the members of a group in four bits
SIGN_DOMAIN = b"sealwire/recovery/sign/1"
SEAL_DOMAIN = b"sealwire/recovery/seal/1"


class MalformedShare(BadRequest, code="malformed-share"):
    """This is no recovery share, or a word of it is mistyped; read it again word by word."""


class SharesDiffer(Unprocessable, code="shares-differ"):
    """These shares do not belong together, or one is forged; use those of one unit and one ceremony."""


class SharesMissing(Unprocessable, code="shares-missing"):
    """Too few different shares to recover; ask more of their holders."""


class BadSplit(Unprocessable, code="bad-split"):
    """A secret is split into 2 to 16 shares, of which at least 2 and at most all are needed."""


@dataclass(frozen=True)
class RecoveryKeys:
    """The two key pairs of a unit's recovery.

    Attributes:
        sign: Signs the statements by which the unit is recovered.
        seal: Opens the recovery grants of the unit's epochs.
    """

    sign: SigningKey
    seal: SealKey


@dataclass(frozen=True, slots=True)
class Share:
    """One of the parts of a secret.

    Attributes:
        number: Which of them, from 1.
        threshold: How many recover the secret.
        words: What its holder keeps: 33 words of the SLIP-39 list.
    """

    number: int
    threshold: int
    words: str = field(repr=False)


def new_secret() -> bytes:
    """Return a new secret from the system's randomness."""
    return secrets.token_bytes(SECRET_BYTES)


def derive(secret: bytes) -> RecoveryKeys:
    """Return the keys that follow from a secret: HKDF-SHA256 without salt, one domain string per key.

    Args:
        secret: 32 bytes.
    """
    return RecoveryKeys(
        SigningKey.from_seed(_seed(secret, SIGN_DOMAIN)), SealKey.from_seed(_seed(secret, SEAL_DOMAIN))
    )


def split(secret: bytes, *, threshold: int, shares: int) -> list[Share]:
    """Return a secret's shares: a SLIP-39 group of its own, without a passphrase.

    A SLIP-39 passphrase would be one more thing to lose, and a wrong one goes unnoticed: it gives another
    secret instead of an error.

    Args:
        secret: 32 bytes.
        threshold: How many shares recover it, 2 or more.
        shares: How many are made, at most 16.

    Raises:
        BadSplit: The numbers are others.
    """
    if not LEAST_THRESHOLD <= threshold <= shares <= MOST_SHARES:
        raise BadSplit(threshold=threshold, shares=shares)
    (group,) = shamir_mnemonic.generate_mnemonics(1, [(threshold, shares)], secret)
    return [Share(number, threshold, words) for number, words in enumerate(group, 1)]


def read_share(words: str) -> Share:
    """Return a share that was typed; case and spaces do not matter.

    Raises:
        MalformedShare: Its checksum does not hold, a word is not on the list, or it is of another scheme.
    """
    read = _read(_plain(words))
    return Share(read.index + 1, read.member_threshold, read.mnemonic())


def combine(shares: Iterable[str]) -> bytes:
    """Return the secret that shares are of; one given twice counts once, more than needed do no harm.

    As long as enough are genuine, a forged one among more than needed is passed over.

    Args:
        shares: The words of each.

    Raises:
        MalformedShare: One of them is none.
        SharesDiffer: They do not belong together.
        SharesMissing: There are too few.
    """
    read = {_read(_plain(words)) for words in shares}
    if not read:
        raise SharesMissing(given=0)
    # All against each other, whatever their order: SLIP-39 itself looks at no more than are needed.
    if len({each.group_parameters() for each in read}) > 1 or len({each.index for each in read}) < len(read):
        raise SharesDiffer
    threshold = next(iter(read)).member_threshold
    if len(read) < threshold:
        raise SharesMissing(given=len(read), needed=threshold)
    # One forged share must not keep out a unit that has enough others: each choice of them is tried.
    for chosen in combinations(sorted(each.mnemonic() for each in read), threshold):
        with suppress(SharesDiffer):
            return _combined(chosen)
    raise SharesDiffer


def _combined(mnemonics: Iterable[str]) -> bytes:
    try:
        secret: bytes = shamir_mnemonic.combine_mnemonics(mnemonics)
    except shamir_mnemonic.MnemonicError:
        # Without its cause, here and below: its text quotes words of the shares.
        raise SharesDiffer from None
    if len(secret) != SECRET_BYTES:
        raise SharesDiffer
    return secret


def _read(words: str) -> shamir_mnemonic.Share:
    try:
        share = shamir_mnemonic.Share.from_mnemonic(words)
    except shamir_mnemonic.MnemonicError:
        raise MalformedShare from None
    if share.group_count != 1 or share.member_threshold < LEAST_THRESHOLD:
        raise MalformedShare("It is of another scheme than a unit's recovery.")
    return share


def _plain(typed: str) -> str:
    return " ".join(typed.lower().split())


def _seed(secret: bytes, domain: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=SEED_BYTES, salt=None, info=domain).derive(secret)
