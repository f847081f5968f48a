"""`python -m broker_bot`."""

from broker_bot.cli import main

main()
