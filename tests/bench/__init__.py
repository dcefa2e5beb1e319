"""Measurements beside each other in one run. Never part of pass or fail: machines differ, ratios tell."""
