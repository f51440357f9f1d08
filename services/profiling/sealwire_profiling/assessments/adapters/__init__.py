"""Selections in PostgreSQL."""
