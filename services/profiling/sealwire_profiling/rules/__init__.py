"""The language of risk profiles: CEL, checked, compiled to columns, with the sets that rules name."""
