"""What comes with an installation: the starter sources and the sample feeds of the preview."""

from __future__ import annotations

import functools
import re
from collections import Counter
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from feeds.types import EntryData, FeedData
from feeds.web.opml import SourceData, read_list, write
from feeds.web.parse import parse

SAMPLES = ("en-rss.xml", "en-atom.xml", "ru-rss.xml", "ru-json.json")
RESERVED = ("example", "example.com", "example.net", "example.org")
"""Names that nobody can register (RFC 2606)."""


@functools.cache
def _sources() -> tuple[SourceData, ...]:
    found = read_list((files("config.defaults") / "feeds.opml").read_bytes())
    assert found.warnings == ()
    return found.sources


@functools.cache
def _sample(poll: int, name: str) -> FeedData:
    body = (files("config.defaults") / "samples" / str(poll) / name).read_bytes()
    return parse(body, f"http://127.0.0.1/{name}")


def _fresh(name: str) -> list[EntryData]:
    """The entries that only the second poll of a sample has."""
    before = {entry.uid for entry in _sample(1, name).entries}
    return [entry for entry in _sample(2, name).entries if entry.uid not in before]


def test_the_starter_list_has_about_thirty_sources_in_both_languages() -> None:
    """A fresh installation watches enough sources in English and in Russian."""
    on = Counter(source.lang for source in _sources() if source.enabled)
    assert 25 <= len(_sources()) <= 45
    assert on["en"] >= 8
    assert on["ru"] >= 15
    assert set(on) == {"en", "ru"}


def test_every_starter_source_says_who_speaks() -> None:
    """Title, folder, owner, view and site are given for each source."""
    incomplete = [
        source.url
        for source in _sources()
        if "unknown" in (source.view, source.owner) or not (source.title and source.folder and source.site)
    ]
    assert incomplete == []


def test_a_source_that_is_off_says_why() -> None:
    """Doubtful addresses stay in the list, switched off, with a reason."""
    assert [source.title for source in _sources() if not source.enabled and not source.note] == []
    assert any(not source.enabled for source in _sources())


def test_starter_addresses_are_public_https() -> None:
    """Nothing in the list is read unencrypted or from an address without a name."""
    odd = [source.url for source in _sources() if not re.match(r"https://[\w.-]+\.[a-z]{2,}/", source.url)]
    assert odd == []


def test_editions_of_one_owner_are_spelled_alike() -> None:
    """Names of owners that differ only in case or punctuation would count as two voices."""
    owners = {source.owner for source in _sources()}
    folded = Counter(re.sub(r"\W", "", owner).casefold() for owner in owners)
    assert [name for name, count in folded.items() if count > 1] == []
    assert len(owners) < len(_sources())


def test_the_starter_list_shows_both_sides() -> None:
    """Independent, state and human-rights sources are all there."""
    assert {"independent", "state", "ngo"} <= {source.view for source in _sources() if source.enabled}


def test_the_starter_list_survives_export_and_import() -> None:
    """What an operator exports is what was imported."""
    assert read_list(write(_sources())).sources == _sources()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("poll", [1, 2])
def test_a_sample_feed_is_clean_and_marked_as_a_sample(poll: int, name: str) -> None:
    """Each parses without repairs, and its title says that it is invented."""
    feed = _sample(poll, name)
    assert feed.warnings == ()
    assert feed.title.endswith("[sample]")
    assert feed.lang == name[:2]
    assert all(entry.title and entry.text and entry.uid and entry.published for entry in feed.entries)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_links_lead_nowhere(name: str) -> None:
    """Every address of a sample lies under a name that is reserved for examples."""
    links = [entry.link or "" for entry in _sample(2, name).entries]
    hosts = [urlsplit(link).hostname or "" for link in links]
    assert [host for host in hosts if not re.search(rf"(?:^|\.)(?:{'|'.join(RESERVED)})$", host)] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_second_poll_of_a_sample_adds_to_the_first(name: str) -> None:
    """Something new arrives, nothing known goes away."""
    before, after = ({entry.uid for entry in _sample(poll, name).entries} for poll in (1, 2))
    assert before < after


def test_one_sample_headline_is_edited_between_the_polls() -> None:
    """The second poll rewords exactly one headline under its old id."""
    edited = [
        (old.title, new.title)
        for name in SAMPLES
        for old in _sample(1, name).entries
        for new in _sample(2, name).entries
        if old.uid == new.uid and old.title != new.title
    ]
    assert len(edited) == 1


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("en-rss.xml", "Oyub Titiev"),
        ("ru-json.json", "Аргуне"),
        ("ru-rss.xml", "Российской ЛГБТ-сети"),
    ],
)
def test_each_single_story_is_in_one_outlet(name: str, word: str) -> None:
    """Argun, Titiev and the Russian LGBT Network each have one new report, long enough to be summarised."""
    found = [(each, entry) for each in SAMPLES for entry in _fresh(each) if word in entry.title]
    assert [each for each, _ in found] == [name]
    assert 4 <= len(re.findall(r"[.!?][”»]?(?:\s|$)", found[0][1].text)) <= 8


def test_one_sample_story_is_told_by_three_outlets_in_two_languages() -> None:
    """The letter about 17 people is new in three feeds, and names Kadyrov and Chechnya."""
    told = [(name, entry) for name in SAMPLES for entry in _fresh(name) if "17" in entry.title]
    assert [name for name, _ in told] == ["en-rss.xml", "en-atom.xml", "ru-rss.xml"]
    assert all(re.search("Kadyrov.*Chechnya|Кадырова.*Чечне", entry.title) for _, entry in told)


def test_ordinary_news_in_the_samples_tempts_a_careless_matcher() -> None:
    """The river Argun, a Czech player and a compulsory label are among what is new."""
    fresh = "\n".join(f"{entry.title} {entry.text}" for name in SAMPLES for entry in _fresh(name))
    assert all(word in fresh for word in ("Argun River", "Чешский хоккеист", "ИНОСТРАННЫМ АГЕНТОМ"))
