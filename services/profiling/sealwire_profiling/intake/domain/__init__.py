"""Reading files: bytes and rows to consignments or errors. No database, no clock."""
