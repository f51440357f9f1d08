"""The main job, played on a real stack with real input: `make demo`."""
