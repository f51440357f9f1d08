"""Directory: appends and serves the log of signed statements; holds public keys and sealed grants only."""
