"""`tsunagu flow`: a region's intake as a Mermaid drawing and as a table."""
