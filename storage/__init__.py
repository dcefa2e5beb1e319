"""Rows and domain values, inbox and outbox, sealing and erasure."""
