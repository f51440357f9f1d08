"""Consignments as a table, one row each: what profiles are written in, and what model and selection read."""
