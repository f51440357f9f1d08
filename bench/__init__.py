"""Benchmarks: they measure and print, and fail only when something is not right, never because it is slow."""
