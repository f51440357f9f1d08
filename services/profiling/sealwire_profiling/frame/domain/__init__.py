"""The frame as values: columns, rows, history. No database, no clock."""
