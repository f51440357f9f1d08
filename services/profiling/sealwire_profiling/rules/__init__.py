"""Risk profiles in CEL: written by officers, checked, compiled to columns, approved by a second officer."""
