"""Which addresses Vigil may talk to: the public web and nothing behind or beside it.

`check_url` judges the text of an address before anything is sent; `socket_factory` judges every address
that a name resolved to, at the moment of connecting, so that no answer of a name server gets past it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from feeds.errors import BlockedAddress

Network = IPv4Network | IPv6Network
AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]
"""One row of `socket.getaddrinfo`: family, type, protocol, canonical name, socket address."""

PORTS = (80, 443)
REFUSED = "the address guard refuses"
"""In the text of every error that a refused socket raises; it survives aiohttp's rewrapping."""

# IANA's registries of special-purpose addresses (RFC 6890 and its updates), multicast and reserved space.
# `ipaddress.is_global` is no substitute: it calls several of these global.
_SPECIAL = """
0.0.0.0/8           this network
10.0.0.0/8          private
100.64.0.0/10       shared by carriers
127.0.0.0/8         loopback
169.254.0.0/16      link-local
172.16.0.0/12       private
192.0.0.0/24        protocol assignments
192.0.2.0/24        documentation
192.31.196.0/24     AS112 sink
192.52.193.0/24     automatic multicast tunnels
192.88.99.0/24      6to4 relays
192.168.0.0/16      private
192.175.48.0/24     AS112 sink
198.18.0.0/15       benchmarks
198.51.100.0/24     documentation
203.0.113.0/24      documentation
224.0.0.0/4         multicast
240.0.0.0/4         reserved
::/128              unspecified
::1/128             loopback
::/96               IPv4-compatible
::ffff:0:0/96       IPv4-mapped
::ffff:0:0:0/96     IPv4-translated
64:ff9b::/96        translated to IPv4
64:ff9b:1::/48      translated to IPv4, local
100::/64            discard
100:0:0:1::/64      dummy prefix
2001::/23           protocol assignments and Teredo
2001:db8::/32       documentation
2002::/16           6to4
2620:4f:8000::/48   AS112 sink
3fff::/20           documentation
5f00::/16           segment routing
fc00::/7            private
fe80::/10           link-local
fec0::/10           site-local
ff00::/8            multicast
"""
_PUBLIC_V6 = IPv6Network("2000::/3")


def check_url(url: str, *, allow_private: bool) -> None:
    """Raise BlockedAddress unless `url` may be asked for.

    Refused: schemes other than http and https, user names and passwords, hosts that are literal addresses
    of special-purpose blocks in any notation. Ports other than 80 and 443 and those blocks are let through
    with `allow_private`.
    """
    try:
        parsed = URL(url)
        port, host = parsed.port, parsed.host
        secret = parsed.user is not None or parsed.password is not None
    except ValueError as error:
        raise BlockedAddress(url, "this is not a valid address") from error
    if parsed.scheme not in ("http", "https"):
        raise BlockedAddress(url, "only http and https addresses are read")
    if not host:
        raise BlockedAddress(url, "the address names no host")
    if secret:
        raise BlockedAddress(url, "addresses with a user name or password are refused")
    if allow_private:
        return
    if port not in PORTS:
        raise BlockedAddress(url, f"port {port} is refused, only 80 and 443 are read")
    literal = _literal(host)
    reason = refuses(literal) if literal else _refused_name(host)
    if reason:
        raise BlockedAddress(url, f"{host} is refused: {reason}")


def refuses(address: str) -> str | None:
    """Return why an IP address must not be connected to (a few words), or None when it is public.

    Anything that is not a plain IP address is refused.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an IP address"
    for block, reason in _blocks():
        if parsed.version == block.version and parsed in block:
            return f"{reason} ({block})"
    if isinstance(parsed, IPv6Address) and parsed not in _PUBLIC_V6:
        return "outside the public IPv6 range"
    return None


def socket_factory(allow_private: bool) -> Callable[[AddrInfo], socket.socket]:
    """Return a maker of sockets for aiohttp's TCPConnector that refuses addresses the guard refuses.

    The socket it refuses is never made: a PermissionError carries `REFUSED` and the reason.
    """

    def make(info: AddrInfo) -> socket.socket:
        family, kind, protocol, _, target = info
        reason = None if allow_private else refuses(str(target[0]))
        if reason:
            raise PermissionError(f"{REFUSED} {target[0]}: {reason}")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


@cache
def _blocks() -> tuple[tuple[Network, str], ...]:
    rows = (line.split(None, 1) for line in _SPECIAL.strip().splitlines())
    return tuple((_network(block), reason) for block, reason in rows)


def _network(block: str) -> Network:
    return IPv6Network(block) if ":" in block else IPv4Network(block)


def _literal(host: str) -> str | None:
    """Return the address that `host` spells, also in the old octal, hexadecimal and short notations."""
    host = host.partition("%")[0].rstrip(".")
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return str(IPv4Address(socket.inet_aton(host)))
    except (OSError, UnicodeError, ValueError):
        return None


def _refused_name(host: str) -> str | None:
    """Refuse names that can only mean this machine or this network (RFC 6761, RFC 6762, RFC 8375)."""
    name = host.rstrip(".").lower()
    last = name.rpartition(".")[2]
    if last in ("localhost", "local", "internal", "onion", "invalid", "test") or name.endswith("home.arpa"):
        return "a name of the local network"
    return None if "." in name else "a name without a domain"
