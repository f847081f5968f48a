"""What units outside Slack send back: letters and their own desks' deliveries, checked and turned into commands."""
