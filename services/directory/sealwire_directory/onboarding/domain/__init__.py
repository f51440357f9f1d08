"""What onboarding decides: states, gates and counts, without network, database, framework or clock."""
