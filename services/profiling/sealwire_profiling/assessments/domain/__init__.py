"""The pipeline as functions of values. No database, no clock."""
