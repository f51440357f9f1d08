"""How requests reach alerts: HTTP over NATS, and the accept request."""
