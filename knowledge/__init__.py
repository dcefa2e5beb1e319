"""The directory, its language and its quality. Pure."""
