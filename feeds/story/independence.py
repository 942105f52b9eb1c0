"""How many voices a story really has: copies of one text count once, and so do the editions of one owner.

Fifteen sites that print an agency's text are one source; only who found something out for themselves adds
weight. What cannot be known (an owner nobody wrote down) is judged by the site's own name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from feeds.story.boilerplate import dateline, is_boilerplate, stray
from feeds.text.labels import strip_labels
from feeds.text.sentences import split

MOST_SOURCES = 200
"""Reports looked at, the first to come; a story with more has its weight shown all the same."""
_STATE = "state"
_HEAD = 600
"""Characters from the beginning of a text in which a credit is looked for; further down it is a quotation."""
_TAIL = 80
_READ = 2_000
_SAME_LETTERS = 60
"""Two texts that begin with so many equal letters are one text, however each feed cut it."""
_SAME_TITLE = 24
_OUTLET = 40
"""Letters that a text of nothing but the headline and the outlet's name has beyond the headline."""
_BEFORE = 4
"""Sentences of credits and invitations that are passed over to find where a text begins."""
_TITLED_BY = re.compile(r" [-–—|] [^-–—|]{2,40}$")

# The agency, whose view it is, its sites, and how texts name it. Nouns are met in their case forms; Russian
# abbreviations have none.
_AGENCIES = (
    ("ТАСС", _STATE, ("tass.ru", "tass.com"), r"ТАСС|TASS"),
    ("РИА Новости", _STATE, ("ria.ru",), r"РИА\s+[«\"]?Новост(?:и|ей|ями?)[»\"]?|RIA\s+Novosti"),
    (
        "Интерфакс",
        "",
        ("interfax.ru", "interfax.com"),
        r"[«\"]?Интерфакс(?:а|у|ом|е)?[»\"]?|(?i:Interfax(?:\.ru)?)",
    ),
    ("Reuters", "", ("reuters.com",), r"Reuters|REUTERS|Рейтер(?:с|а|ом)?"),
    ("AP", "", ("apnews.com", "ap.org"), r"AP|Associated\s+Press|Ассошиэйтед\s+[Пп]ресс"),
    ("AFP", "", ("afp.com",), r"AFP|Agence\s+France[- ]Presse|Франс\s+[Пп]ресс"),
    ("dpa", "", ("dpa.com",), r"dpa|DPA|Deutsche\s+Presse[- ]Agentur"),
    ("EFE", "", ("efe.com",), r"EFE"),
    ("Xinhua", _STATE, ("xinhuanet.com", "news.cn"), r"Xinhua|Синьхуа"),
    ("Anadolu", _STATE, ("aa.com.tr",), r"Anadolu(?:\s+Agency)?|Анадолу"),
)
_SHARED_HOSTS = frozenset(
    {
        "blogspot.com", "github.io", "livejournal.com", "medium.com", "substack.com", "telegra.ph",
        "tumblr.com", "wordpress.com",
    }
)  # fmt: skip
_ACCOUNT_HOSTS = frozenset({"t.me", "telegram.me", "twitter.com", "x.com"})
"""Sites on which the first part of the path names who writes; on others it does after an ``@``."""
_AT_HOSTS = frozenset({"medium.com", "threads.net", "tiktok.com", "youtube.com"})
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "ngo", "or", "org"})


@dataclass(frozen=True, slots=True)
class Source:
    """One report as far as its independence goes."""

    title: str
    text: str = ""
    lang: str = ""
    owner: str = ""
    view: str = ""
    site: str = ""
    """An address on the site that published it, for sources without a known owner."""


@dataclass(frozen=True, slots=True)
class Independence:
    """What stands behind a story. `owners` is what counts as independent of each other."""

    reports: int
    """Different texts."""
    copies: int
    """Reports that only repeat one of these."""
    owners: int
    states: int
    """How many of the owners are states."""
    langs: tuple[str, ...]
    """In the order in which they joined."""
    voices: tuple[int, ...]
    """The first report of each owner, by its place among the sources."""


def independence(sources: Sequence[Source]) -> Independence:
    """Weigh the reports of one story, given oldest first.

    Linear in their number and size; past `MOST_SOURCES` the rest count as copies.
    """
    seen = sources[:MOST_SOURCES]
    known: set[str] = set()
    owners: dict[str, int] = {}
    states: set[str] = set()
    copies = len(sources) - len(seen)
    for place, source in enumerate(seen):
        marks, copied = _marks(source)
        is_copy = not known.isdisjoint(copied)
        known |= marks
        if is_copy:
            copies += 1
            continue
        owner, view = _owner(source)
        owners.setdefault(owner, place)
        if view == _STATE:
            states.add(owner)
    langs = Counter(source.lang[:2].lower() for source in seen if source.lang)
    return Independence(
        reports=len(sources) - copies,
        copies=copies,
        owners=len(owners),
        states=len(states),
        langs=tuple(langs),
        voices=tuple(owners.values()),
    )


def agency_of(title: str, text: str) -> str | None:
    """Return the news agency that a text is credited to, or None.

    A credit is a dateline, a signature at the end, or a phrase of attribution near the beginning.
    """
    title = " ".join(title[:_HEAD].split())
    head, tail = f"{title}\n{text[:_HEAD]}", text[-_TAIL:]
    if _any_name().search(f"{head}\n{tail}") is None:
        return None
    for name, placed, credit, signature in _credits():
        signed = signature.search(tail) or signature.search(title)
        if placed.match(text[:_TAIL]) or credit.search(head) or signed:
            return name
    return None


def site_of(url: str) -> str:
    """Return the name of the site an address belongs to: ``news.site.co.uk/a`` is of ``site.co.uk``.

    Where many people keep sites on one host, each is its own.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return url
    account = parts.path.strip("/").removeprefix("s/").partition("/")[0].lower()
    if account and (host in _ACCOUNT_HOSTS or (account[0] == "@" and host in _AT_HOSTS)):
        return f"{host.replace('telegram.me', 't.me')}/{account}"
    labels = host.split(".")
    if all(label.isdigit() for label in labels):
        return host
    kept = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    if ".".join(labels[-2:]) in _SHARED_HOSTS:
        kept = 3
    return ".".join(labels[-kept:])


def _marks(source: Source) -> tuple[set[str], set[str]]:
    """Return (the marks a report leaves, those of an earlier report that make it a copy)."""
    left, copied = _text_marks(source)
    if (own := _own_agency(source)) is not None:
        # Two texts of an agency are two reports; its own after somebody's copy of it is that one.
        return left | {f"agency:{own}"}, copied | {f"credited:{own}"}
    if (agency := agency_of(source.title, source.text)) is not None:
        return left | {f"agency:{agency}", f"credited:{agency}"}, copied | {f"agency:{agency}"}
    return left, copied


def _text_marks(source: Source) -> tuple[set[str], set[str]]:
    """Return (the marks a text leaves, those of an earlier text that make it a copy).

    A headline without a text is a copy of any report under that headline, and the other way round.
    """
    title = _letters(_TITLED_BY.sub("", " ".join(source.title[:_HEAD].split())))
    letters = _letters(_body(source.text))
    if title and letters.startswith(title) and len(letters) <= len(title) + _OUTLET:
        letters = ""
    titled, bare = (f"titled:{title}", f"bare:{title}") if len(title) >= _SAME_TITLE else ("", "")
    if not letters:
        return {titled, bare} - {""}, {titled} - {""}
    mark = f"text:{letters[:_SAME_LETTERS]}" if len(letters) >= _SAME_LETTERS else f"short:{title}:{letters}"
    told = {mark} if len(mark) >= _SAME_TITLE else set()
    return told | ({titled} - {""}), told | ({bare} - {""})


def _body(text: str) -> str:
    """Return a text from where its report begins: behind compulsory labels, credits and the dateline."""
    text = _without_dateline(strip_labels(text[:_READ]))
    for start, end in split(text)[:_BEFORE]:
        if not is_boilerplate(text[start:end]):
            begin = start + stray(text[start:end])
            return _without_dateline(text[begin + dateline(text[begin:end]) :])
    return text


def _owner(source: Source) -> tuple[str, str]:
    """Return (who a report is from, whose view that is); an agency's text is the agency's."""
    own = _own_agency(source)
    if own is not None:
        return f"agency:{own}", source.view or _view_of(own)
    agency = agency_of(source.title, source.text)
    if agency is not None:
        return f"agency:{agency}", _view_of(agency)
    name = " ".join(source.owner.casefold().split())
    return name or f"site:{site_of(source.site)}", source.view


def _own_agency(source: Source) -> str | None:
    """Return the agency that published a report itself."""
    owner, site = source.owner.strip(), site_of(source.site) if source.site else ""
    for name, pattern in _names():
        if pattern.fullmatch(owner) or any(
            site == place for one, _, places, _ in _AGENCIES if one == name for place in places
        ):
            return name
    return None


def _view_of(agency: str) -> str:
    return next(view for name, view, *_ in _AGENCIES if name == agency)


def _without_dateline(text: str) -> str:
    head = text[:_TAIL]
    for _, placed, _, _ in _credits():
        found = placed.match(head)
        if found:
            return text[found.end() :]
    return text


def _letters(text: str) -> str:
    """Return the letters and digits of the beginning of a text, folded: what a copy does not change."""
    return "".join(_letters_of(text[: 3 * _SAME_LETTERS]))


def _letters_of(text: str) -> Iterable[str]:
    return (letter for letter in text.casefold().replace("ё", "е") if letter.isalnum())


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(names)) for name, _, _, names in _AGENCIES)


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{names})" for *_, names in _AGENCIES))


_Credit = tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]]


@cache
def _credits() -> tuple[_Credit, ...]:
    """Compile, for each agency, how a dateline, an attribution and a signature name it."""
    found = []
    for name, _, _, names in _AGENCIES:
        placed, credit, signature = (re.compile(pattern) for pattern in _phrases(names))
        found.append((name, placed, credit, signature))
    return tuple(found)


def _phrases(names: str) -> tuple[str, str, str]:
    named = rf"(?<!\w)(?:{names})(?!\w)"
    before = r"(?:(?:об?\s+этом|агентств\w*|информагентств\w*|издани\w*|корреспондент\w*|в|на)\s+){0,3}"
    russian = (
        r"(?:сообщ|переда[её]|пиш|информиру|заяви|рассказа|со\s+ссылкой\s+на|цитиру|по\s+данным|узнал)\w*"
    )
    english = r"(?:(?:reported|cited|confirmed)\s+by|according\s+to|told|via|citing|says?)"
    place = r"(?:[^\n.!?]{0,50}?[\s,.(/]{1,3}|[^\n!?]{0,40}\.\s)?"
    day = r"[.,]\s+(?:[^\W\d_][^\n.,!?]{0,30},\s+)?\d{1,2}\s+[а-яё]{3,8}\.?"
    placed = (
        rf"\s*(?:{place}[(/]?{named}(?:\s*[)/]|\s*[.,]?\s*[-—–]{{1,2}}|[.:])"
        rf"|{named}{day}(?:\s*[-—–]{{1,2}}|[.:])?|By\s+(?:The\s+)?{named}\s*\n)\s?"
    )
    credits_ = (
        rf"\b(?i:{russian}\s+{before}){named}",
        rf"{named}\s+(?:сообщ|переда|рассказ|узнал|пиш)\w*",
        rf"\b(?i:{english})\s+(?:the\s+)?(?:(?:state\s+)?news\s+agency\s+)?{named}",
        rf"{named}\s+(?:reports?|reported|said|has\s+learned)\b",
    )
    signature = rf"(?:[/(©—–-]\s*|\b(?:Source|Источник)\s*:\s*){named}\s*[/).]?\s*$"
    return placed, "|".join(credits_), signature
