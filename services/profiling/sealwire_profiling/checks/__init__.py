"""Checks of the documents against themselves: what cannot be true, and what is unusual."""
