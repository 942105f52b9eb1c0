"""No test reaches beyond loopback, whatever it does with the refusal."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.conftest import NetworkGuard, NetworkRefusedError


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.1"])
def test_connections_outside_loopback_are_refused(address: str, network_guard: NetworkGuard) -> None:
    """No socket connects to another machine, and the attempt is remembered."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(NetworkRefusedError, match="loopback"):
        sock.connect((address, 80))
    with socket.socket(family, socket.SOCK_DGRAM) as sock, pytest.raises(NetworkRefusedError):
        sock.sendto(b"", (address, 53))
    assert len(network_guard.attempts) == 2
    network_guard.attempts.clear()


async def test_names_are_not_looked_up(network_guard: NetworkGuard) -> None:
    """A public name is refused, from the event loop too; a reserved one does not exist."""
    with pytest.raises(NetworkRefusedError, match="example"):
        await asyncio.get_running_loop().getaddrinfo("www.example.com", 80)
    assert network_guard.attempts == ["the address of 'www.example.com'"]
    network_guard.attempts.clear()
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("feeds.invalid", 80)
    assert network_guard.attempts == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "10.1.2.3", "0x7f.1", None])
def test_numbers_and_this_machine_need_no_network(host: str | None) -> None:
    """Addresses in any notation and the own machine resolve, for nobody is asked."""
    assert socket.getaddrinfo(host, 80)
