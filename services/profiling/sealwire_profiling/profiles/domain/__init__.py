"""What a rule would have done in the past, and how it is shown. No database, no clock."""
