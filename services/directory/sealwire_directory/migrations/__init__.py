"""Migrations of the directory, inside the package so that its image can run them."""
