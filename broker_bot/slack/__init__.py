"""The only room that says Slack: ids, payloads, listeners, views."""
