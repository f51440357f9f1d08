"""A file with proofs shows at which place an envelope stands; a proof of anything else fails the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sealwire.client.exchange_file import ExchangeFile, read_file
from sealwire.client.offline import Check, verify
from sealwire.client.proofs import Proof
from sealwire.directory.fields import Log
from simulators.programme import Programme
from simulators.shown import Shown, appoint_logs
from simulators.threads import ANSWER_ID, SECOND_ID, WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


def _thread() -> Thread:
    programme = Programme()
    appoint_logs(programme)
    return Thread(programme)


THREAD = _thread()
FILE = THREAD.file()
SHOWN = Shown(THREAD.programme.founding, FILE.statements, envelopes=FILE.envelopes)


def proof(envelope_id: UUID, shown: Shown = SHOWN) -> Proof:
    made = shown.proof(envelope_id)
    return Proof(envelope_id, made.index, made.checkpoint.encode(), tuple(made.proof))


def said(file: ExchangeFile) -> dict[str, str]:
    report = verify(read_file(file.encode()), THREAD.programme.founding)
    return {
        each.about: each.said or each.failure for each in report.findings if each.check is Check.ACCEPTANCE
    }


def test_a_place_is_proven_where_there_is_a_proof_and_an_unsigned_answer_elsewhere() -> None:
    proven = replace(FILE, proofs={each: proof(each) for each in (WARNING_ID, SECOND_ID)})
    assert said(proven) == {
        str(WARNING_ID): "place 1 in the log, proven under a checkpoint of 3",
        str(SECOND_ID): "place 2 in the log, proven under a checkpoint of 3",
        str(ANSWER_ID): "place 3 in the log, by the exchange's unsigned answer",
    }
    assert verify(read_file(proven.encode()), THREAD.programme.founding).ok


OTHER_LOG = SHOWN.but(envelopes=FILE.envelopes[::-1])
WRONG: list[tuple[str, Callable[[], Proof], str]] = [
    ("of another place", lambda: replace(proof(WARNING_ID), index=1), "proof-wrong"),
    ("of another envelope", lambda: replace(proof(SECOND_ID), envelope=WARNING_ID, index=0), "proof-wrong"),
    ("of another order", lambda: proof(WARNING_ID, OTHER_LOG), "proof-wrong"),
    ("cut", lambda: replace(proof(WARNING_ID), hashes=proof(WARNING_ID).hashes[:-1]), "proof-wrong"),
    ("with a hash too many",
     lambda: replace(proof(WARNING_ID), hashes=(*proof(WARNING_ID).hashes, bytes(32))), "proof-wrong"),
    ("under a checkpoint by another key",
     lambda: replace(proof(WARNING_ID), note=SHOWN.note(Log.ENVELOPES, by="stranger")), "checkpoint-forged"),
    ("under the directory's checkpoint",
     lambda: replace(proof(WARNING_ID), note=SHOWN.note(Log.DIRECTORY)), "checkpoint-forged"),
    ("under no checkpoint", lambda: replace(proof(WARNING_ID), note=b"none"), "checkpoint-forged"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "code"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_proof_that_shows_something_else_fails_the_file(wrong: Callable[[], Proof], code: str) -> None:
    assert said(replace(FILE, proofs={WARNING_ID: wrong()}))[str(WARNING_ID)] == code
    assert said(replace(FILE, proofs={WARNING_ID: proof(WARNING_ID)}))[str(WARNING_ID)].startswith("place 1")


def test_proofs_under_two_checkpoints_of_one_size_fail_the_file() -> None:
    other = SHOWN.but(envelopes=(FILE.envelopes[0], FILE.envelopes[2], FILE.envelopes[1]))
    both = {WARNING_ID: proof(WARNING_ID), SECOND_ID: replace(proof(SECOND_ID, other), index=2)}
    places = tuple(
        replace(each, position=3) if each.id == SECOND_ID else each for each in FILE.acceptances[:2]
    )
    assert said(replace(FILE, acceptances=places, proofs=both))[str(SECOND_ID)] == "checkpoints-contradict"


def test_a_proof_without_an_acceptance_fails_the_file() -> None:
    alone = replace(FILE, acceptances=(), proofs={WARNING_ID: proof(WARNING_ID)})
    assert said(alone) == {str(WARNING_ID): "not-in-file"}


def test_a_proof_of_a_log_for_which_no_key_is_appointed_fails_the_file() -> None:
    unsigned = Thread()
    shown = Shown(unsigned.programme.founding, (), envelopes=unsigned.file().envelopes)
    file = replace(unsigned.file(), proofs={WARNING_ID: proof(WARNING_ID, shown)})
    failures = {each.failure for each in verify(file, unsigned.programme.founding).findings}
    assert failures == {"", "checkpoint-forged"}
