"""Risk profiling, as a client calls it: a module for each room of the service."""
