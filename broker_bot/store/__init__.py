"""Rows and transactions; knows no Slack."""
