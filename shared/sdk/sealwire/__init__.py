"""Sealwire SDK: what a unit's own machine needs to take part in the exchange."""
