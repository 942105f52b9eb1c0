"""Owns one searched text: its folded form, where its words and sentences begin and end, its language."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from feeds.text.labels import label_spans
from feeds.text.language import detect
from feeds.text.normalize import Folded

_PREFIXES = {
    *(
        "анти",
        "про",
        "контр",
        "пост",
        "псевдо",
        "под",
        "не",
        "меж",
        "супер",
        "экс",
        "нео",
        "внутри",
        "обще",
        "все",
    ),
    *("до", "вне", "квази", "лже", "полу", "евро"),
    *("северо", "южно", "западно", "восточно", "центрально"),
    *("anti", "pro", "non", "post", "ex", "neo", "pan", "pseudo"),
}
"""What may be glued to the front of a derived word: прокадыровский, антикадыровский."""

_CALLS = (
    "free save stop help pray prayfor for no not all anti gay justicefor standwith freedomfor release where "
    "whereis свободу свобода стоп спаси спасите спасти за нет против помоги помоги помогите где яи мы мыи"
)
"""Words that campaigns put before a name in a hashtag without a capital between."""

_PREFIX_MAX = 10
_SENTENCE_REACH = 600
HASHTAG_REACH = 40
"""Letters of a hashtag before a name in it."""


class Word(NamedTuple):
    """A folded run of letters and where it lies in the folded text."""

    text: str
    start: int
    end: int


class Field:
    """One part of an item (title or text) while it is searched. Offsets are into `text`, the folded form."""

    __slots__ = ("_hint", "_labels", "_language", "_plain", "folded", "name", "source", "text")

    def __init__(self, name: str, source: str, folded: Folded, hint: str = "") -> None:
        self.name = name
        self.source = source
        self.folded = folded
        self.text = folded.text
        self._hint = hint
        self._labels: list[tuple[int, int]] | None = None
        self._language: str | None = None
        self._plain: bool | None = None

    @property
    def language(self) -> str:
        """The language of the text; the hint decides when it names a Latin-script one."""
        if self._language is None:
            hint = self._hint
            self._language = hint if hint in {"en", "ru-Latn"} else detect(self.source)
        return self._language

    @property
    def plain(self) -> bool:
        """Whether the text has no capitals at all, as slugs and some posts do."""
        if self._plain is None:
            self._plain = self.source == self.source.lower()
        return self._plain

    def written(self, start: int, end: int) -> str:
        """Return the source's letters (with capitals) for a folded span, one for one."""
        if self.folded.aligned:
            return self.source[start:end]
        return "".join(self.source[self.folded.original(at, at + 1)[0]] for at in range(start, end))

    def word_start(self, start: int) -> int:
        """Return where the word with a stem at `start` begins, or -1 where the stem is inside another word.

        That is `start` itself, or where a prefix such as анти- begins. In a hashtag any place may be one.
        """
        if not start or not self.text[start - 1].isalpha():
            return start
        low = max(0, start - _PREFIX_MAX - 1)
        found = _patterns().letters_before.search(self.text, low, start)
        begin = found.start() if found else start
        if (begin > low or begin == 0) and self.text[begin:start] in _PREFIXES:
            return begin
        return start if self.in_hashtag(start) else -1

    def word(self, start: int) -> Word:
        """Return the run of letters that begins at `start`."""
        found = _patterns().letters.match(self.text, start)
        end = found.end() if found else start
        return Word(self.text[start:end], start, end)

    def numbered_word(self, start: int) -> Word | None:
        """Return the run of letters and digits that begins at `start`, or None where it has no digit."""
        found = _patterns().letters_and_digits.match(self.text, start)
        if found is None or found.group().isalpha() or (start and self.text[start - 1].isalnum()):
            return None
        return Word(found.group(), start, found.end())

    def hashtag_word(self, start: int) -> Word | None:
        """Return the part of a hashtag up to its next capital (#ЧечняНаша), or None outside hashtags."""
        whole = self.word(start)
        if not self.in_hashtag(start):
            return None
        written = self.written(start, whole.end)
        cut = next(
            (at for at in range(1, len(written)) if written[at].isupper() and written[at - 1].islower()), None
        )
        return None if cut is None else Word(self.text[start : start + cut], start, start + cut)

    def hashtag_part_before(self, start: int) -> str:
        """Return the word of a hashtag that ends at `start`: the whole of it, or from its last capital on."""
        run = _patterns().letters_before.search(self.text, max(0, start - HASHTAG_REACH), start)
        if run is None or not self.in_hashtag(start):
            return ""
        written = self.written(run.start(), start)
        cut = next((at for at in range(len(written) - 1, 0, -1) if written[at].isupper()), 0)
        return run.group() if written.isupper() else run.group()[cut:]

    def called_for(self, start: int) -> bool:
        """Tell whether only a call stands glued before `start` in a hashtag: #freetitiev, #стопкадыров."""
        return self.hashtag_part_before(start) in _calls() | _PREFIXES

    def joined_after(self, end: int) -> bool:
        """Tell whether a hyphen ties the word that ends at `end` to the next one."""
        return self.text[end : end + 1] in {"-", "‐", "‑"} and self.text[end + 1 : end + 2].isalpha()

    def in_label(self, start: int, end: int) -> bool:
        """Tell whether a folded span lies in a compulsory label."""
        if self._labels is None:
            self._labels = label_spans(self.source)
        if not self._labels:
            return False
        first, last = self.folded.original(start, end)
        at = bisect_right(self._labels, (first, len(self.source))) - 1
        return at >= 0 and last <= self._labels[at][1]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the folded span of the sentence round a hit, at most some hundred characters either way."""
        stop = _patterns().sentence_end
        low = max(0, start - _SENTENCE_REACH)
        for found in stop.finditer(self.text, low, start + 1):  # its first letter shows that a sentence began
            low = found.end()
        following = stop.search(self.text, end, end + _SENTENCE_REACH)
        return low, following.start() + 1 if following else min(len(self.text), end + _SENTENCE_REACH)

    def in_hashtag(self, at: int) -> bool:
        """Tell whether a hashtag reaches from before `at` to it."""
        start = self.text.rfind("#", max(0, at - HASHTAG_REACH), at)
        return start >= 0 and not any(letter.isspace() for letter in self.text[start:at])

    def parts_at(self, at: int) -> bool:
        """Tell whether a word may begin or end at `at`: no letter on one side, or a capital in a hashtag."""
        if not 0 < at < len(self.text):
            return True
        if not (self.text[at - 1].isalpha() and self.text[at].isalpha()):
            return True
        before, after = self.written(max(0, at - 2), at), self.written(at, at + 1)
        joint = (
            after.isupper()
            if before[-1:].islower()
            else after.islower() and before.isupper() and len(before) > 1
        )
        return joint and self.in_hashtag(at)  # #ЧечняНаша, #ЛГБТсеть


@cache
def _calls() -> frozenset[str]:
    return frozenset(_CALLS.split())


class _Patterns(NamedTuple):
    letters: re.Pattern[str]
    letters_and_digits: re.Pattern[str]
    letters_before: re.Pattern[str]
    sentence_end: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        letters=re.compile(r"[^\W\d_]+"),
        letters_and_digits=re.compile(r"[^\W_]{1,40}(?![^\W_])"),
        letters_before=re.compile(r"[^\W\d_]+\Z"),
        sentence_end=re.compile(r"[.!?…](?=\s+[«\"“(\[]?\w)|\n"),
    )
