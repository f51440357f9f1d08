"""Names: who is meant by a name in a document, whatever alphabet and habit it was written in."""
