"""The migrations of profiling's database."""
