"""What every test stands on: no network beyond loopback, and the servers that speak our domain."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from tests.feedserver import FeedServer
    from tests.telegram import ApiServer, FakeTelegram

# Reserved for tests by RFC 6761: answered as unknown without asking anybody.
_NEVER_EXIST = (".invalid", ".test", ".example")


class NetworkRefusedError(RuntimeError):
    """A test reached for the network; not an OSError, so that no code takes it for an ordinary failure."""


class NetworkGuard:
    """Refuses every connection and name outside loopback and remembers the attempts."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def check_address(self, sock: socket.socket, address: Any) -> None:
        """Raise unless a socket may talk to this address."""
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            self.refuse(f"{address[0]} port {address[1]}")

    def check_name(self, host: str | bytes | None) -> None:
        """Raise unless a name can be resolved on this machine; numbers are never looked up."""
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host or ""
        lowered = name.lower().rstrip(".")
        if not name or lowered == "localhost" or lowered.endswith(".localhost") or _is_number(name):
            return
        if lowered.endswith(_NEVER_EXIST):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        self.refuse(f"the address of {name!r}")

    def refuse(self, what: str) -> NoReturn:
        """Remember the attempt and raise."""
        self.attempts.append(what)
        raise NetworkRefusedError(f"a test asked the network for {what}; serve it on loopback or inject it")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _is_number(host: str) -> bool:
    """Tell whether a host is an address in any notation the resolver takes without a query."""
    try:
        socket.inet_aton(host)  # also octal, hexadecimal and short forms
    except OSError:
        return ":" in host
    return True


def _guarded_method(guard: NetworkGuard, original: Any) -> Any:
    def method(self: socket.socket, *args: Any) -> Any:
        # sendto(data, address) or sendto(data, flags, address); connect(address)
        guard.check_address(self, args[-1])
        return original(self, *args)

    return method


def _guarded_lookup(guard: NetworkGuard, original: Any) -> Any:
    def lookup(host: Any, *args: Any, **named: Any) -> Any:
        guard.check_name(host)
        return original(host, *args, **named)

    return lookup


@pytest.fixture(scope="session", autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """Refuse the network for the whole run."""
    guard = NetworkGuard()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded_method(guard, getattr(socket.socket, name)))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, _guarded_lookup(guard, getattr(socket, name)))
        yield guard


@pytest.fixture(autouse=True)
def _no_attempt_goes_unnoticed(network_guard: NetworkGuard) -> Iterator[None]:
    """Fail a test that reached for the network even when the code under test swallowed the refusal."""
    network_guard.attempts.clear()
    yield
    if network_guard.attempts:
        pytest.fail(f"the network was asked for: {', '.join(network_guard.attempts)}")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A simulated Telegram; the test fails when the bot used a method that it does not have."""
    from tests.telegram import FakeTelegram

    fake = FakeTelegram()
    yield fake
    assert not fake.unknown, f"methods the simulated Telegram does not have: {fake.unknown}"


@pytest.fixture
async def api_server(telegram: FakeTelegram) -> AsyncIterator[ApiServer]:
    """The simulated Telegram behind HTTP on loopback."""
    from tests.telegram import ApiServer

    async with ApiServer(telegram) as server:
        yield server


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    """A scripted feed server on loopback."""
    from tests.feedserver import FeedServer

    async with FeedServer() as server:
        yield server
