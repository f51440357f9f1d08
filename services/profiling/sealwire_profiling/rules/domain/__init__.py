"""Rules as values: text to tree, tree to columns, life cycle. No database, no clock."""
