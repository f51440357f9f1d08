"""The routes of lists, clearances and screening."""
