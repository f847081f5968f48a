"""The bot's web role alone, also on SQLite, where the command refuses it: `python -m benchmarks.product PORT`."""

from __future__ import annotations

import logging
import sys

import uvicorn

from broker_bot.app import build
from broker_bot.cli.running import LOG_FORMAT, clock_for
from broker_bot.settings import Settings


def main(port: int) -> None:
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    settings = Settings()
    bot = build(settings, clock_for(settings))
    uvicorn.run(bot.asgi, host="127.0.0.1", port=port, log_level="warning")
    bot.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
