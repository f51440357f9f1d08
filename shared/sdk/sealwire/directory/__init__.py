"""The directory: a log of signed statements about units, officers and keys, which everyone replays."""
