"""The checks as rules over one consignment, or over those of one batch. No database, no clock."""
