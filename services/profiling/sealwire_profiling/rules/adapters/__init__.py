"""Versions of profiles, and named sets, in PostgreSQL."""
