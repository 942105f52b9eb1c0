"""Parsing: feeds in every recorded shape and every kind of damage, told apart from what is no feed."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import NotAFeed, ParseFailed
from feeds.types import FeedData
from feeds.web.parse import parse

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://gory.example/rss"
TITLES = ["Учёный из Аргуна вернулся домой", "В Чечне открыли музей часов", "Правозащитники подали жалобу"]


def parsed(name: str) -> FeedData:
    return parse((FEEDS / name).read_bytes(), URL)


def rss(item: str, *, attrs: str = "") -> bytes:
    head = f'<rss version="2.0" {attrs}><channel><title>t</title><link>https://gory.example/</link>'
    return f"{head}<item>{item}</item></channel></rss>".encode()


def test_a_plain_feed_is_understood_whole() -> None:
    """Every field of feed and entry arrives clean."""
    feed = parsed("plain.xml")
    assert (feed.title, feed.link, feed.lang, feed.version) == (
        "Горный вестник",
        "https://gory.example/",
        "ru",
        "rss20",
    )
    assert feed.warnings == ()
    entry = feed.entries[2]
    assert entry.title == TITLES[2]
    assert entry.text == "Юристы просят суд пересмотреть решение & вернуть дело."
    assert (entry.uid, entry.link) == ("gory-3", "https://gory.example/news/3")
    assert entry.published == datetime(2019, 1, 14, 10, 30, tzinfo=UTC)
    assert (entry.lang, entry.author) == ("ru", None)


@pytest.mark.parametrize(
    ("name", "repaired"),
    [
        ("cp1251_declared.xml", False),
        ("cp1251_as_utf8.xml", False),
        ("koi8_as_cp1251.xml", False),
        ("utf16_bare.xml", False),
        ("one_item_in_cp1251.xml", False),
        ("doubled.xml", False),
        ("trailing_junk.xml", True),
        ("leading_junk.xml", True),
        ("control_characters.xml", False),
        ("bare_ampersand.xml", False),
        ("no_namespace.xml", False),
    ],
)
def test_damage_costs_nothing(name: str, repaired: bool) -> None:
    """Wrong charsets, junk around the feed and broken references leave all entries readable."""
    feed = parsed(name)
    assert [entry.title for entry in feed.entries] == TITLES
    assert feed.entries[2].text.endswith("решение & вернуть дело.")
    assert bool(feed.warnings) is repaired


def test_one_bad_byte_costs_one_character() -> None:
    """A stray byte in one headline leaves the others, and the rest of that headline."""
    titles = [entry.title for entry in parsed("one_bad_byte.xml").entries]
    assert titles[0::2] == TITLES[0::2]
    assert titles[1].startswith("В Чечне открыли муз")
    assert titles[1].endswith("ей часов")


def test_a_cut_feed_gives_its_complete_entries() -> None:
    """Half an entry is worse than none: it would come again as an edit."""
    feed = parsed("cut_in_item.xml")
    assert [entry.title for entry in feed.entries] == TITLES[:2]
    assert feed.warnings == ("The feed is cut off; only its complete entries were read.",)


def test_broken_markup_is_read_leniently() -> None:
    """An unclosed element inside an item does not lose the feed."""
    feed = parsed("not_well_formed.xml")
    assert TITLES[0] in feed.entries[0].title
    assert "leniently" in feed.warnings[0]


def test_html_entities_are_letters() -> None:
    """References that XML does not know mean what they mean in HTML."""
    assert parsed("html_entities.xml").entries[1].title == "«В Чечне» — открыли музей часов"


def test_undeclared_prefixes_mean_what_they_usually_mean() -> None:
    """The Dublin Core author is found although the feed never declares the prefix."""
    assert parsed("no_namespace.xml").entries[0].author == "Зарема Идрисова"


def test_entities_neither_explode_nor_read_files() -> None:
    """Nested and external entities stay names; a plain one of a few letters is replaced."""
    assert parsed("bomb.xml").entries[0].title == "x &d; y"
    assert parsed("external_entity.xml").entries[0].title == "[&x;] fine ©"


def test_odd_dates_are_read_or_missing() -> None:
    """Russian months, Moscow time and bare ISO are dates; the epoch and prose are none."""
    ten = datetime(2019, 1, 14, 10, 0, tzinfo=UTC)
    assert [entry.published for entry in parsed("odd_dates.xml").entries] == [ten] * 4 + [None] * 2


def test_rdf_is_understood() -> None:
    """RSS 1.0 gives link, id, author and date."""
    feed = parsed("rdf.xml")
    entry = feed.entries[0]
    assert (feed.version, feed.title, entry.title) == ("rss10", "Hills", "A bridge is rebuilt")
    assert (entry.link, entry.uid, entry.author) == (
        "https://gory.example/1",
        "https://gory.example/1",
        "I. Sulimov",
    )
    assert entry.published == datetime(2019, 1, 14, 10, 0, tzinfo=UTC)


def test_atom_with_relative_links_is_understood() -> None:
    """Addresses follow xml:base, inline XHTML becomes lines, scripts are gone."""
    feed = parsed("atom_relative.xml")
    entry = feed.entries[0]
    assert (feed.version, feed.title, feed.link, feed.lang) == (
        "atom10",
        "Hills & rivers",
        "https://gory.example/en/",
        "en",
    )
    assert entry.link == "https://gory.example/en/news/7"
    assert entry.text == "First line.\nSecond line."
    assert (entry.author, entry.uid) == ("Mila Daudova", "tag:gory.example,2019:7")
    assert entry.published == datetime(2019, 1, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("challenge.html", "challenge"),
        ("restricted.html", "blocked"),
        ("page.html", "html"),
        ("sitemap.xml", "sitemap"),
        ("error.xml", "error"),
        ("error.json", "error"),
        ("hollow.xml", "empty"),
        ("declaration_only.xml", "empty"),
    ],
)
def test_what_is_no_feed_is_named(name: str, kind: str) -> None:
    """A quiet news day is never mistaken for a page, an error or nothing at all."""
    with pytest.raises(NotAFeed) as caught:
        parsed(name)
    assert caught.value.kind == kind
    assert not isinstance(caught.value, ParseFailed)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"Too many requests", "unknown"),
        (b'{"items": 1}', "unknown"),
        (b"[1, 2]", "unknown"),
        (b"\x89PNG\r\n\x1a\n", "unknown"),
        (b"<opml version='2.0'/>", "opml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"<!DOCTYPE rss [", "empty"),
    ],
)
def test_other_answers_are_named_too(body: bytes, kind: str) -> None:
    """Short answers of every sort get a kind and a reason."""
    with pytest.raises(NotAFeed) as caught:
        parse(body, URL)
    assert caught.value.kind == kind
    assert caught.value.reason


def test_a_quiet_feed_is_a_feed() -> None:
    """A feed with a title and nothing to say is no error."""
    feed = parse(b"<rss version='2.0'><channel><title>Quiet</title></channel></rss>", URL)
    assert (feed.title, feed.entries) == ("Quiet", ())


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<link>/news/9</link>", "https://gory.example/news/9"),
        ("<link><![CDATA[ https://gory.example/?a=1&b=2 ]]></link>", "https://gory.example/?a=1&b=2"),
        ("<link>https://gory.example/?a=1&b=2</link>", "https://gory.example/?a=1&b=2"),
        ("<link>javascript:alert(1)</link>", None),
        ("<guid>https://gory.example/g</guid>", "https://gory.example/g"),
        ("<guid isPermaLink='false'>https://gory.example/g</guid>", None),
        ("<title>no link</title>", None),
    ],
)
def test_links_are_absolute_web_addresses_or_none(item: str, expected: str | None) -> None:
    """Relative links follow the feed's site; anything that is no web address is left out."""
    assert parse(rss(item), URL).entries[0].link == expected


@pytest.mark.parametrize(
    ("item", "uid"),
    [
        ("<guid> n-1 </guid>", "n-1"),
        ("<guid isPermaLink='true'>/news/1</guid>", "/news/1"),
        ("<guid></guid><link>https://gory.example/1</link>", None),
        ("<link>https://gory.example/1</link><title>x</title>", None),
    ],
)
def test_an_id_is_the_feed_s_own_or_none(item: str, uid: str | None) -> None:
    """No id is invented from other fields."""
    assert parse(rss(item), URL).entries[0].uid == uid


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<description>Коротко</description><content:encoded>Подробнее</content:encoded>", "Подробнее"),
        ("<description>Подробнее</description><content:encoded>Коротко</content:encoded>", "Подробнее"),
        ("<content:encoded><![CDATA[<p>Текст</p>]]></content:encoded>", "Текст"),
        ("<description>Коротко</description><yandex:full-text>Весь текст</yandex:full-text>", "Весь текст"),
        ("<title>Мост</title><description>Мост</description>", "Мост"),
        ("<title>Мост</title>", ""),
        ("<description><![CDATA[<img src='x' alt='y'/>]]></description>", ""),
        ("<description>Мост</description><media:description>Подпись к снимку</media:description>", "Мост"),
    ],
)
def test_the_fuller_text_is_taken(item: str, text: str) -> None:
    """Of summary, content and the full text for aggregators the longest readable one counts."""
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:yandex="http://news.yandex.ru" '
        'xmlns:media="http://search.yahoo.com/mrss/"'
    )
    assert parse(rss(item, attrs=spaces), URL).entries[0].text == text


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>Зарема Идрисова</author>", "Зарема Идрисова"),
        ("<author>desk@gory.example (Mila Daudova)</author>", "Mila Daudova"),
        ("<author>Mila Daudova &lt;desk@gory.example&gt;</author>", "Mila Daudova"),
        ("<author>desk@gory.example</author>", "desk@gory.example"),
        ("<author> </author>", None),
        ("<author>" + "a" * 60_000 + "</author>", "a" * 200),
    ],
)
def test_authors_are_names(author: str, name: str | None) -> None:
    """A mail address stands in for a missing name only; an endless name is cut at once."""
    assert parse(rss(author), URL).entries[0].author == name


def test_entries_beyond_the_limit_are_not_read() -> None:
    """A feed of forty thousand items costs no more than the limit."""
    body = b"<rss><channel><title>t</title>" + b"<item><title>a</title></item>" * 40_000 + b"</channel></rss>"
    feed = parse(body, URL, max_entries=50)
    assert len(feed.entries) == 50
    assert feed.warnings == ("Only the first 50 entries were read.",)


@pytest.mark.parametrize(
    "item",
    [
        "<gml:pos>1</gml:pos><b>",
        "<description>&#" + "9" * 5000 + ";</description>",
        "<description>&#0;&#xD800;&#x110000;&unknown;&;</description>",
        "<a " + " ".join(f'a{number}="1"' for number in range(5000)) + "/>",
        "<div>" * 3000,
        "<![CDATA[" * 3000,
        "<description>&lt;!--</description>",
        '<title xmlns="urn:x" xml:base="http://[">x</title>',
        "<pubDate>\u0661\u0662</pubDate>",
    ],
)
def test_hostile_items_are_read_or_refused_in_order(item: str) -> None:
    """Items built to crash the parser end in a feed or in NotAFeed, nothing else."""
    with contextlib.suppress(NotAFeed):
        assert len(parse(rss("<title>x</title>" + item), URL).entries) <= 1


@pytest.mark.parametrize("length", range(0, 900, 31))
def test_a_feed_cut_anywhere_is_no_crash(length: int) -> None:
    """Whatever byte the connection breaks at, there is a feed or a named reason."""
    body = (FEEDS / "plain.xml").read_bytes()[:length]
    with contextlib.suppress(NotAFeed):
        titles = [entry.title for entry in parse(body, URL).entries]
        assert titles == TITLES[: len(titles)]


def test_the_description_of_a_video_is_its_text() -> None:
    """Inside a media group the description belongs to the entry."""
    item = "<media:group><media:title/><media:description>О мосте</media:description></media:group>"
    feed = parse(rss(item, attrs='xmlns:media="http://search.yahoo.com/mrss/"'), URL)
    assert feed.entries[0].text == "О мосте"
