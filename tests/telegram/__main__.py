"""Serve the simulated Telegram in a process of its own: `python -m tests.telegram --port 0`."""

from __future__ import annotations

import argparse
import asyncio

from tests.telegram.core import FakeTelegram
from tests.telegram.limits import Limits
from tests.telegram.server import ApiServer


def main() -> None:
    """Print the port once it listens, then serve until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="1:test")
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's limits on sending")
    parser.add_argument("--strict-chats", action="store_true", help="unknown chats are not found")
    parser.add_argument("--no-calls", action="store_true", help="keep no record of calls, for long loads")
    told = parser.parse_args()
    fake = FakeTelegram(
        told.token,
        auto_create=not told.strict_chats,
        limits=Limits(told.limits),
        keep_calls=not told.no_calls,
    )
    asyncio.run(_serve(ApiServer(fake, latency=told.latency_ms / 1000, port=told.port)))


async def _serve(server: ApiServer) -> None:
    async with server:
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
