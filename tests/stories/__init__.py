"""Whole stories through the product: both simulators over HTTP, the real SDKs in between, a real database."""
