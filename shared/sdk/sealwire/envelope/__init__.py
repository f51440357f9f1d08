"""Envelopes of suite 1, as docs/protocol/envelope.md defines them.

Servers import `format` and `verify` only: they check an envelope without a key that opens it.
"""
