"""Units and officers beside the log: particulars, duty, segments, groups, search, and who changed what."""
