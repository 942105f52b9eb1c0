"""Where sentences begin and end, in Russian and in English, in time linear in the text."""

from __future__ import annotations

import re

# Abbreviations that another word follows, so that their full stop ends no sentence.
_SHORT_WORDS = """
mr mrs ms dr prof sen rep gov gen col maj capt lt sgt cpl pvt adm cmdr hon rev fr sr jr st mt ft no vs inc
ltd co corp bros messrs pres supt det insp amb atty dist assn dept univ fig al approx est cf viz ca
jan feb mar apr jun jul aug sep sept oct nov dec tue tues thu thur thurs fri
calif colo conn fla kan mich minn okla ore tenn tex wis
г гг в вв им ул пр просп пер пл д кв корп стр обл р-н респ с п пос пгт ст см рис табл тов гр гос зам
пом гор проф акад доц ген полк подполк кап лейт серж мл нач зав т тт ср напр англ нем фр лат др прим ред изд
тел моб о руб коп тыс млн млрд трлн долл кг км га мин сек ч экз чел кол рожд св оз
"""
# The same, but they end a sentence when a capital follows: "5 тыс. руб. Суд ...", "и др. Он ...".
_MAY_END_WORDS = (
    "руб коп тыс млн млрд трлн долл др inc ltd co corp jr sr чел кг км га ч мин сек etc ст fri tex"
)
# A letter for a year, a century, a village or a city: which one, the figure before it tells.
_LETTERS = frozenset(("г", "гг", "в", "вв", "с"))
_BEFORE_FIGURES = frozenset(("ок",))
"""Short for "about" before a figure; else a word of its own ("Всё ок.")."""
_OPENING_WORDS = """
The A An He She It They We In On At But And This That These Those There If When While After Before As For Its
His Her Their By With However Meanwhile Об Он Она Они Это В На По При После Как Также Но И
"""
_SHORT = frozenset(_SHORT_WORDS.split())
_MAY_END = frozenset(_MAY_END_WORDS.split())
_SENTENCE_OPENERS = frozenset(_OPENING_WORDS.split())
_END = re.compile(r"[.!?…]+[»”’\"')\]]*")
_PARAGRAPH = re.compile(r"[\n\r\u2028\u2029]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$|\d+$")
_ADDRESS = re.compile(r"[a-z0-9-]{2,20}\.[a-z]{2,8}\s")
_OPENERS = "«“„\"'‘([—–-•*#@"
_FIGURES = frozenset("0123456789IVX.")
_WHOLE_WORD = 3
_MARK_AND_TWO = 3
_WORD_REACH = 24
"""Code points looked at on either side of a full stop; keeps the time linear."""


def split(text: str, lang: str = "") -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, trimmed of white space, in order.

    A line break ends a sentence as a full stop does. `lang` is a hint and may be empty.
    """
    del lang  # both languages share one list of abbreviations: their letters keep them apart
    spans: list[tuple[int, int]] = []
    start = 0
    for line in _PARAGRAPH.finditer(text):
        _split_line(text, start, line.start(), spans)
        start = line.end()
    _split_line(text, start, len(text), spans)
    return spans


def _split_line(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    begin = start
    for found in _END.finditer(text, start, end):
        if found.end() < end and _ends_here(text, found.start(), found.end(), begin, end):
            _append(text, begin, found.end(), spans)
            begin = found.end()
    _append(text, begin, end, spans)


def _append(text: str, begin: int, end: int, spans: list[tuple[int, int]]) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        spans.append((begin, end))


def _ends_here(text: str, stop: int, after: int, begin: int, end: int) -> bool:
    if not text[after].isspace():
        return _run_together(text[max(begin, stop - _WORD_REACH) : stop], text[stop : after + 2])
    follows = text[after : min(end, after + _WORD_REACH)].lstrip().lstrip(_OPENERS).lstrip()
    if not follows or (follows[0].islower() and not _ADDRESS.match(follows)):
        return False
    if text[stop:after].strip("»”’\"')]") != ".":
        return True
    return not _abbreviated(text[max(begin, stop - _WORD_REACH) : stop], follows)


def _run_together(before: str, mark: str) -> bool:
    """Tell whether the space was lost between two sentences ("he said.The court ..."); not in Lenta.Ru."""
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    if len(word) < _WHOLE_WORD or not word.islower() or word in _SHORT or mark[0] == "…":
        return False
    first, second = mark[-2], mark[-1]
    return len(mark) == _MARK_AND_TWO and first.isupper() and (second.islower() or second.isspace())


def _abbreviated(before: str, follows: str) -> bool:
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group()
    if len(word) == 1 and word.isupper():
        # An initial ("А. Иванов", "U.S. Senate"), unless a new sentence plainly opens ("U.S. The ...").
        return follows.split(maxsplit=1)[0] not in _SENTENCE_OPENERS
    low = word.casefold()
    if low in _BEFORE_FIGURES:
        return follows[0].isdigit()
    if low in _LETTERS:
        # After a figure it is a year or a century and may end; before a name it is "город", "село".
        after_figure = before[: found.start()].rstrip()[-1:] in _FIGURES
        return not (after_figure and follows[0].isupper())
    return low in _SHORT and not (low in _MAY_END and follows[0].isupper())
