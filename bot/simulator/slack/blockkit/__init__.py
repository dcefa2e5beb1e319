"""A strict reading of Block Kit, written from Slack's public reference pages, sharing nothing with the product."""
