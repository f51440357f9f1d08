"""Whatever bytes come in, nothing but a refusal of ours comes out."""

from __future__ import annotations

import contextlib
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.directory.batch import parse_batch
from sealwire.directory.enrolment import parse_request
from sealwire.directory.payloads import write_payload
from sealwire.directory.rules import apply, head_of
from sealwire.directory.state import State
from sealwire.directory.statement import parse, signing_input
from sealwire.errors import SealwireError
from simulators.programme import OSH, populated

PROGRAMME, SIGNERS = populated()
STATES = list(accumulate(PROGRAMME.statements, apply, initial=State.empty(PROGRAMME.founding)))
EXAMPLES = settings(max_examples=300, deadline=None)

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.text(max_size=40)
    | st.binary(max_size=70)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
)
# Values that come near what a field wants, so that the checks behind the first are reached too.
near = values | st.sampled_from([OSH, "kg", "*", ["key_officer"], {"en": "Osh"}, bytes(32), 1, 2**53])
SAID = [write_payload(parse(raw).payload) for raw in PROGRAMME.statements[1:]]


def in_place(said: dict[str, cbor.Value]) -> dict[str, cbor.Value]:
    """Return what was said once as if it were said next."""
    prev, ts = head_of(PROGRAMME.state, str(said.get("unit", "")))
    return {**said, "prev": prev, "ts": ts}


# Payloads that were accepted once, with a few fields changed: most of them pass the first checks.
payloads = st.sampled_from(SAID).flatmap(
    lambda said: st.dictionaries(st.sampled_from([*said, "more"]), near, max_size=2).map(
        lambda changes: {**in_place(said), **changes}
    )
)


def refused_or_accepted(raw: bytes) -> None:
    before = PROGRAMME.state
    with contextlib.suppress(SealwireError):
        after = apply(before, raw)
        assert after.size == before.size + 1
    assert PROGRAMME.state is before


@EXAMPLES
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused(raw: bytes) -> None:
    refused_or_accepted(raw)
    for read in (parse_batch, parse_request):
        with contextlib.suppress(SealwireError):
            read(raw)


@EXAMPLES
@given(values)
def test_arbitrary_values_are_refused(value: cbor.Value) -> None:
    raw = cbor.encode(value)
    refused_or_accepted(raw)
    for read in (parse_batch, parse_request):
        with contextlib.suppress(SealwireError):
            read(raw)


@EXAMPLES
@given(payloads, st.sampled_from(sorted(SIGNERS)))
def test_well_signed_payloads_of_any_content_are_refused_or_accepted(
    payload: dict[str, cbor.Value], who: str
) -> None:
    payload_bytes = cbor.encode(payload)
    key = SIGNERS[who]
    raw = cbor.encode([payload_bytes, key.key_id, key.sign(signing_input(payload_bytes))])
    refused_or_accepted(raw)


@EXAMPLES
@given(st.sampled_from(PROGRAMME.statements[1:]), st.data())
def test_a_mutated_statement_is_never_accepted_in_its_place(raw: bytes, data: st.DataObject) -> None:
    position = PROGRAMME.statements.index(raw)
    state = STATES[position]
    assert apply(state, raw).size == position + 1
    at = data.draw(st.integers(0, len(raw) - 1))
    mutated = data.draw(
        st.sampled_from(
            [
                raw[:at] + bytes([raw[at] ^ 1 << data.draw(st.integers(0, 7))]) + raw[at + 1 :],
                raw[:at],
                raw[:at] + raw[at + 1 :],
                raw[:at] + raw[at : at + 1] + raw[at:],
            ]
        )
    )
    try:
        apply(state, mutated)
    except SealwireError:
        return
    assert mutated == raw
