"""The routes of the room."""
