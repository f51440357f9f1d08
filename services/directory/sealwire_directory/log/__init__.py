"""The log of signed statements: append, read, enrol, and this process's own verified copy."""
