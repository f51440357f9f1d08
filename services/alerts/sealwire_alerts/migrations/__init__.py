"""Migrations of alerts, inside the package so that its image can run them."""
