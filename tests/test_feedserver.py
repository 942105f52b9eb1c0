"""The feed server answers as scripted: conditional, slow, cut, moved, packed, and counts what was asked."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.feedserver import Answer, FeedServer, failure, redirect, with_new_item

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Город</title>
<item><title><![CDATA[Мост открыт]]></title><guid>a1</guid><link>https://city.invalid/a1</link></item>
<item><title>Old</title><guid>a0</guid><link>https://city.invalid/a0</link></item></channel></rss>""".encode()
DATE = "Mon, 02 Mar 2026 10:00:00 GMT"


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client that keeps bodies as they come over the wire."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield session


async def test_published_feed_is_served_and_counted(
    feed_server: FeedServer, client: aiohttp.ClientSession
) -> None:
    """A body comes back as published, and the request is remembered with its headers."""
    url = feed_server.publish("/city.xml", RSS, content_type="application/rss+xml")
    async with client.get(url, headers={"User-Agent": "reader/1"}) as response:
        assert (response.status, await response.read()) == (200, RSS)
        assert response.content_type == "application/rss+xml"
    assert feed_server.count("city.xml") == 1
    assert feed_server.requests("/city.xml")[0].headers["User-Agent"] == "reader/1"
    assert (feed_server.bytes_sent["/city.xml"], feed_server.most_open) == (len(RSS), 1)


@pytest.mark.parametrize(
    ("answer", "asked", "status"),
    [
        (Answer(RSS), {}, 200),
        (Answer(RSS), {"If-None-Match": Answer(RSS).tag or ""}, 304),
        (Answer(RSS), {"If-None-Match": f'W/{Answer(RSS).tag}, "x"'}, 304),
        (Answer(RSS), {"If-None-Match": '"other"'}, 200),
        (Answer(RSS, etag='"fixed"'), {"If-None-Match": '"fixed"'}, 304),
        (Answer(RSS, etag='"fixed"', conditional=False), {"If-None-Match": '"fixed"'}, 200),
        (Answer(RSS, etag=None), {"If-None-Match": '"x"'}, 200),
        (Answer(RSS, etag=None, last_modified=DATE), {"If-Modified-Since": DATE}, 304),
        (Answer(RSS, last_modified=DATE), {"If-None-Match": '"x"', "If-Modified-Since": DATE}, 200),
        (failure(500), {"If-None-Match": "*"}, 500),
    ],
)
async def test_conditional_requests_are_honest(
    feed_server: FeedServer,
    client: aiohttp.ClientSession,
    answer: Answer,
    asked: dict[str, str],
    status: int,
) -> None:
    """304 exactly while the validators match, the tag before the date."""
    url = feed_server.script("/a", [answer])
    async with client.get(url, headers=asked) as response:
        assert response.status == status
        assert (await response.read() == b"") == (status in {304, 500})


async def test_dishonest_server_always_sends_the_body(client: aiohttp.ClientSession) -> None:
    """With honesty off the validators are sent and ignored."""
    async with FeedServer(honest=False) as server:
        url = server.publish("/a", RSS, etag='"same"')
        async with client.get(url, headers={"If-None-Match": '"same"'}) as response:
            assert (response.status, response.headers["ETag"]) == (200, '"same"')


async def test_script_is_played_in_order_and_its_end_repeats(
    feed_server: FeedServer, client: aiohttp.ClientSession
) -> None:
    """Each request gets the next answer; after the last, the last."""
    answers = [Answer(b"one"), failure(503, retry_after=60), redirect(feed_server.url("/new"), 308)]
    url = feed_server.script("/a", answers)
    seen = []
    for _ in range(4):
        async with client.get(url, allow_redirects=False) as response:
            told = response.headers.get("Retry-After") or response.headers.get("Location")
            seen.append((response.status, told))
    assert seen == [(200, None), (503, "60"), (308, feed_server.url("/new")), (308, feed_server.url("/new"))]


async def test_unknown_and_removed_paths_are_not_found(
    feed_server: FeedServer, client: aiohttp.ClientSession
) -> None:
    """A path without a script is a 404, and still counted."""
    feed_server.publish("/a", RSS)
    feed_server.remove("/a")
    async with client.get(feed_server.url("/a")) as response:
        assert response.status == 404
    assert feed_server.count("/a") == 1


async def test_packed_body_is_smaller_on_the_wire(
    feed_server: FeedServer, client: aiohttp.ClientSession
) -> None:
    """gzip is declared and true."""
    import gzip

    url = feed_server.script("/a", [Answer(RSS * 20, gzip=True)])
    async with client.get(url) as response:
        body = await response.read()
        assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == RSS * 20
    assert len(body) < len(RSS)


@pytest.mark.parametrize("drip", [None, (16, 0.001)])
async def test_cut_connection_sends_less_than_promised(
    feed_server: FeedServer, client: aiohttp.ClientSession, drip: tuple[int, float] | None
) -> None:
    """A cut body breaks off after the told bytes."""
    url = feed_server.script("/a", [Answer(RSS, cut_after=100, drip=drip)])
    async with client.get(url) as response:
        assert response.content_length == len(RSS)
        assert await response.content.readexactly(100) == RSS[:100]
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.content.read()


async def test_drip_is_slow_but_whole(feed_server: FeedServer, client: aiohttp.ClientSession) -> None:
    """A slow body arrives in full, and ends a client that has no patience."""
    url = feed_server.script("/a", [Answer(b"x" * 40, drip=(20, 0.001)), Answer(b"x" * 40, drip=(1, 1.0))])
    async with client.get(url) as response:
        assert await response.read() == b"x" * 40
    with pytest.raises(TimeoutError):
        async with client.get(url, timeout=aiohttp.ClientTimeout(total=0.1)) as response:
            await response.read()


async def test_raw_bytes_replace_the_answer(feed_server: FeedServer, client: aiohttp.ClientSession) -> None:
    """What is not HTTP at all can be served, too."""
    url = feed_server.script("/a", [Answer(raw=b"NONSENSE\r\n\r\n")])
    with pytest.raises(aiohttp.ClientError):
        await client.get(url)


async def test_stopped_server_refuses_until_it_returns(
    feed_server: FeedServer, client: aiohttp.ClientSession
) -> None:
    """A stop refuses connections; a start brings the same address back."""
    url = feed_server.publish("/a", RSS)
    await feed_server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.get(url)
    await feed_server.start()
    async with client.get(url) as response:
        assert response.status == 200


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>e1</id><title>One</title>
<link href="https://a.invalid/1"/></entry></feed>"""
JSON_FEED = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "j1", "title": "One"}]}'


@pytest.mark.parametrize(
    ("body", "new"),
    [
        (RSS, "<![CDATA[Мост открыт-round-2]]></title><guid>a1-round-2</guid>"),
        (ATOM, '<id>e1-round-2</id><title>One-round-2</title>\n<link href="https://a.invalid/1-round-2"/>'),
        (JSON_FEED, '"id": "j1-round-2", "title": "One-round-2"'),
    ],
    ids=["rss", "atom", "json"],
)
def test_changed_feed_has_one_new_item_on_top(body: bytes, new: str) -> None:
    """The new item comes first under its own identity, and the old ones stay."""
    changed = with_new_item(body, 2).decode()
    assert new in changed
    old = json.loads(body)["items"][0]["id"] if body is JSON_FEED else "<"
    assert changed.index("round-2") < changed.rindex(old)


@pytest.mark.parametrize("body", [b"", b"{", b'{"items": 5}', b"<rss/>", b"<html>"])
def test_feed_without_items_still_changes(body: bytes) -> None:
    """A body that holds no item differs from before."""
    assert with_new_item(body, 1) != body


async def test_folder_is_served_by_its_own_process(tmp_path: Path, client: aiohttp.ClientSession) -> None:
    """`python -m tests.feedserver DIR` serves files with or without ETag and changes a share of them."""
    for place in range(10):
        (tmp_path / f"{place}.xml").write_bytes(RSS)
    command = ["-m", "tests.feedserver", str(tmp_path), "--port", "0"]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(await process.stdout.readline())}"
        await _look_round(client, url)
    finally:
        process.kill()
        await process.wait()


async def _look_round(client: aiohttp.ClientSession, url: str) -> None:
    async with client.get(f"{url}/_list") as response:
        paths = await response.json()
    assert paths == [f"/{place}.xml" for place in range(10)]

    async def bodies() -> list[bytes]:
        found = []
        for path in paths:
            async with client.get(url + path) as response:
                found.append(await response.read())
                tagged.append("ETag" in response.headers)
        return found

    tagged: list[bool] = []
    assert await bodies() == [RSS] * 10
    assert all(tagged)
    async with client.post(f"{url}/_mode", json={"etag": False, "changed": 0.2, "round": 3}) as response:
        assert await response.json() == {"feeds": 10, "changed": 2}
    tagged.clear()
    assert [body for body in await bodies() if body != RSS] == [with_new_item(RSS, 3)] * 2
    assert not any(tagged)
