"""Proof by breaking: the real processes killed, their database restarted, both platforms misbehaving, and a ledger."""
