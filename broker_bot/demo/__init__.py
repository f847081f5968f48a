"""A workspace, a bot and a week of school life on one machine."""
