"""Which envelopes of a group are accepted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.acceptance import Accepted, Refused
from sealwire_alerts.domain.acceptance import Candidate, Known, decide, read_candidate, retain_until
from simulators.posting import BATKEN, BISHKEK, OSH, SENT_AT, PostingDevice

NOW = SENT_AT + 5


def known(candidate: Candidate, position: int, accepted_at: int = SENT_AT) -> Known:
    return Known(candidate.id, candidate.device, candidate.seq, candidate.digest, position, accepted_at)


def test_new_envelopes_get_the_next_positions_without_gaps() -> None:
    device = PostingDevice()
    group = [read_candidate(device.envelope()) for _ in range(3)]
    decision = decide(group, [], log_size=10, now=NOW)
    assert decision.outcomes == [Accepted(11, NOW), Accepted(12, NOW), Accepted(13, NOW)]
    assert (decision.stored, decision.first, decision.size) == (group, 11, 13)


def test_the_same_bytes_again_are_answered_as_before() -> None:
    candidate = read_candidate(PostingDevice().envelope())
    decision = decide([candidate], [known(candidate, 4)], log_size=9, now=NOW)
    assert decision.outcomes == [Accepted(4, SENT_AT)]
    assert (decision.stored, decision.size) == ([], 9)


def test_the_same_id_with_other_bytes_is_refused() -> None:
    first, second = PostingDevice(), PostingDevice()
    earlier = read_candidate(first.envelope())
    other = read_candidate(second.envelope(id=earlier.id))
    decision = decide([other], [known(earlier, 4)], log_size=9, now=NOW)
    assert decision.outcomes == [Refused("duplicate-id")]
    assert decision.size == 9


def test_a_sequence_number_that_was_used_is_refused() -> None:
    device = PostingDevice()
    earlier = read_candidate(device.envelope())
    device.seq, device.prev = 0, bytes(32)
    other = read_candidate(device.envelope())
    assert (other.device, other.seq) == (earlier.device, earlier.seq)
    decision = decide([other], [known(earlier, 4)], log_size=9, now=NOW)
    assert decision.outcomes == [Refused("sequence-reused")]


def test_the_same_sequence_number_of_another_device_is_accepted() -> None:
    earlier = read_candidate(PostingDevice().envelope())
    other = read_candidate(PostingDevice().envelope())
    assert decide([other], [known(earlier, 4)], log_size=9, now=NOW).outcomes == [Accepted(10, NOW)]


def test_bad_ones_in_a_group_take_no_position_and_harm_no_other() -> None:
    device, stranger = PostingDevice(), PostingDevice()
    one, two = read_candidate(device.envelope()), read_candidate(device.envelope())
    same_id = read_candidate(stranger.envelope(id=one.id))
    device.seq = 1
    reused = read_candidate(device.envelope())
    group = [one, one, same_id, reused, two, two]
    assert decide([one, one, same_id, two, reused, two], [], log_size=0, now=NOW).outcomes == [
        Accepted(1, NOW),
        Accepted(1, NOW),
        Refused("duplicate-id"),
        Accepted(2, NOW),
        Refused("sequence-reused"),
        Accepted(2, NOW),
    ]
    # The first to use a number has it: now `two` comes too late.
    assert decide(group, [], log_size=0, now=NOW).outcomes[3:] == [
        Accepted(2, NOW),
        Refused("sequence-reused"),
        Refused("sequence-reused"),
    ]


@given(st.lists(st.integers(0, 5), max_size=20), st.integers(0, 1000))
def test_positions_of_a_group_are_gapless_whatever_repeats(picks: list[int], log_size: int) -> None:
    group = [CANDIDATES[pick] for pick in picks]
    decision = decide(group, [], log_size=log_size, now=NOW)
    positions = {outcome.position for outcome in decision.outcomes if isinstance(outcome, Accepted)}
    assert positions == set(range(log_size + 1, decision.size + 1))
    assert len(decision.stored) == len({candidate.id for candidate in decision.stored}) == len(set(picks))


DEVICE = PostingDevice()
CANDIDATES = [read_candidate(DEVICE.envelope()) for _ in range(6)]


def test_a_unit_that_is_addressed_twice_gets_one_entry() -> None:
    candidate = read_candidate(PostingDevice().envelope(to=(BATKEN, OSH, BATKEN, BISHKEK)))
    assert candidate.units == (BATKEN, OSH, BISHKEK)


def test_an_envelope_is_kept_for_its_retention_and_never_less_than_its_validity() -> None:
    assert retain_until(1000, 2000, retention_days=1) == 1000 + 86_400
    assert retain_until(1000, 500_000, retention_days=1) == 500_000
