"""Onboarding at the command line: cases, courses, handovers, plans, donors, reports, and the guide."""
