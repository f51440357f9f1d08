"""Risk profiling as it crosses the API: what clients send and what they are answered."""
