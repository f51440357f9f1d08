"""Inspections and their outcomes, and what they say of profiles, lists, model and overrides."""
