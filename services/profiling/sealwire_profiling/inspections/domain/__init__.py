"""Rules of recording, and figures. No database, no clock."""
