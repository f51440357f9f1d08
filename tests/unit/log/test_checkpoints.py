"""Checkpoints: what the log's key signed is believed, whatever else stands in the note; nothing else is."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.checkpoint import (
    MAX_NOTE_BYTES,
    Checkpoint,
    CheckpointUnsigned,
    ForeignCheckpoint,
    MalformedCheckpoint,
    MalformedLogKey,
    claimed,
    key_hash,
    origin,
    parse_note,
    parse_vkey,
    verify,
    vkey,
)
from sealwire.directory.fields import Log
from sealwire.errors import SealwireError, TooLarge
from sealwire.keys import BadSignature, WeakKey
from sealwire.keys import verify as verify_signature
from sealwire.log_signing import LogSigner, MalformedLogSeed
from sealwire.merkle import EMPTY_ROOT, Frontier
from simulators.naive_log import read_checkpoint

FOUNDING = hashlib.sha256(b"founding").digest()
LOG = origin(FOUNDING, Log.DIRECTORY)
SIGNER, OTHER = LogSigner(LOG, "01" * 32), LogSigner(LOG, "02" * 32)
TREE = Frontier().append(b"one").append(b"two")
NOTE = SIGNER.sign(TREE)
# Published examples of others: golang.org/x/mod/sumdb/note and the Go checksum database.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANNS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6Ry"
    "yBwJnAM=\n"
).encode()
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def changed(old: str, new: str) -> bytes:
    assert NOTE.decode().count(old) >= 1
    return NOTE.decode().replace(old, new, 1).encode()


def line(name: str, key: bytes, signature: bytes) -> bytes:
    return f"— {name} {b64encode(key_hash(name, key) + signature).decode()}\n".encode()


def test_what_the_logs_key_signed_is_read() -> None:
    assert verify(NOTE, LOG, SIGNER.public) == Checkpoint(LOG, 2, TREE.root())
    assert read_checkpoint(NOTE, SIGNER.vkey) == (LOG, 2, TREE.root())


def test_what_a_note_says_is_read_without_its_key_and_only_of_the_log_that_was_asked() -> None:
    assert claimed(NOTE, LOG) == claimed(OTHER.sign(TREE), LOG) == Checkpoint(LOG, 2, TREE.root())
    with pytest.raises(ForeignCheckpoint):
        claimed(NOTE, origin(FOUNDING, Log.ENVELOPES))


def test_a_note_looks_as_the_documents_say() -> None:
    text, blank, signature, end = NOTE.decode().rpartition("\n\n")[0], *NOTE.decode().split("\n")[3:]
    assert text.split("\n") == [
        f"sealwire/{FOUNDING.hex()}/directory",
        "2",
        b64encode(TREE.root()).decode(),
    ]
    assert (blank, end) == ("", "")
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("—", LOG)
    hashed = hashlib.sha256(LOG.encode() + b"\n\x01" + SIGNER.public).digest()[:4]
    assert b64decode(encoded)[:4] == hashed
    verify_signature(SIGNER.public, b64decode(encoded)[4:], (text + "\n").encode())


def test_the_empty_log_has_a_checkpoint() -> None:
    assert verify(SIGNER.sign(Frontier()), LOG, SIGNER.public) == Checkpoint(LOG, 0, EMPTY_ROOT)


def test_signatures_of_the_unknown_are_ignored() -> None:
    stranger = line("witness.example/w1", OTHER.public, bytes(72))
    same_name = line(LOG, OTHER.public, bytes(64))
    same_hash = f"— witness {b64encode(key_hash(LOG, SIGNER.public) + bytes(64)).decode()}\n".encode()
    note = NOTE + 6 * stranger + 6 * same_name + 6 * same_hash
    assert verify(note, LOG, SIGNER.public).size == 2
    own = NOTE.split(b"\n\n")[1]
    with pytest.raises(CheckpointUnsigned):
        verify(note.replace(own, b""), LOG, SIGNER.public)


def test_lines_that_a_later_release_adds_are_signed_and_passed_over() -> None:
    text = NOTE.decode().split("\n\n")[0] + "\nan extension\n"
    note = f"{text}\n".encode() + line(LOG, SIGNER.public, SIGNER._keys[0][0].sign(text.encode()))
    assert verify(note, LOG, SIGNER.public) == Checkpoint(LOG, 2, TREE.root())
    with pytest.raises(BadSignature):
        verify(note.replace(b"an extension", b"another one"), LOG, SIGNER.public)


def test_a_wrong_signature_of_a_known_key_spoils_the_note_even_beside_a_right_one() -> None:
    forged = line(LOG, SIGNER.public, bytes(64))
    assert verify(NOTE + line(LOG, OTHER.public, bytes(64)), LOG, SIGNER.public)
    for note in (NOTE + forged, changed("\n2\n", "\n3\n"), changed(LOG + "\n2", LOG + "\n1")):
        with pytest.raises(BadSignature):
            verify(note, LOG, SIGNER.public)


def test_after_a_change_of_keys_either_is_known_and_no_third() -> None:
    assert verify(NOTE, LOG, OTHER.public, SIGNER.public) == verify(NOTE, LOG, SIGNER.public)
    for keys in ((), (OTHER.public,)):
        with pytest.raises(CheckpointUnsigned):
            verify(NOTE, LOG, *keys)


def test_while_the_key_changes_both_sign_so_that_no_reader_is_left_without() -> None:
    both = LogSigner(LOG, "01" * 32, "02" * 32)
    assert (both.public, both.vkey) == (OTHER.public, OTHER.vkey)
    for known in ((SIGNER.public,), (OTHER.public,), (SIGNER.public, OTHER.public)):
        assert verify(both.sign(TREE), LOG, *known) == Checkpoint(LOG, 2, TREE.root())


def test_a_signer_knows_a_note_that_lacks_one_of_its_keys() -> None:
    both = LogSigner(LOG, "01" * 32, "02" * 32)
    assert all(each.has_signed(both.sign(TREE)) for each in (both, SIGNER, OTHER))
    assert SIGNER.has_signed(NOTE)
    assert not any(each.has_signed(NOTE) for each in (both, OTHER))
    with pytest.raises(MalformedCheckpoint):
        SIGNER.has_signed(b"")


def test_another_logs_checkpoint_is_not_this_ones() -> None:
    envelopes = LogSigner(origin(FOUNDING, Log.ENVELOPES), "01" * 32)
    assert verify(envelopes.sign(TREE), envelopes.origin, envelopes.public).size == 2
    with pytest.raises(ForeignCheckpoint):
        verify(envelopes.sign(TREE), LOG, envelopes.public)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        b"\n\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE + b"a line\n",
        NOTE.partition(b"\n\n")[0] + b"\n\n",
        NOTE.replace(b"\n", b"\r\n"),
        NOTE + b"\xff\n",
        changed("— ", "- "),
        changed("— ", "—"),
        changed("— ", "—  "),
        changed("\n2\n", "\n02\n"),
        changed("\n2\n", "\n+2\n"),
        changed("\n2\n", "\n-2\n"),
        changed("\n2\n", "\n2 \n"),
        changed("\n2\n", "\n\u0662\n"),
        changed("\n2\n", "\n9223372036854775808\n"),
        changed("\n2\n", "\n" + "9" * 40 + "\n"),
        changed(LOG + "\n2", "\n2"),
        changed("=\n\n", "\n\n"),
        changed(b64encode(TREE.root()).decode(), b64encode(TREE.root()[1:]).decode()),
        changed(b64encode(TREE.root()).decode(), TREE.root().hex()),
        changed("\n2\n", "\n2\n\n"),
        NOTE + b"\xe2\x80\x94 name AAAAAA==\n",
        NOTE + b"\xe2\x80\x94 na+me AAAAAAAA\n",
        NOTE + b"\xe2\x80\x94 na\xc2\xa0me AAAAAAAA\n",
        NOTE + b"\xe2\x80\x94 name AAAA AAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused_as_such(note: bytes) -> None:
    with pytest.raises(MalformedCheckpoint):
        verify(note, LOG, SIGNER.public)


def test_a_note_of_any_length_is_not_read() -> None:
    with pytest.raises(TooLarge):
        parse_note(NOTE + bytes(MAX_NOTE_BYTES))


@given(st.binary(max_size=300), st.integers(0, len(NOTE)), st.integers(0, len(NOTE)))
def test_no_altered_note_says_anything_else(inserted: bytes, begin: int, end: int) -> None:
    try:
        found = verify(NOTE[:begin] + inserted + NOTE[end:], LOG, SIGNER.public)
    except SealwireError:
        return
    assert found == Checkpoint(LOG, 2, TREE.root())


def test_a_key_is_written_as_others_write_it_and_read_back() -> None:
    assert parse_vkey(SIGNER.vkey) == (LOG, SIGNER.public)
    assert parse_vkey(f" {SIGNER.vkey}\n") == (LOG, SIGNER.public)
    for published in (NEUMANN, SUMDB):
        assert vkey(*parse_vkey(published)) == published


def test_a_published_note_of_others_verifies() -> None:
    name, public = parse_vkey(NEUMANN)
    note = parse_note(NEUMANNS_NOTE)
    (signature,) = note.signatures
    assert (signature.name, signature.key_hash) == (name, key_hash(name, public))
    verify_signature(public, signature.signature, note.text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOG,
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("c74f20a3", "C74F20A3"),
        NEUMANN.replace("PeterNeumann", ""),
        NEUMANN.replace("PeterNeumann", "Peter Neumann"),
        NEUMANN.replace("+AR", "+BR"),
        NEUMANN[:-4],
        NEUMANN + "=",
        vkey("name", b"short"),
        vkey("name", bytes(32)),
    ],
)
def test_what_is_no_key_of_a_log_is_refused(text: str) -> None:
    with pytest.raises((MalformedLogKey, WeakKey)):
        parse_vkey(text)


@pytest.mark.parametrize("seed", ["", "01" * 31, "01" * 33, "0G" * 32, "AB" * 32, "01" * 32 + "\n"])
def test_a_key_file_that_holds_no_seed_is_refused(seed: str) -> None:
    with pytest.raises(MalformedLogSeed):
        LogSigner(LOG, "01" * 32, seed)


def test_a_log_has_a_key() -> None:
    with pytest.raises(MalformedLogSeed):
        LogSigner(LOG)
