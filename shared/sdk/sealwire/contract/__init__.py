"""The wire contract: what the gateway, the services and the clients say to each other."""
