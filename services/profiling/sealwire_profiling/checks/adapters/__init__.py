"""What the checks know of the world from libraries."""
