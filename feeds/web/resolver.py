"""Names to addresses in threads of their own: a slow name server must not hold up the database's threads."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult


class Resolver(AbstractResolver):
    """Ask the system's resolver, at most `threads` names at once."""

    def __init__(self, threads: int = 16) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises OSError when it has none."""
        found = await asyncio.get_running_loop().run_in_executor(self._pool, _ask, host, port, family)
        if not found:
            raise OSError(None, f"{host} has no address")
        return found

    async def close(self) -> None:
        """Forget the names not asked for yet."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _ask(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        rows = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as error:
        raise OSError(None, f"{host} is not a host name") from error
    found = []
    for kind, _, protocol, _, target in rows:
        address = str(target[0])
        if len(target) == 4 and target[3]:
            address = socket.getnameinfo(target, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]
        found.append(
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=protocol, flags=numeric)
        )
    return found
