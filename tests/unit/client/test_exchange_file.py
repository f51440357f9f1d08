"""An exported thread verifies offline as it is, and each altered part is refused by name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.client.exchange_file import ExchangeFile, MalformedExchangeFile, read_file
from sealwire.client.offline import Check, verify
from sealwire.errors import SealwireError
from simulators.programme import BATKEN, OSH, Programme, device_keys
from simulators.sealing import flipped
from simulators.threads import ANSWER_ID, SECOND_ID, WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Callable

THREAD = Thread()
FOUNDING = THREAD.programme.founding


def _envelopes(*raws: bytes) -> Callable[[ExchangeFile], ExchangeFile]:
    return lambda file: replace(file, envelopes=raws, acceptances=(), receipts=(), content_keys={})


def _bit(index: int, bit: int) -> Callable[[ExchangeFile], ExchangeFile]:
    def change(file: ExchangeFile) -> ExchangeFile:
        envelopes = list(file.envelopes)
        envelopes[index] = flipped(envelopes[index], bit)
        return replace(file, envelopes=tuple(envelopes))

    return change


def _stranger(**changes: object) -> bytes:
    return THREAD.sealed(ANSWER_ID, OSH, device_keys("a stranger"), **changes).raw


def _acceptance(file: ExchangeFile, **changes: object) -> ExchangeFile:
    first, *others = file.acceptances
    return replace(file, acceptances=(replace(first, **changes), *others))  # type: ignore[arg-type]  # a table


ALTERED = [
    pytest.param(
        lambda f: replace(f, statements=(f.statements[0], *f.statements[2:])),
        Check.DIRECTORY, "unknown-signer", id="a statement is left out",
    ),
    pytest.param(
        lambda f: replace(f, statements=(*f.statements[:-1], flipped(f.statements[-1], -1))),
        Check.DIRECTORY, "bad-signature", id="a statement's signature is altered",
    ),
    pytest.param(
        lambda f: replace(f, statements=tuple(Programme(now=1_700_000_000).statements)),
        Check.DIRECTORY, "wrong-founding", id="the log is another programme's",
    ),
    pytest.param(
        lambda f: replace(f, statements=f.statements[:-1]),
        Check.ENVELOPE, "directory-behind", id="the log ends before what the sender saw",
    ),
    pytest.param(_bit(0, -1), Check.ENVELOPE, "bad-signature", id="an envelope's signature is altered"),
    pytest.param(_bit(0, -8 * 600), Check.ENVELOPE, "bad-signature", id="an envelope's body is altered"),
    pytest.param(_bit(0, 0), Check.ENVELOPE, "malformed-cbor", id="an envelope is no envelope"),
    pytest.param(
        _envelopes(_stranger()), Check.ENVELOPE, "unknown-sender", id="the sender is not in the directory"
    ),
    pytest.param(
        _envelopes(THREAD.sealed(ANSWER_ID, BATKEN, THREAD.osh).raw),
        Check.ENVELOPE, "sender-mismatch", id="the sender is of another unit than it says",
    ),
    pytest.param(
        _envelopes(THREAD.warning.raw, THREAD.warning.raw),
        Check.ENVELOPE, "envelope-twice", id="an envelope stands in it twice",
    ),
    pytest.param(_envelopes(), Check.ENVELOPE, "no-envelopes", id="there is nothing to verify"),
    pytest.param(
        _envelopes(THREAD.warning.raw, THREAD.sealed(SECOND_ID, OSH, THREAD.osh, seq=2, prev=b"p" * 32).raw),
        Check.CHAIN, "chain-broken", id="an envelope names another predecessor",
    ),
    pytest.param(
        _envelopes(THREAD.warning.raw, THREAD.sealed(SECOND_ID, OSH, THREAD.osh).raw),
        Check.CHAIN, "envelope-twice", id="two envelopes have one number",
    ),
    pytest.param(
        _envelopes(THREAD.answer.raw), Check.ANSWER, "not-in-file", id="what is answered is left out"
    ),
    pytest.param(
        lambda f: _acceptance(f, digest=b"d" * 32),
        Check.ACCEPTANCE, "acceptance-mismatch", id="the exchange answered to other bytes",
    ),
    pytest.param(
        lambda f: _acceptance(f, position=2),
        Check.ACCEPTANCE, "acceptance-mismatch", id="two envelopes have one place in the log",
    ),
    pytest.param(
        lambda f: replace(f, acceptances=(*f.acceptances, replace(f.acceptances[0], position=9))),
        Check.ACCEPTANCE, "acceptance-mismatch", id="an envelope has two places in the log",
    ),
    pytest.param(
        lambda f: replace(f, receipts=(flipped(f.receipts[0], -1),)),
        Check.RECEIPT, "bad-signature", id="a receipt's signature is altered",
    ),
    pytest.param(
        lambda f: replace(f, receipts=(THREAD.receipt(THREAD.warning, device_keys("a stranger"), BATKEN),)),
        Check.RECEIPT, "receipt-mismatch", id="a receipt is by a device that nobody knows",
    ),
    pytest.param(
        lambda f: replace(f, receipts=(THREAD.receipt(THREAD.warning, THREAD.osh, BATKEN),)),
        Check.RECEIPT, "receipt-mismatch", id="a receipt is by a device of another unit than it says",
    ),
    pytest.param(
        lambda f: replace(
            f,
            receipts=(
                THREAD.receipt(THREAD.sealed(WARNING_ID, OSH, THREAD.osh, priority=2), THREAD.batken, BATKEN),
            ),
        ),
        Check.RECEIPT, "receipt-mismatch", id="a receipt is for another envelope of that id",
    ),
    pytest.param(
        lambda f: replace(f, content_keys={WARNING_ID: b"k" * 32}),
        Check.CONTENT, "cannot-open", id="a disclosed key is not the envelope's",
    ),
]  # fmt: skip


def test_a_thread_verifies_with_the_founding_hash_alone() -> None:
    report = verify(read_file(THREAD.file().encode()), FOUNDING)
    assert [finding for finding in report.findings if not finding.ok] == []
    assert report.ok
    assert {finding.check for finding in report.findings} == set(Check)


def test_disclosed_texts_are_shown_and_others_are_not() -> None:
    only_one = replace(THREAD.file(), content_keys={ANSWER_ID: THREAD.answer.content_key})
    report = verify(only_one, FOUNDING)
    assert {each: content.content for each, content in report.contents.items()} == {
        ANSWER_ID: {"text": "number 1"}
    }


def test_an_envelope_that_was_left_out_between_two_others_breaks_nothing() -> None:
    third = THREAD.sealed(SECOND_ID, OSH, THREAD.osh, seq=3, prev=b"p" * 32)
    report = verify(_envelopes(THREAD.warning.raw, third.raw)(THREAD.file()), FOUNDING)
    assert report.ok


@pytest.mark.parametrize(("change", "check", "code"), ALTERED)
def test_an_altered_file_is_refused_by_the_name_of_the_check(
    change: Callable[[ExchangeFile], ExchangeFile], check: Check, code: str
) -> None:
    report = verify(read_file(change(THREAD.file()).encode()), FOUNDING)
    assert not report.ok
    assert (check, code) in {(finding.check, finding.failure) for finding in report.findings}


@pytest.mark.parametrize(
    "part", ["statements", "envelopes", "receipts", "acceptances", "keys", "proofs", "v"]
)
def test_a_file_of_another_form_is_refused(part: str) -> None:
    whole = cbor.decode(THREAD.file().encode())
    assert isinstance(whole, dict)
    for broken in ({**whole, part: 7}, {each: value for each, value in whole.items() if each != part}):
        with pytest.raises(MalformedExchangeFile):
            read_file(cbor.encode(broken))


leaves = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=9) | st.binary()
near = leaves | st.sampled_from(
    [WARNING_ID.bytes, str(WARNING_ID), b"d" * 32, *THREAD.file().receipts, *THREAD.file().envelopes]
)
values = st.recursive(
    near,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=9) | st.just(str(WARNING_ID)), inner, max_size=2)
    ),
)
changes = st.dictionaries(
    st.sampled_from(["statements", "keys", "envelopes", "receipts", "acceptances", "proofs"]),
    values,
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(changes)
def test_a_file_of_any_values_is_read_or_refused_by_us(change: dict[str, cbor.Value]) -> None:
    whole = cbor.decode(THREAD.file().encode())
    assert isinstance(whole, dict)
    with suppress(SealwireError):
        verify(read_file(cbor.encode({**whole, **change})), FOUNDING)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"v": True}, id="a version that only equals one"),
        pytest.param({"v": 3}, id="another version"),
        pytest.param({"v": 1}, id="the first version with what it did not have"),
        pytest.param({"proofs": [[WARNING_ID.bytes, True, b"", []]]}, id="an index that is no number"),
        pytest.param({"proofs": 2 * [[WARNING_ID.bytes, 0, b"", []]]}, id="an envelope with two proofs"),
        pytest.param(
            {"acceptances": [[WARNING_ID.bytes, True, 1, b"d" * 32]]}, id="a place that is no number"
        ),
        pytest.param({"acceptances": [[WARNING_ID.bytes, 0, 1, b"d" * 32]]}, id="a place that no log has"),
        pytest.param({"keys": {WARNING_ID.hex: b"k" * 32}}, id="an id without hyphens"),
        pytest.param({"keys": {str(WARNING_ID).upper(): b"k" * 32}}, id="an id in capitals"),
        pytest.param({"keys": {f"urn:uuid:{WARNING_ID}": b"k" * 32}}, id="an id as a URN"),
    ],
)
def test_a_file_is_read_in_one_way_only(change: dict[str, cbor.Value]) -> None:
    whole = cbor.decode(THREAD.file().encode())
    assert isinstance(whole, dict)
    assert read_file(cbor.encode(whole)).encode() == THREAD.file().encode()
    with pytest.raises(MalformedExchangeFile):
        read_file(cbor.encode({**whole, **change}))


def test_a_file_of_the_first_version_is_still_read() -> None:
    whole = cbor.decode(THREAD.file().encode())
    assert isinstance(whole, dict)
    first = {name: value for name, value in whole.items() if name != "proofs"} | {"v": 1}
    assert read_file(cbor.encode(first)) == THREAD.file()


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xa0", b"\x80", b"plain text"])
def test_what_is_no_file_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedExchangeFile):
        read_file(data)
