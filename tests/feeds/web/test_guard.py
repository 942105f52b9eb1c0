"""The guard: no spelling and no redirect and no name server leads to an address behind the public web."""

from __future__ import annotations

import socket

import pytest

from feeds.errors import BlockedAddress
from feeds.web.guard import AddrInfo, check_url, refuses, socket_factory

SPECIAL = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.1.2.3 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1
192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::808:808 64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1
2001:20::1 2001:db8::1 2002:7f00:1:: 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%lo
fec0::1 ff02::1 4000::1 e000::1 not-an-address 1.2.3 1.2.3.4.5
"""
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1
172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255
2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450:4001::1 2620:0:ccc::2
"""


@pytest.mark.parametrize("address", SPECIAL.split())
def test_special_addresses_are_refused_with_a_reason(address: str) -> None:
    """Every block that is not the public internet is refused, and the reason says which."""
    assert refuses(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_pass(address: str) -> None:
    """Neighbours of the special blocks are ordinary addresses."""
    assert refuses(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://gazeta.example/",
        "file:///etc/passwd",
        "gopher://gazeta.example/",
        "javascript:alert(1)",
        "//gazeta.example/",
        "gazeta.example",
        "",
        "http://",
        "http:///x",
        "http://user@gazeta.example/",
        "http://user:secret@gazeta.example/",
        "http://gazeta.example:22/",
        "http://gazeta.example:8080/",
        "https://gazeta.example:444/",
        "http://gazeta.example:99999/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://①②⑦.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://printer.local/",
        "http://db.internal/",
        "http://intranet/",
    ],
)
def test_hostile_addresses_are_blocked_before_anything_is_sent(url: str) -> None:
    """Other schemes, credentials, odd ports and every notation of a private address are blocked."""
    with pytest.raises(BlockedAddress):
        check_url(url, allow_private=False)


@pytest.mark.parametrize(
    "url",
    ["http://gazeta.example/", "https://gazeta.example:443/a", "http://8.8.8.8/", "https://пример.рф/лента"],
)
def test_ordinary_addresses_pass(url: str) -> None:
    """Names and public addresses on the usual ports are let through."""
    check_url(url, allow_private=False)


def test_private_hosts_may_be_allowed_but_nothing_else() -> None:
    """The switch for private hosts lifts the rules on addresses and ports, not on schemes and secrets."""
    check_url("http://127.0.0.1:8081/feed", allow_private=True)
    for url in ("file:///etc/passwd", "http://user:secret@127.0.0.1:8081/"):
        with pytest.raises(BlockedAddress):
            check_url(url, allow_private=True)


def test_a_socket_to_a_refused_address_is_never_made() -> None:
    """What a name resolves to counts at the moment of connecting."""
    info: AddrInfo = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))
    with pytest.raises(PermissionError, match=r"10\.0\.0\.1"):
        socket_factory(allow_private=False)(info)
    made = socket_factory(allow_private=True)(info)
    assert made.getblocking() is False
    made.close()
