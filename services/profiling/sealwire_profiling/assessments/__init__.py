"""From open consignments to a ranked list: the pipeline, its selections and their settings."""
