"""Sealwire profiling: from shipping documents to the few consignments worth opening, and why."""
