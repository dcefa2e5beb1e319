"""Families on LINE: what arrives (`receive`, `parse`), what is shown (`render`), how it is sent (`send`)."""
