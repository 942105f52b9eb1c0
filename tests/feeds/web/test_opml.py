"""Lists of sources: what is read from anybody's OPML, what is refused, and that ours loses nothing."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import NotAFeed
from feeds.web import opml
from feeds.web.opml import OpmlError, SourceData, read, read_list, write

FULL = SourceData(
    url="https://gazette.example.org/feed?lang=ru&part=1",
    title='Gazette "of the Valley" & <Hills>',
    owner="Valley Press",
    view="independent",
    lang="ru",
    legal_label="undesirable+foreign-agent",
    enabled=False,
    note="Off until the address is known.",
    folder="Caucasus/Кавказ",
    site="https://gazette.example.org/",
)


def _document(outlines: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<opml version="2.0"><head/><body>{outlines}</body></opml>'.encode()


def _urls(data: bytes) -> list[str]:
    """Return the addresses read; none where the list is refused in the one way that is allowed."""
    try:
        return [source.url for source in read(data)]
    except OpmlError:
        return []


def test_every_attribute_of_a_source_survives_writing_and_reading() -> None:
    """All fields of a source come back as they were."""
    assert read(write([FULL])) == [FULL]


def test_order_and_folders_survive_even_when_a_folder_occurs_twice() -> None:
    """Sources stay in their order although one folder is opened again."""
    sources = [
        SourceData(url="https://a.example/1", folder="One"),
        SourceData(url="https://a.example/2"),
        SourceData(url="https://a.example/3", folder="Two/Inner"),
        SourceData(url="https://a.example/4", folder="One"),
    ]
    assert read(write(sources)) == sources


def test_an_empty_list_is_a_list() -> None:
    """Nothing written is nothing read, without an error."""
    assert read(write([])) == []


def test_what_is_written_is_valid_opml_with_our_own_attributes_in_a_namespace() -> None:
    """OPML 2.0 allows foreign attributes only in a namespace, and requires version, head, body and text."""
    root = ET.fromstring(write([FULL, SourceData(url="https://a.example/2")]))
    outlines = list(root.iter("outline"))
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("opml", "2.0", ["head", "body"])
    assert all("text" in outline.attrib for outline in outlines)
    plain = {"type", "text", "xmlUrl", "htmlUrl", "language"}
    assert all(
        name in plain or name.startswith(f"{{{opml.NAMESPACE}}}") for each in outlines for name in each.attrib
    )


_texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(
    lambda text: " ".join(text.replace("\ufffe", "").replace("\uffff", "").split())
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            SourceData,
            url=st.integers(0, 50).map("https://feeds.example.org/{}?a=1&b=2".format),
            title=_texts,
            owner=_texts,
            view=st.sampled_from([*sorted(opml.VIEWS), opml.UNKNOWN]),
            lang=st.sampled_from(["", "en", "ru", "ce"]),
            legal_label=st.sampled_from(["unknown", "none", "foreign-agent", "extremist+foreign-agent"]),
            enabled=st.booleans(),
            note=_texts,
            folder=_texts,
        ),
        unique_by=lambda source: source.url,
    )
)
def test_any_clean_sources_survive_the_round_trip(sources: list[SourceData]) -> None:
    """Whatever a moderator types into title, owner, note and folder comes back letter for letter."""
    assert read(write(sources)) == sources


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/&;='\" outlinexmUrtabhp:.#\n", max_size=300), st.booleans())
def test_any_text_is_a_list_or_an_opml_error(text: str, inside: bool) -> None:
    """No arrangement of tags, quotes and ampersands gets anything but a list or an OpmlError."""
    data = _document(f'<outline xmlUrl="https://a.example/f"/>{text}') if inside else text.encode()
    assert all(url.startswith("http") for url in _urls(data))


@pytest.mark.parametrize(
    ("outlines", "expected"),
    [
        pytest.param('<outline text="A" xmlUrl="https://a.example/f"/>', ("A", ""), id="text without type"),
        pytest.param(
            '<outline title="A" xmlurl="https://a.example/f"/>', ("A", ""), id="title, small letters"
        ),
        pytest.param('<OUTLINE TEXT="A" XMLURL="https://a.example/f"/>', ("A", ""), id="capitals"),
        pytest.param('<outline text="" title="A" xmlUrl="https://a.example/f"/>', ("A", ""), id="empty text"),
        pytest.param('<outline text=" A&#10; B " xmlUrl=" https://a.example/f "/>', ("A B", ""), id="spaces"),
        pytest.param(
            '<outline text="F"><outline text="A" xmlUrl="https://a.example/f"/></outline>',
            ("A", "F"),
            id="folder",
        ),
        pytest.param(
            '<outline text="F"><outline text="G"><outline text="A" xmlUrl="https://a.example/f"/></outline></outline>',
            ("A", "F/G"),
            id="folder in a folder",
        ),
        pytest.param(
            '<outline text="F"/><outline text="A" xmlUrl="https://a.example/f"/>',
            ("A", ""),
            id="empty folder",
        ),
        pytest.param('<outline text="A" xmlUrl="feed:https://a.example/f"/>', ("A", ""), id="feed: scheme"),
    ],
)
def test_lists_of_other_readers_are_understood(outlines: str, expected: tuple[str, str]) -> None:
    """The title and folder are found in the spellings that other programs export."""
    (source,) = read(_document(outlines))
    assert (source.url, source.title, source.folder) == ("https://a.example/f", *expected)


def test_an_igoogle_tab_is_a_folder() -> None:
    """The settings file of an old start page is a list too."""
    data = b"""<GadgetTabML version="1.0"><Tab title="News"><Section><Module type="RSS">
        <ModulePrefs xmlUrl="http://a.example/f"/></Module></Section></Tab></GadgetTabML>"""
    assert [(source.url, source.folder) for source in read(data)] == [("http://a.example/f", "News")]


@pytest.mark.parametrize(
    ("attribute", "field", "value"),
    [
        ('language="ru-RU"', "lang", "ru"),
        ('language="EN_us"', "lang", "en"),
        ('language="русский"', "lang", ""),
        ('vigil:view="State"', "view", "state"),
        ('vigil:view="friendly"', "view", "unknown"),
        ('vigil:legalLabel="undesirable+foreign-agent"', "legal_label", "undesirable+foreign-agent"),
        ('vigil:legalLabel="foreign agent"', "legal_label", "unknown"),
        ('vigil:enabled="FALSE"', "enabled", False),
        ('vigil:enabled="yes"', "enabled", True),
        ('htmlUrl="javascript:alert(1)"', "site", ""),
        ('htmlUrl="https://a.example/"', "site", "https://a.example/"),
    ],
)
def test_odd_values_fall_back_to_what_is_known(attribute: str, field: str, value: object) -> None:
    """A value outside the allowed ones becomes "unknown" or empty; a readable one is folded."""
    (source,) = read(_document(f'<outline text="A" xmlUrl="https://a.example/f" {attribute}/>'))
    assert getattr(source, field) == value


@pytest.mark.parametrize(
    ("outline", "warning"),
    [
        ('<outline text="B" xmlUrl="javascript:alert(1)"/>', "B: no web address"),
        ('<outline text="B" xmlUrl="file:///etc/passwd"/>', "B: no web address"),
        ('<outline text="B" xmlUrl="feed"/>', "B: no web address"),
        ('<outline text="B" type="rss"/>', "B: no web address"),
        (f'<outline text="B" xmlUrl="https://b.example/{"x" * 9000}"/>', "B: no web address"),
        (
            '<outline text="B" type="include" url="https://b.example/list.opml"/>',
            "B: a list or a page, not a feed",
        ),
        (
            '<outline text="B" xmlUrl="http://www.a.example/f/?utm_source=x"/>',
            "B: the same address as A",
        ),
    ],
)
def test_what_cannot_be_polled_is_dropped_with_a_warning(outline: str, warning: str) -> None:
    """One bad line costs that line only, and its reason is told."""
    found = read_list(_document(f'<outline text="A" xmlUrl="https://a.example/f"/>{outline}'))
    assert [source.title for source in found.sources] == ["A"]
    assert list(found.warnings) == [warning]


_LINK = 'xmlUrl="https://a.example/f?x=1&amp;y=2"'


@pytest.mark.parametrize(
    "outlines",
    [
        pytest.param('<outline text="A & Б" xmlUrl="https://a.example/f?x=1&y=2"/>', id="bare ampersands"),
        pytest.param(f'<outline text="A &laquo;Б&raquo;" {_LINK}/>', id="names of HTML"),
        pytest.param(f'<outline text="A "Б" c" {_LINK}/>', id="quotes inside quotes"),
        pytest.param(f'<outline text="A\x00" {_LINK}/>', id="a zero byte"),
        pytest.param(f'<outline text="A" {_LINK}/><outline text="B" xmlUrl="https://b.exa', id="cut off"),
        pytest.param(f'<outline text="A" {_LINK}/></outline>', id="closed twice"),
    ],
)
def test_a_damaged_list_gives_what_is_left_of_it(outlines: str) -> None:
    """Broken XML is read as far as its tags can be made out, and said to be damaged."""
    found = read_list(f'<opml version="2.0"><body>{outlines}'.encode())
    assert [source.url for source in found.sources] == ["https://a.example/f?x=1&y=2"]
    assert found.sources[0].title.startswith("A")
    assert "damaged" in found.warnings[-1]


def test_a_folder_is_kept_in_a_damaged_list() -> None:
    """Reading tag by tag still knows which folder is open."""
    data = _document(
        '<outline text="F & G"><outline text="A" xmlUrl="https://a.example/f"/></outline>'
        '<outline text="B" xmlUrl="https://b.example/f"/>'
    )
    assert [(source.title, source.folder) for source in read(data)] == [("A", "F & G"), ("B", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_cyrillic_names_are_read_in_any_declared_encoding(encoding: str) -> None:
    """The encoding in the first line counts, and so does a byte order mark."""
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    outline = "<outline text='Вестник долины' xmlUrl='https://a.example/f'/>"
    text = f"<?xml version='1.0' encoding='{declared}'?><opml version='1.1'><body>{outline}</body></opml>"
    assert [source.title for source in read(text.encode(encoding))] == ["Вестник долины"]


def test_one_bad_byte_does_not_lose_the_cyrillic_around_it() -> None:
    """A byte that is no UTF-8 costs itself only."""
    data = _document('<outline text="Вестник" xmlUrl="https://a.example/f"/><!--x-->').replace(
        b"x-->", b"\xff-->"
    )
    assert [source.title for source in read(data)] == ["Вестник"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n\t", "empty", id="white space"),
        pytest.param(b"not a list at all", "unknown", id="plain text"),
        pytest.param(b"<!doctype html><html><p>Hello & welcome</html>", "unknown", id="a page"),
        pytest.param(b"<rss version='2.0'><channel><title>A</title></channel></rss>", "unknown", id="a feed"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1.1"}', "unknown", id="JSON"),
        pytest.param(bytes(range(256)) * 8, "unknown", id="all bytes"),
        pytest.param(b" " * (opml.MAX_BYTES + 1), "large", id="too large"),
        pytest.param(
            _document('<outline text="&b;"/>', '<!DOCTYPE o [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
            "hostile",
            id="entities in entities",
        ),
        pytest.param(
            _document('<outline text="A"/>', '<!DOCTYPE o [<!ENTITY p SYSTEM "file:///etc/passwd">]>'),
            "hostile",
            id="entity from a file",
        ),
        pytest.param(
            _document("", '<!DOCTYPE o [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>'),
            "hostile",
            id="parameter entity",
        ),
        pytest.param(
            _document("", '<!--a--><!DOCTYPE o [<!--b--><!ENTITY a "aa">]>'), "hostile", id="behind a comment"
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data: bytes, kind: str) -> None:
    """Pages, feeds, noise and traps end in one error that names what they are."""
    with pytest.raises(OpmlError) as caught:
        read(data)
    assert caught.value.kind == kind
    assert isinstance(caught.value, NotAFeed)


def test_a_plain_doctype_is_harmless_and_never_followed() -> None:
    """A document type without entities is accepted; nothing is loaded for it."""
    data = _document(
        '<outline text="A" xmlUrl="https://a.example/f"/>', '<!DOCTYPE opml SYSTEM "file:///etc/passwd">'
    )
    assert [source.title for source in read(data)] == ["A"]


def test_entities_are_not_expanded_where_the_xml_is_broken() -> None:
    """The reader of broken lists knows no entity of the document's own."""
    data = _document('<outline text="a & &b;" xmlUrl="https://a.example/f"/>')
    assert [source.title for source in read(data)] == ["a & &b;"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<outline text='a'>" * 40_000, id="folders in folders"),
        pytest.param("<outline " * 80_000, id="tags never closed"),
        pytest.param("<outline a=\"" * 60_000, id="quotes never closed"),
        pytest.param("<!--" * 200_000, id="comments never closed"),
        pytest.param("<outline " + " ".join(f"a{n}='1'" for n in range(60_000)) + "/>", id="attributes"),
        pytest.param("<outline " + "a" * 700_000, id="one long name"),
        pytest.param("&" * 700_000, id="ampersands"),
    ],
)  # fmt: skip
def test_a_hostile_list_ends_soon(body: str) -> None:
    """Nesting, open quotes and floods end in no sources or an error; quadratic time would hang here."""
    assert _urls(_document(body)) == []


def test_the_number_of_sources_and_the_depth_of_folders_are_limited() -> None:
    """A list of too many sources is cut with a warning; deeper folders count as the deepest allowed."""
    many = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(opml.MAX_SOURCES + 5))
    deep = (
        "".join(f'<outline text="{n}">' for n in range(20))
        + '<outline text="A" xmlUrl="https://a.example/f"/>'
    )
    found = read_list(_document(many))
    assert len(found.sources) == opml.MAX_SOURCES
    assert found.warnings == (f"only the first {opml.MAX_SOURCES} sources were read",)
    assert read(_document(deep + "</outline>" * 20))[0].folder == "0/1/2/3/4/5/6/7"


def test_control_characters_never_reach_the_written_file() -> None:
    """A title with control characters or half a surrogate is written without them."""
    source = SourceData(url="https://a.example/f", title="A\x00\x1b\ud800B")
    assert read(write([source])) == [replace(source, title="AB")]
