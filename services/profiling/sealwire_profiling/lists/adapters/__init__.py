"""Lists in PostgreSQL; every query takes the administration whose they are."""
