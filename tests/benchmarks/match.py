"""Finding entities in recorded entries: Vigil's matcher beside bare pyahocorasick and lemma matching.

pyahocorasick gets the same names as they stand and the text lower-cased: what a search without any
inflection, word boundary, decoy or context costs. Lemma matching parses every word with pymorphy3 and looks
its normal forms up, on a part of the texts. Rates are megabytes of UTF-8 a second, the best of three passes.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import ahocorasick
import pymorphy3

from feeds.types import Entity, EntityKind, EntryData, Keyword, WatchList
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default
from tests.benchmarks.corpus import recorded_feeds

SIZES = (5, 1_000, 10_000)
PASSES = 3
_LEMMA_BYTES = 150_000
_FIRST = "Анна Борис Вера Глеб Дарья Егор Жанна Захар Ирина Кирилл Лидия Марк"
_FIRST_LATIN = "Ann Boris Vera Gleb Darya Yegor Joan Zakhar Irina Cyril Lydia Mark"
_SYLLABLES = "ба ве ги до жу за ка ле ми но пу ра се ти фо ху ца че ша щу бро гла дри кру сле тра"
_LATIN = "ba ve gi do zhu za ka le mi no pu ra se ti fo khu tsa che sha shchu bro gla dri kru sle tra"


def main() -> None:
    """Print the table."""
    entries = list({(e.title, e.text): e for one in recorded_feeds(1_000) for e in one.feed.entries}.values())
    size = _bytes(entries)
    lemma = _lemma_rate(entries)
    print(f"match: {len(entries)} distinct recorded entries, {size / 1e6:.1f} MB; best of {PASSES} passes")
    head = f"{'entities':>8}{'build s':>9}{'MB/s':>8}{'bare MB/s':>11}{'x bare':>8}{'x lemma':>9}"
    print(f"{head}{'median us':>11}{'p99 us':>8}{'found in':>10}")
    for count in SIZES:
        watchlist = _watchlist(count)
        began = time.perf_counter()
        matcher = Matcher(watchlist)
        build = time.perf_counter() - began
        rate = size / 1e6 / _best(partial(_search, matcher, entries))
        bare = size / 1e6 / _bare(watchlist, entries)
        times, hits = _each(matcher, entries)
        print(
            f"{count:>8}{build:>9.2f}{rate:>8.1f}{bare:>11.1f}{rate / bare:>8.2f}{rate / lemma:>9.0f}"
            f"{median(times):>11.0f}{times[len(times) * 99 // 100]:>8.0f}{hits:>10}",
            flush=True,
        )
    print(f"lemma matching with pymorphy3: {lemma:.2f} MB/s; it costs the same for any number of entities")


def _watchlist(count: int) -> WatchList:
    """Return the bundled entities and invented people besides, `count` in all."""
    bundled = default().entities[:count]
    choose = random.Random(count)
    first, syllables = _pairs(_FIRST, _FIRST_LATIN), _pairs(_SYLLABLES, _LATIN)
    people = []
    for number in range(count - len(bundled)):
        given = choose.choice(first)
        parts = [choose.choice(syllables) for _ in range(choose.choice((2, 3)))]
        russian, latin = ("".join(part[side] for part in parts).capitalize() for side in (0, 1))
        names = {"ru": f"{given[0]} {russian}нов", "en": f"{given[1]} {latin}nov"}
        keywords = tuple(Keyword(text, lang=lang) for lang, text in names.items())
        people.append(Entity(f"person{number}", EntityKind.PERSON, names, keywords))
    return WatchList((*bundled, *people))


def _pairs(russian: str, latin: str) -> list[tuple[str, str]]:
    return list(zip(russian.split(), latin.split(), strict=True))


def _search(matcher: Matcher, entries: Sequence[EntryData]) -> None:
    for entry in entries:
        matcher.find(entry.title, entry.text, entry.lang or "")


def _each(matcher: Matcher, entries: Sequence[EntryData]) -> tuple[list[float], int]:
    """Return microseconds for each entry, sorted, and in how many something was found."""
    times, hits = [], 0
    for entry in entries:
        began = time.perf_counter()
        found = matcher.find(entry.title, entry.text, entry.lang or "")
        times.append((time.perf_counter() - began) * 1e6)
        hits += bool(found)
    return sorted(times), hits


def _bare(watchlist: WatchList, entries: Sequence[EntryData]) -> float:
    automaton = ahocorasick.Automaton()
    for entity in watchlist.entities:
        for keyword in entity.keywords:
            for text in keyword.text.lower().split("/"):
                automaton.add_word(text.rstrip("*"), entity.key)
    automaton.make_automaton()

    def search() -> None:
        for entry in entries:
            list(automaton.iter(entry.title.lower()))
            list(automaton.iter(entry.text.lower()))

    return _best(search)


def _lemma_rate(entries: Sequence[EntryData]) -> float:
    """Return the megabytes a second of parsing every word, as matching by lemmas must."""
    morphology, words = pymorphy3.MorphAnalyzer(), re.compile(r"\w+")
    wanted = {keyword.text.lower() for entity in default().entities for keyword in entity.keywords}
    texts, size = [], 0
    for entry in random.Random(7).sample(list(entries), len(entries)):
        texts.append(f"{entry.title}\n{entry.text}")
        size += len(texts[-1].encode())
        if size >= _LEMMA_BYTES:
            break

    def search() -> None:
        for text in texts:
            for word in words.findall(text):
                _ = morphology.parse(word)[0].normal_form in wanted

    return size / 1e6 / _best(search, passes=1)


def _best(work: Callable[[], object], passes: int = PASSES) -> float:
    """Return the seconds of the fastest pass."""
    times = []
    for _ in range(passes):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _bytes(entries: Sequence[EntryData]) -> int:
    return sum(len(entry.title.encode()) + len(entry.text.encode()) for entry in entries)
