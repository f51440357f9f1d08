"""Onboarding: a unit's way from the request to its opening, with the evidence for each step."""
