"""A Slack bot that brokers between school principals and the central office."""
