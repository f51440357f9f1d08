"""What is wrong before anything starts is said in one line, and what is right passes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sealwire_local import preflight
from sealwire_local.errors import StackRefused, line_of
from sealwire_local.folder import StateFolder

if TYPE_CHECKING:
    from pathlib import Path

FOUNDING = "0f" * 32
OTHER = "1e" * 32


@pytest.mark.parametrize("version", [(3, 11), (3, 11, 0), (3, 14, 2), (4, 0)])
def test_a_python_from_3_11_on_passes(version: tuple[int, ...]) -> None:
    preflight.check_python(version)


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 9), (2, 7, 18)])
def test_an_older_python_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(StackRefused, match=r"needs 3\.11 or newer"):
        preflight.check_python(version)


def test_a_disk_with_room_passes_and_a_full_one_is_refused(tmp_path: Path) -> None:
    preflight.check_disk(tmp_path, free_bytes=500 * 1024**2)
    with pytest.raises(StackRefused, match="only 499 MB are free") as caught:
        preflight.check_disk(tmp_path, free_bytes=500 * 1024**2 - 1)
    assert "\n" not in line_of(caught.value)


def test_a_failure_on_a_full_disk_says_so_and_another_one_does_not(tmp_path: Path) -> None:
    assert preflight.why_it_may_have_failed(tmp_path, free_bytes=50 * 1024**2) == ""
    hint = preflight.why_it_may_have_failed(tmp_path, free_bytes=50 * 1024**2 - 1)
    assert f"the disk of {tmp_path} is full: free some space" in hint
    assert preflight.why_it_may_have_failed(tmp_path / "missing") == ""


def test_a_folder_that_can_be_written_passes_and_is_private(tmp_path: Path) -> None:
    preflight.check_folder(tmp_path / "new" / ".sealwire")
    assert (tmp_path / "new" / ".sealwire").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StackRefused, match=r"cannot write to .*--state"):
        preflight.check_folder(tmp_path / "file" / ".sealwire")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StackRefused, match="Permission denied"):
        preflight.check_folder(tmp_path / "closed" / ".sealwire")


def test_a_founding_that_was_given_once_is_kept(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    with pytest.raises(StackRefused, match="there is no programme yet"):
        folder.founding()
    assert folder.founding(FOUNDING) == FOUNDING
    assert folder.founding() == FOUNDING
    assert folder.founding(FOUNDING.upper()) == FOUNDING


@pytest.mark.parametrize("wrong", ["xyz", "0f" * 31, "0f" * 33, "g" * 64])
def test_a_founding_that_is_no_hash_is_refused_and_not_kept(tmp_path: Path, wrong: str) -> None:
    folder = StateFolder(tmp_path)
    with pytest.raises(StackRefused, match="no founding hash"):
        folder.founding(wrong)
    assert not folder.founding_file.exists()


def test_a_folder_holds_one_programme(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    folder.founding(FOUNDING)
    with pytest.raises(StackRefused, match="holds another programme"):
        folder.founding(OTHER)
    assert folder.founding() == FOUNDING
