"""The only part that talks, and the only part that wires."""
