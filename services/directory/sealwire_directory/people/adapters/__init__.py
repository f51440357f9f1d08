"""All SQL of the room, and which file format a table has."""
