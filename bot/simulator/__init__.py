"""Strict stand-ins for the platforms: the other side of the wire, sharing no code and no number with the product."""
