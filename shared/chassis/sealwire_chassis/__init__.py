"""Server plumbing: settings, database, bus, outbox, inbox, HTTP over NATS; no domain rules."""
