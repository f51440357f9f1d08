"""A unit's recovery: the keys that follow from a secret, and the shares that give it back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.errors import SealwireError
from sealwire.recovery import (
    SEAL_DOMAIN,
    SIGN_DOMAIN,
    BadSplit,
    MalformedShare,
    Share,
    SharesDiffer,
    SharesMissing,
    combine,
    derive,
    new_secret,
    read_share,
    split,
)

SECRET = bytes(range(32))
# Of SLIP-39's own vectors: two shares of 2 of 3, of a secret half as long as ours.
OF_128_BITS = """
shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short owner flip making coding armed
shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft early superior advocate guest smoking
""".strip().splitlines()  # noqa: E501  # as published


def words(shares: list[Share]) -> list[str]:
    return [share.words for share in shares]


@given(secret=st.binary(min_size=32, max_size=32), numbers=st.tuples(st.integers(2, 16), st.integers(0, 14)))
@settings(max_examples=40, deadline=None)
def test_any_shares_as_many_as_needed_give_the_secret_back_and_one_less_does_not(
    secret: bytes, numbers: tuple[int, int]
) -> None:
    threshold, more = numbers
    shares = split(secret, threshold=threshold, shares=min(threshold + more, 16))
    assert [share.number for share in shares] == list(range(1, len(shares) + 1))
    assert combine(words(shares[-threshold:])) == secret
    with pytest.raises(SharesMissing) as refused:
        combine(words(shares[: threshold - 1]))
    assert refused.value.facts == {"given": threshold - 1, "needed": threshold}


def test_every_choice_of_three_of_five_recovers_in_any_order_and_more_than_needed_do() -> None:
    shares = words(split(SECRET, threshold=3, shares=5))
    for chosen in itertools.permutations(shares, 3):
        assert combine(chosen) == SECRET
    assert combine(shares) == SECRET


def test_a_share_is_read_however_it_is_typed() -> None:
    share = split(SECRET, threshold=2, shares=3)[1]
    typed = "  " + share.words.upper().replace(" ", " \n ")
    assert read_share(typed) == share
    assert (share.number, share.threshold, len(share.words.split())) == (2, 2, 33)


def test_a_share_given_twice_counts_once() -> None:
    first, second = words(split(SECRET, threshold=2, shares=2))
    assert combine([first, first, second]) == SECRET
    with pytest.raises(SharesMissing):
        combine([first, first])
    with pytest.raises(SharesMissing):
        combine([])


def test_shares_of_two_ceremonies_are_told_apart_whatever_their_order() -> None:
    ours, theirs = (words(split(new_secret(), threshold=2, shares=3)) for _ in range(2))
    combine([ours[0], ours[1]])
    for mixed in itertools.permutations([ours[0], ours[1], theirs[2]]):
        with pytest.raises(SharesDiffer):
            combine(mixed)


def test_a_forged_share_with_a_good_checksum_gives_no_secret() -> None:
    import shamir_mnemonic  # noqa: PLC0415  # only to forge

    first, second = words(split(SECRET, threshold=2, shares=2))
    honest = shamir_mnemonic.Share.from_mnemonic(second)
    forged = shamir_mnemonic.Share(**{**vars(honest), "value": bytes(32)})
    assert combine([first, honest.mnemonic()]) == SECRET
    with pytest.raises(SharesDiffer):
        combine([first, forged.mnemonic()])


@pytest.mark.parametrize("place", range(4))
def test_a_forged_share_among_more_than_are_needed_keeps_nobody_out(place: int) -> None:
    import shamir_mnemonic  # noqa: PLC0415  # only to forge

    given_shares = words(split(SECRET, threshold=3, shares=4))
    honest = shamir_mnemonic.Share.from_mnemonic(given_shares[place])
    given_shares[place] = shamir_mnemonic.Share(**{**vars(honest), "value": bytes(32)}).mnemonic()
    assert combine(given_shares) == SECRET
    with pytest.raises(SharesDiffer):
        combine(each for number, each in enumerate(given_shares) if number != (place + 1) % 4)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("acid " * 33, id="words of the list that are no share"),
        pytest.param("Olivia " * 33, id="words that are not on the list"),
        pytest.param("duckling " + OF_128_BITS[0], id="a word too many"),
    ],
)
def test_what_is_no_share_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(MalformedShare) as refused:
        read_share(typed)
    assert refused.value.__cause__ is None
    assert not any(word in str(refused.value) for word in typed.split())


def test_one_mistyped_word_is_noticed() -> None:
    share = split(SECRET, threshold=2, shares=2)[0]
    typed = share.words.split()
    for place in range(len(typed)):
        changed = [*typed]
        changed[place] = "acid" if typed[place] != "acid" else "acne"
        with pytest.raises(MalformedShare):
            read_share(" ".join(changed))


def test_shares_of_a_shorter_secret_are_read_and_refused() -> None:
    assert read_share(OF_128_BITS[0]).threshold == 2
    with pytest.raises(SharesDiffer):
        combine(OF_128_BITS)


@pytest.mark.parametrize(("threshold", "shares"), [(1, 1), (1, 3), (3, 2), (2, 17), (0, 5), (17, 17)])
def test_a_split_that_protects_nothing_or_cannot_be_made_is_refused(threshold: int, shares: int) -> None:
    with pytest.raises(BadSplit):
        split(SECRET, threshold=threshold, shares=shares)


def test_the_keys_follow_from_the_secret_and_differ_by_their_use() -> None:
    keys, again, other = derive(SECRET), derive(SECRET), derive(bytes(32))
    assert (keys.sign.public, keys.seal.public) == (again.sign.public, again.seal.public)
    assert len({keys.sign.seed, keys.seal.seed, other.sign.seed, other.seal.seed, SECRET}) == 5
    assert SIGN_DOMAIN != SEAL_DOMAIN


def test_no_share_and_no_key_shows_itself_when_printed() -> None:
    share, keys = split(SECRET, threshold=2, shares=2)[0], derive(SECRET)
    assert share.words.split()[5] not in repr(share)
    assert keys.sign.seed.hex() not in repr(keys)


def test_every_refusal_says_what_to_do_next() -> None:
    for refusal in (MalformedShare, SharesDiffer, SharesMissing, BadSplit):
        assert issubclass(refusal, SealwireError)
        assert len(refusal.title()) > 40
