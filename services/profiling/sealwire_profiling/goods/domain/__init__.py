"""Hints of strategic goods, questions and advice as values and rules. No database, no clock."""
