"""What a source changed in a report: the words before and after, and whether it calls that a correction."""

from __future__ import annotations

import re

from feeds.text.sentences import split

_CORRECTS = re.compile(
    r"\b(?:retract(?:ed|ion|s)|correct(?:ed|ion|ions|s)|clarif(?:ied|ication)|withdrawn"
    r"|(?:an )?earlier version|previous version|wrongly (?:said|stated|reported))\b"
    r"|\b(?:исправлен\w*|исправили|уточнен\w*|уточнил[аи]? редакция|поправк[аи]|опровержени[ея]|отозван[аоы]?"
    r"|(?:перв(?:ой|оначальной)|предыдущей|прежней) (?:версии|редакции)|ошибочно (?:указ|сообщ|назв)\w+"
    r"|приносим извинения)\b",
    re.IGNORECASE,
)
"""How outlets announce that what they said was wrong."""


def corrects(before: str, after: str) -> bool:
    """Say whether the words after an edit call it a correction, and those before did not."""
    said = {found.casefold() for found in _CORRECTS.findall(_plain(before))}
    return any(found.casefold() not in said for found in _CORRECTS.findall(_plain(after)))


def changed_words(before: str, after: str, limit: int) -> tuple[str, str]:
    """Return the sentences that only the first text has, and those that only the second has.

    Each part has at most `limit` characters; both are empty where only white space or the order changed.
    """
    old, new = _sentences(before), _sentences(after)
    return _cut(old, set(new), limit), _cut(new, set(old), limit)


def _plain(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е")


def _sentences(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(text[start:end].split()) for start, end in split(text)))


def _cut(sentences: list[str], known: set[str], limit: int) -> str:
    said = " ".join(sentence for sentence in sentences if sentence not in known)
    return said if len(said) <= limit else said[: limit - 1].rpartition(" ")[0] + "…"
