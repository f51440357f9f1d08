"""The routes of selections."""
