"""Strategic and dual-use goods: what asks for an expert, and what to ask. Never a classification."""
