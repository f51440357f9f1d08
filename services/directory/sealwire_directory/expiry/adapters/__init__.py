"""What the announcements say in SQL."""
