"""Slack: the shared channel of the desk, and supporters who ask. Receiving, reading and sending."""
