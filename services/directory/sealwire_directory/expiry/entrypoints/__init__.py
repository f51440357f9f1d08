"""How expiry is reached: HTTP routes."""
