"""What the story finder keeps of a report: weighted words, facts that survive translation, exact keys.

A report is read by its title and its beginning; numbers, places, kinds of event and names come out
in a form that is the same in English and in Russian.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from feeds.story.fact_names import latin_names
from feeds.story.fact_surnames import given_readings
from feeds.story.lexicon import lexicon
from feeds.story.marks import OWNED, TOWN, forms, marks, owned, tokens_of
from feeds.story.terms import english, skeleton
from feeds.text.labels import label_spans
from feeds.types import Report

NUMBER, PLACE, EVENT, DATE, NAME, RUSSIAN = "#@=%&~"
"""The first letter of a key says what it is; an English word's key begins with none of them."""

_CITIES = frozenset(PLACE + city for city in ("grozny", "moscow", "petersburg"))
"""Places that are towns, so that an event in one is none in another town of their land."""

CONCEPTS = frozenset((NUMBER, PLACE, EVENT, DATE))
"""Keys that are the same in both languages."""

HEAD = 1200
"""Code points of the text that are read: news says what happened first."""

_TITLE, _LEAD, _BODY = 1.0, 0.5, 0.25
_LEAD_END = 300
_WORN = 0.35
_CACHE = 1 << 16

_CLOCK = (
    r"(?<![\d.,:])(?:[01]?\d|2[0-3])\s?:\s?[0-5]\d(?![\d:])(?:\s?[AaPp]\.?[Mm]\b\.?)?"
    r"(?:\s(?:GMT|UTC|[ECMP][SD]?T|MSK|МСК)\b)?"
)
"""The hour at which something was printed or done: reports of one event differ in it."""
_DAY = r"(?<![\d.,/-])\d{1,4}\s?[./-]\s?\d\d?\s?[./-]\s?\d{1,4}(?![\d/-])"
_TOKEN = re.compile(
    rf"(?![A-Z]\.[A-Z]\.)[^\W\d_]+(?:['’][^\W\d_]+)?|(?:[A-Z]\.){{2,}}|{_CLOCK}|{_DAY}|\d+(?:[.,]\d+)*"
)
_FIGURES = re.compile(
    r"(?:\d{4}\s?([./-])\s?(\d\d?)\s?\1\s?(\d\d?)|(\d\d?)\s?([./-])\s?(\d\d?)\s?\5\s?(?:\d{4}|\d\d))"
)
"""A day in figures alone: 2019-11-12, 12.11.2019, 11/12/19."""
_CYRILLIC = re.compile("[а-яёіїєґў]", re.IGNORECASE)
_ORDINALS = frozenset(("st", "nd", "rd", "th", "го", "е"))
_LAST_CYRILLIC = "\u052f"
"""Letters of the scripts that follow are of languages which nothing here reads."""
_MARKUP = re.compile(r"<[^<>]{1,300}>|https?://\S+")
_HOME = re.compile(r"\w+://[^/?#]*/?")
_LAST_MONTH = 12
_SHORT_NUMBER = 5
"""Characters that are too few for a day in figures."""
_WIRE = 200
_MARKS = 12
"""Names that are held against others, of a title and of a lead; more are a list of people."""
_HASHED = 20_000
_PLACE_STEM, _EVENT_STEM = 5, 3
"""Stems in Cyrillic so short are other words too: данные is not Дания, ранее is not раненый."""
_SPACE = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Signature:
    """The trace of one report; a plain value that pickles and turns into JSON."""

    words: dict[str, float]
    """By key: a word's stem, or a concept that is the same in both languages."""
    names: dict[str, float]
    """Words with a capital by a skeleton that is the same in both scripts."""
    russian: bool
    link: str = ""
    """The report's address; empty for a bare home page."""
    digest: str = ""
    """SHA-256 of the folded text, equal in syndicated copies; empty where there is too little to tell."""
    watched: dict[str, float] = field(default_factory=dict)
    """The keys of the watched names: what every report has in common says little of any."""
    marks: dict[str, float] = field(default_factory=dict)
    """People, none of them watched, towns, and whose affair it is (`feeds.story.marks`)."""
    forms: dict[str, str] = field(default_factory=dict)
    """By key of a word: how title and lead spell it (`feeds.story.marks.forms`), so far as that tells."""
    happened: list[str] = field(default_factory=list)
    """What its title says happened to the watched (`feeds.story.happenings`)."""


def sign(report: Report) -> Signature:
    """Reduce `report` to its signature: pure, linear in the title and the first `HEAD` code points."""
    body = _clean(report.text)[:HEAD]
    russian = _is_russian(report, body)
    words: dict[str, float] = {}
    names: dict[str, float] = {}
    title = report.title[:HEAD] or body[:120]
    for part, weight in ((title, _TITLE), (body[:_LEAD_END], _LEAD), (body[_LEAD_END:], _BODY)):
        for key, worth in _read(part, russian):
            table = names if key[0] == NAME else words
            if weight * worth > table.get(key, 0.0):
                table[key] = weight * worth
    if not report.title:  # a text may begin with the day on which it was printed
        words.update((key, _LEAD) for key, weight in words.items() if key[0] == DATE and weight > _LEAD)
    titled, lead = tokens_of(title), tokens_of(body[:_LEAD_END])
    watched = {key: 1.0 for surface in report.mentions for key, _ in _read(surface[:HEAD], russian)}
    return Signature(
        words,
        names,
        russian,
        _address(report.link),
        _digest(report),
        watched,
        _marks(titled, lead, russian, watched) | _owned(title, report.mentions, russian),
        _forms(titled, lead, russian),
    )


def _forms(title: list[str], lead: list[str], russian: bool) -> dict[str, str]:
    """Return how words are spelled, in the title first and, where that is in capitals, in the lead."""
    found: dict[str, str] = {}
    for tokens in (lead, title):
        for token, form in forms(tokens, _is_given):
            found.update((key, form) for key, worth in _token(token, russian)[2] or () if worth == 1.0)
    return found


@lru_cache(_CACHE)
def _is_given(low: str) -> bool:
    return low in latin_names() or (not low.isascii() and bool(given_readings(low)))


def _named(word: str, russian: bool) -> str:
    """Return a name's skeleton, or nothing for a word that is none."""
    if _month(word, russian):
        return ""
    keys = (key for key, _ in _word(word.capitalize(), russian))
    return next((key[1:] for key in keys if key[0] == NAME or key in _CITIES), "")


def _is_place(token: str, low: str, spelled: tuple[str, ...]) -> bool:
    """Tell a place with a short stem from the common words that share it."""
    return low.startswith(spelled) and (not token.islower() or "ск" in low)


def _marks(title: list[str], lead: list[str], russian: bool, watched: dict[str, float]) -> dict[str, float]:
    def named(word: str) -> str:
        return _named(word, russian)

    titled = dict.fromkeys(islice(marks(title, named), _MARKS), _TITLE)
    found = dict.fromkeys(islice(marks(lead, named), _MARKS), _LEAD) | titled
    # A watched person says nothing, a watched town still says that it is no other.
    return {
        mark: weight for mark, weight in found.items() if mark[0] == TOWN or NAME + mark[1:] not in watched
    }


def _owned(title: str, mentions: Iterable[str], russian: bool) -> dict[str, float]:
    """Return what of the watched a title is about, as marks; a bare mark when it is they themselves."""

    def key(word: str) -> str:
        theirs = russian or not word.isascii()
        stem = skeleton(word.replace("ё", "е")) if theirs else english(word)
        read = _word(word, russian) if stem in lexicon(theirs).owned else ()
        return read[0][0] if read else ""

    found = owned(title, mentions, key)
    return {} if found is None else {OWNED + noun: _TITLE for noun in found or ("",)}


def _clean(text: str) -> str:
    """Take out compulsory labels, which make unrelated stories look alike, and what is left of markup."""
    head = text[: 2 * HEAD]
    for start, end in reversed(label_spans(head)):
        head = f"{head[:start]} {head[end:]}"
    return _MARKUP.sub(" ", head) if "<" in head or "://" in head else head


def keys(text: str) -> set[str]:
    """Return the keys of the words of `text` that say something."""
    return {key for key, worth in _read(text, _mostly_cyrillic(text)) if worth == 1.0 and key[0] != NAME}


def _is_russian(report: Report, body: str) -> bool:
    return report.lang == "ru-Latn" or _mostly_cyrillic(report.title + body[:300])


def _mostly_cyrillic(text: str) -> bool:
    return 3 * len(_CYRILLIC.findall(text)) > len(text)


def _address(link: str) -> str:
    """Return the address unless it is a bare home page, which some feeds give to every item."""
    return "" if _HOME.fullmatch(link) else link


def _digest(report: Report) -> str:
    """Hash the text where it is long enough to be a wire copy, else title and text together.

    Many feeds put one invitation of a line below all their titles.
    """
    text = report.text[:_HASHED]
    folded = _SPACE.sub(" ", (text if len(text) >= _WIRE else f"{report.title} {text}").casefold()).strip()
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest() if len(folded) >= 40 else ""


def _read(text: str, russian: bool) -> list[tuple[str, float]]:
    """Return the key and the worth of every word of `text` that is not empty.

    A day beside its month is a date; any other figure is a number.
    """
    found: list[tuple[str, float]] = []
    day = month = ""
    for token in _TOKEN.findall(text):
        figure, this_month, said = _token(token, russian)
        if not figure and not this_month:
            if said is None:
                continue
        elif this_month and _is_day(day):
            found.append((f"{DATE}{this_month}-{int(day)}", 1.0))
            day = month = ""
            continue
        if day:
            found.append((NUMBER + day, 1.0))
            day = ""
        if month and _is_day(figure):
            found.append((f"{DATE}{month}-{int(figure)}", 1.0))
        else:
            day = figure
        if said:
            found += said
        month = this_month
    if day:
        found.append((NUMBER + day, 1.0))
    return found


@lru_cache(_CACHE)
def _token(token: str, russian: bool) -> tuple[str, str, tuple[tuple[str, float], ...] | None]:
    """Return a token as a figure, as a month and as keys with their worths; None is to be passed over."""
    if token in _ORDINALS or ":" in token:
        return "", "", None
    if token[0].isdigit():
        date = _FIGURES.fullmatch(token) if len(token) > _SHORT_NUMBER else None
        return ("", "", _date(date)) if date else (token.replace(",", "."), "", ())
    month = _month(token, russian)
    return "", month, () if month else _word(token, russian)


def _date(figures: re.Match[str]) -> tuple[tuple[str, float], ...]:
    """Return the key of a day in figures; none where either of two may be the month."""
    _, month, day, first, mark, second = figures.groups()
    if month is None:
        day, month = (second, first) if int(second) > _LAST_MONTH else (first, second)
        if mark == "/" and int(day) <= _LAST_MONTH:
            return ()
    known = 1 <= int(month) <= _LAST_MONTH and _is_day(day)
    return ((f"{DATE}{int(month)}-{int(day)}", 1.0),) if known else ()


def _is_day(token: str) -> bool:
    return len(token) <= 2 and token.isdecimal() and 1 <= int(token) <= 31


def _month(token: str, russian: bool) -> str:
    low = token.casefold()
    return lexicon(russian or not low.isascii()).months.get(low, "")


@lru_cache(_CACHE)
def _word(token: str, russian: bool) -> tuple[tuple[str, float], ...]:
    """Return the keys and worths of one word: none for an empty one, two for what may be a name."""
    low = token.casefold().replace(".", "").replace("ё", "е")
    if low.endswith(("'s", "’s")):
        low = low[:-2]
    elif token in ("US", "U.S."):
        low = "usa"
    theirs = russian or not low.isascii()
    book = lexicon(theirs)
    key = skeleton(low) if theirs else english(low)
    if len(low) < 2 or low in book.empty or key in book.empty or low[0] > _LAST_CYRILLIC:
        return ()
    worth = _WORN if key in book.worn else 1.0
    sure = not theirs or low.isascii()
    if low in book.numbers:
        return ((NUMBER + book.numbers[low], 1.0),)
    if key in book.places and (sure or len(key) > _PLACE_STEM or _is_place(token, low, book.spelled[key])):
        return ((PLACE + book.places[key], 1.0),)
    if key in book.events and (sure or len(key) > _EVENT_STEM or low in book.listed):
        return ((EVENT + book.events[key], worth),)
    plain = (RUSSIAN + key if theirs else key, worth)
    if token[0].isupper() and worth == 1.0:
        return plain, (NAME + (key if theirs else skeleton(low)), 1.0)
    return (plain,)
