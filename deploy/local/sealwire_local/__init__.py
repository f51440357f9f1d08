"""The local stack: real PostgreSQL, NATS, services and gateway as child processes."""
