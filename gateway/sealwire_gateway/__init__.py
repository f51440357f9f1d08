"""Gateway: the only door; checks signatures and envelopes, holds no key and no database."""
