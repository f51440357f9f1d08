"""Onboarding in PostgreSQL."""
