"""Everything the directory says in SQL."""
