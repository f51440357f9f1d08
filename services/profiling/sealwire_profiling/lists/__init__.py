"""Watch lists, the UN's consolidated list, hits and cleared pairs."""
