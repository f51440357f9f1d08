"""How PostgreSQL plans the statements of alerts: each is a look-up by index, whatever a table's size."""

from __future__ import annotations

from typing import Final

NO_SCANS: Final = "set_config('enable_seqscan', 'off', true)"
"""SQL that forbids sequential scans for the rest of the transaction."""
