"""Models in PostgreSQL."""
