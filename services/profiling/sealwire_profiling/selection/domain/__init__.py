"""Selection as values and rules: candidates in, a ranked list out; no clock, no hidden chance."""
