"""Names as values: folding, scoring, an index to search, and groups; pure."""
