"""What the room decides, without database, clock or framework."""
