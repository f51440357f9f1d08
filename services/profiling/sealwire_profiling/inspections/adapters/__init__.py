"""Inspections in PostgreSQL."""
