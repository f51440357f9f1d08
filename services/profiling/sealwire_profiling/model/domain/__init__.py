"""Learning, scoring, reasons, card and life of a model. No database, no clock."""
