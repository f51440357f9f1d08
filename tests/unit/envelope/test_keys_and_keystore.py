from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

import pytest
from sealwire import keystore
from sealwire.fingerprint import fingerprint
from sealwire.keys import WeakKey, check_seal_key, check_signing_key
from sealwire.keystore import (
    Cost,
    KeystoreFull,
    KeystoreNotAccessible,
    MalformedKeystore,
    NoKeystore,
    Secrets,
    WeakPassphrase,
    WrongPassphrase,
    load,
    save,
)
from sealwire.merkle import Frontier, leaf_hash
from sealwire.private_keys import CannotOpen, DeviceKeys, MalformedSeed, SealKey, SigningKey, seal_to

if TYPE_CHECKING:
    from pathlib import Path

CHEAP = Cost(memory_kib=8, iterations=1, lanes=1)


def secrets() -> Secrets:
    epochs = [SealKey.generate() for _ in range(3)]
    return Secrets(DeviceKeys.generate(), {epoch.key_id: epoch.seed for epoch in epochs})


def test_a_keystore_gives_back_what_was_saved(tmp_path: Path) -> None:
    saved = secrets()
    save(tmp_path / "keys", saved, "батыр 7", cost=CHEAP)
    assert load(tmp_path / "keys", "батыр 7") == saved


def test_the_default_cost_is_that_of_rfc_9106(tmp_path: Path) -> None:
    saved = secrets()
    save(tmp_path / "keys", saved, "a passphrase")
    assert load(tmp_path / "keys", "a passphrase") == saved
    assert Cost() == Cost(memory_kib=65_536, iterations=3, lanes=4)


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    save(tmp_path / "keys", secrets(), "right", cost=CHEAP)
    load(tmp_path / "keys", "right")
    with pytest.raises(WrongPassphrase):
        load(tmp_path / "keys", "wrong")


def test_a_passphrase_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    save(tmp_path / "keys", secrets(), "и\u0306", cost=CHEAP)
    load(tmp_path / "keys", "й")


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        save(tmp_path / "keys", secrets(), "", cost=CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_reads_a_keystore_and_no_seed_lies_in_the_clear(tmp_path: Path) -> None:
    saved = secrets()
    save(tmp_path / "keys", saved, "a passphrase", cost=CHEAP)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    data = (tmp_path / "keys").read_bytes()
    assert saved.device.sign.seed not in data
    assert not any(seed in data for seed in saved.epochs.values())


def test_what_load_would_refuse_is_not_saved_over_what_it_reads(tmp_path: Path) -> None:
    saved = secrets()
    save(tmp_path / "keys", saved, "a passphrase", cost=CHEAP)
    many = {number.to_bytes(32, "big"): bytes(32) for number in range(4097)}
    with pytest.raises(KeystoreFull):
        save(tmp_path / "keys", Secrets(saved.device, many), "a passphrase", cost=CHEAP)
    assert load(tmp_path / "keys", "a passphrase") == saved
    del many[bytes(32)]
    save(tmp_path / "keys", Secrets(saved.device, many), "a passphrase", cost=CHEAP)
    assert load(tmp_path / "keys", "a passphrase").epochs == many


def test_saving_again_replaces_the_file_whole(tmp_path: Path) -> None:
    save(tmp_path / "keys", secrets(), "old", cost=CHEAP)
    saved = secrets()
    save(tmp_path / "keys", saved, "new", cost=CHEAP)
    assert load(tmp_path / "keys", "new") == saved
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = secrets()
    save(tmp_path / "keys", saved, "old", cost=CHEAP)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(KeystoreNotAccessible, match="No space left"):
            save(tmp_path / "keys", secrets(), "new", cost=CHEAP)
    assert load(tmp_path / "keys", "old") == saved
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_missing_keystore_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoKeystore):
        load(tmp_path / "keys", "x")
    with pytest.raises(KeystoreNotAccessible):
        load(tmp_path, "x")
    with pytest.raises(KeystoreNotAccessible):
        save(tmp_path / "nowhere" / "keys", secrets(), "x", cost=CHEAP)


def test_a_keystore_that_asks_for_too_much_memory_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = Cost(memory_kib=2**30, iterations=1, lanes=1)
    monkeypatch.setattr(keystore, "_derive", lambda *_: bytes(32))
    save(tmp_path / "keys", secrets(), "x", cost=greedy)
    with pytest.raises(MalformedKeystore):
        load(tmp_path / "keys", "x")


def test_no_private_key_shows_in_a_text() -> None:
    keys = DeviceKeys.generate()
    shown = [repr(keys), str(keys), repr(Secrets(keys, {keys.seal.key_id: keys.seal.seed}))]
    for key in (keys.sign, keys.auth, keys.seal):
        shown.append(f"{key} {key!r}")
        assert all(key.seed.hex() not in text and repr(key.seed) not in text for text in shown)


@pytest.mark.parametrize("kind", [SigningKey, SealKey])
def test_a_seed_has_32_bytes(kind: type[SigningKey | SealKey]) -> None:
    assert kind.from_seed(bytes(32)).seed == bytes(32)
    for length in (0, 31, 33):
        with pytest.raises(MalformedSeed):
            kind.from_seed(bytes(length))


def test_a_sealed_text_opens_with_its_key_and_its_info_only() -> None:
    key = SealKey.generate()
    ciphertext = seal_to(key.public, b"seed", b"info")
    assert key.open(ciphertext, b"info") == b"seed"
    for opener, data, info in (
        (SealKey.generate(), ciphertext, b"info"),
        (key, ciphertext, b"other"),
        (key, ciphertext[:-1], b"info"),
        (key, b"", b"info"),
    ):
        with pytest.raises(CannotOpen):
            opener.open(data, info)


def test_a_public_signing_key_is_canonical_and_not_of_low_order() -> None:
    public = SigningKey.generate().public
    assert check_signing_key(public) == public
    for bad in (public[:31], public + b"\0", bytes(32), b"\x01" + bytes(31), b"\xff" * 32):
        with pytest.raises(WeakKey):
            check_signing_key(bad)


def test_a_public_seal_key_has_both_halves_in_range() -> None:
    public = SealKey.generate().public
    assert check_seal_key(public) == public
    mlkem, x25519 = public[:1184], public[1184:]
    for bad in (public[:-1], b"\xff" * 1184 + x25519, mlkem + bytes(32), mlkem + b"\xff" * 32):
        with pytest.raises(WeakKey):
            check_seal_key(bad)


def test_a_fingerprint_is_six_groups_and_depends_on_every_key() -> None:
    printed = fingerprint(b"sign", b"auth", b"seal")
    assert [len(group) for group in printed.split()] == [5] * 6
    others = {
        fingerprint(b"other", b"auth", b"seal"),
        fingerprint(b"sign", b"other", b"seal"),
        fingerprint(b"sign", b"auth", b"other"),
        fingerprint(b"signauth", b"", b"seal"),
    }
    assert len(others | {printed}) == 5


def test_a_frontier_has_the_root_of_the_whole_tree() -> None:
    def root(leaves: list[bytes]) -> bytes:
        """RFC 9162 section 2.1.1, as it is written there."""
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return node_hash(root(leaves[:split]), root(leaves[split:]))

    frontier, leaves = Frontier(), []
    for number in range(1, 70):
        frontier = frontier.append(number.to_bytes(2, "big"))
        leaves.append(leaf_hash(number.to_bytes(2, "big")))
        assert (frontier.size, frontier.root()) == (number, root(leaves))


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
