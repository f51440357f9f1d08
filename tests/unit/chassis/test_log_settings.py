"""A service that runs a log is told its key by a file, and does not start with a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire.directory.fields import Log
from sealwire_chassis.settings import BadSettings, LogSettings

if TYPE_CHECKING:
    from pathlib import Path

FOUNDING = "ab" * 32


def settings(tmp_path: Path, content: str | None) -> LogSettings:
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content)
    return LogSettings(founding=FOUNDING, log_key_file=file)


def test_a_log_key_is_read_from_its_file(tmp_path: Path) -> None:
    signer = settings(tmp_path, "01" * 32 + "\n").log_signer(Log.ENVELOPES)
    assert signer.origin == f"sealwire/{FOUNDING}/envelopes"
    both = settings(tmp_path, "02" * 32 + "\n" + "01" * 32 + "\n").log_signer(Log.ENVELOPES)
    assert both.public == signer.public


@pytest.mark.parametrize("content", [None, "", "canary", "01" * 31, "01" * 32 + "\ncanary"])
def test_a_key_file_that_holds_no_key_is_refused_by_name(tmp_path: Path, content: str | None) -> None:
    with pytest.raises(BadSettings, match="SEALWIRE_LOG_KEY_FILE") as caught:
        settings(tmp_path, content).log_signer(Log.DIRECTORY)
    assert "canary" not in str(caught.value)


def test_a_log_without_a_key_file_or_a_programme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SEALWIRE_LOG_KEY_FILE"):
        LogSettings(founding=FOUNDING).log_signer(Log.DIRECTORY)
    unpinned = settings(tmp_path, "01" * 32).model_copy(update={"founding": ""})
    with pytest.raises(BadSettings, match="SEALWIRE_FOUNDING"):
        unpinned.log_signer(Log.DIRECTORY)
