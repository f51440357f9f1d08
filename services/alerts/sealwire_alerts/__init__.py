"""Alerts: accepts sealed envelopes, keeps mailboxes and receipts; sees headers and ciphertext only."""
