"""What alerts decides, pure: no network, no database, no clock."""
