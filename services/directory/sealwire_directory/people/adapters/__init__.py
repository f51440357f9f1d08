"""All SQL of the room, and the file formats that it reads and writes."""
