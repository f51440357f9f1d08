"""Generated files are committed, and say what the code says (schemas and CLI help: see the unit tests)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from architecture.source import ROOT


@pytest.mark.parametrize("tool", ["openapi.py", "nats_config.py", "authorisation_docs.py", "profile_docs.py"])
def test_a_generated_file_is_up_to_date(tool: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / tool), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_openapi_document_shows_the_main_addresses() -> None:
    text = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    for path in (
        "/v1/envelopes",
        "/v1/mailbox",
        "/v1/directory/statements",
        "/v1/envelopes/{envelope_id}/receipts",
    ):
        assert f'"{path}"' in text
