"""Units, officers, duty, groups and segments at the command line, and their tables as files."""
