"""Lists as values: what hits, and what was cleared. No database, no clock."""
