"""The SQL of the room, and the formats of files that need a process or a library."""
