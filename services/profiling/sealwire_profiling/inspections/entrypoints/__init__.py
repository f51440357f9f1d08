"""The routes of inspections."""
