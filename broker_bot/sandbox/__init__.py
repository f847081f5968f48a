"""A local Slack-compatible workspace on loopback: the tests' only Slack, and the one `make demo` serves.

Start with `broker_bot.sandbox.server.Sandbox`. Nothing here imports the rest of broker_bot.
"""
