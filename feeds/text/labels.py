"""Owns the compulsory labels that Russian law makes outlets print beside a story.

Labels name foreign agents, "undesirable", "extremist" or "terrorist" organisations, and age marks.
They are found by their shape (brackets, footnotes, fixed formulas, attributes), never by the word alone:
"X was declared a foreign agent" as a plain sentence is news and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

Span = tuple[int, int]

_HINTS = (
    "агент",
    "запрещ",
    "экстремист",
    "террорист",
    "нежелательн",
    "foreign agent",
    "foreign-agent",
    "in russia",
    "by russia",
    "undesirable",
    "extremist",
    "terrorist",
    "0+",
    "6+",
    "2+",
    "8+",
    "meta",
)
"""A text without any of these has no label; looked for before any pattern is tried."""
_RUSSIAN_HINTS = 5
"""So many of them are Russian."""
_GENERIC_HINTS = ("лгбт", "lgbt", "meta", "мета", "instagram", "facebook", "инстаграм", "фейсбук", "юст")
_FOOTNOTE_MARKS = "*†¹²³"

_BRACKET_MAX = 400
_FOOTNOTE_MAX = 450
_FORMULA_AHEAD = 260
_LIST_MAX = 2000

_RUSSIA = r"(?:рф|росси[июя]|российской\s+федерации)"
_IN_RUSSIA = rf"(?:(?:в|на\s+территории)\s+{_RUSSIA})"
_AGENT = r"(?:(?:сми\W{0,2})?ин(?:остранн\w{2,3}|\.)\s+агент\w*|(?:сми\W{0,2})?ино\W?агент\w*)"
_VERDICT = rf"(?:{_AGENT}|экстремистск\w+|террористическ\w+|нежелательн\w+)"
_BODY = r"(?:организаци|движени|сообществ|группировк|объединени|структур)\w*"
_FULL = r"(?:ый|ая|ое|ого|ому|ой|ую|ым|ом|ые)"
_EN_BODY = r"(?:organi[sz]ation|group|movement|entity|community|company)s?"
_EN_VERDICT = rf"(?:foreign[\s-]agents?|(?:undesirable|extremist|terrorist)(?:\W{{1,3}}{_EN_BODY})?)"
_EN_NAMED = (
    r"(?:designated|declared|label+ed|recogni[sz]ed|listed|branded|deemed|considered|classified|outlawed)"
)
_EN_STATE = r"(?:authorities|government|federation|state|justice\s+ministry|ministry\s+of\s+justice)"
_EN_BY = rf"(?:\s+(?:in|by)\s+(?:the\s+)?russian?\b(?:\s+{_EN_STATE})?)"


class _Rules(NamedTuple):
    """The compiled patterns; they read lower-cased text with ё folded to е."""

    bracket: re.Pattern[str]
    in_bracket: re.Pattern[str]
    short_bracket: re.Pattern[str]
    footnote: re.Pattern[str]
    reference: re.Pattern[str]
    note: re.Pattern[str]
    heading: re.Pattern[str]
    verdict: re.Pattern[str]
    agent: re.Pattern[str]
    formula: re.Pattern[str]
    attribute: re.Pattern[str]
    aside: re.Pattern[str]
    generic: re.Pattern[str]
    age: re.Pattern[str]


def label_spans(text: str) -> list[Span]:
    """Return where compulsory labels lie in `text`: sorted, disjoint, half-open code point spans.

    Punctuation that belongs to the label (its brackets, commas on both sides, footnote mark, full stop) is
    part of the span. Time is linear in the length of the text.
    """
    low = _lower(text)
    if not _any_of(_HINTS, low):
        return []
    rules = _rules()
    found = [*_brackets(rules, low), *_footnotes(rules, low), *_formulas(rules, text, low)]
    found += _lists(rules, text, low)
    if _any_of(_HINTS[:_RUSSIAN_HINTS], low):
        found += [match.span() for match in rules.attribute.finditer(low)]
    if "russia" in low:
        found += [match.span() for match in rules.aside.finditer(low)]
    if _any_of(_GENERIC_HINTS, low):
        found += _generic_sentences(rules, low)
    found = _merge(low, found)
    ages = [match.span(1) for match in rules.age.finditer(low) if _stands_apart(low, match, found)]
    return _merge(low, found + ages) if ages else found


def _any_of(hints: Iterable[str], low: str) -> bool:
    return any(hint in low for hint in hints)


def strip_labels(text: str) -> str:
    """Return `text` without its compulsory labels; other characters and white space stay as they are."""
    kept: list[str] = []
    at = 0
    for start, end in label_spans(text):
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def _lower(text: str) -> str:
    low = text.lower()
    if len(low) != len(text):  # a few capitals, such as İ, become two letters; offsets must stay
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return low.replace("ё", "е")


def _brackets(rules: _Rules, low: str) -> Iterator[Span]:
    for match in rules.bracket.finditer(low):
        inner = match.group(1).strip()
        if rules.in_bracket.search(inner) or (len(inner) <= 60 and rules.short_bracket.match(inner)):
            yield match.span()


def _footnotes(rules: _Rules, low: str) -> Iterator[Span]:
    """Yield footnotes: from the mark to the end of the first sentence that holds a verdict."""
    if not _any_of(_FOOTNOTE_MARKS, low) and "прим" not in low:
        return
    verdicts = [match.span() for match in rules.verdict.finditer(low)]
    marks = list(rules.footnote.finditer(low)) if verdicts else []
    referred = _referred(rules, low) if marks else frozenset()
    bullets = _bullets(rules, low, marks)
    done = -1
    for match in marks:
        start, at = match.start(1), match.end()
        following = bisect_left(verdicts, (at, 0))
        if start < done or following == len(verdicts):
            continue
        verdict_start, verdict_end = verdicts[following]
        if verdict_end - at > _FOOTNOTE_MAX or "\n" in low[at:verdict_start]:
            continue
        mark = match.group(1)
        if mark in referred or (mark not in bullets and _reads_as_note(rules, low, match)):
            done = verdict_end + _sentence_end(low[verdict_end : verdict_end + _FOOTNOTE_MAX], 0)
            yield start, done


def _referred(rules: _Rules, low: str) -> frozenset[str]:
    """Return the marks that hang on a word somewhere: a note with such a mark explains that word."""
    return frozenset(match.group(1) for match in rules.reference.finditer(low))


def _bullets(rules: _Rules, low: str, marks: Sequence[re.Match[str]]) -> frozenset[str]:
    """Return the marks that begin a line which is no note: the points of a list begin so."""
    found = set()
    for match in marks:
        start = match.start(1)
        line_begins = not low[max(0, start - 3) : start].rstrip(" \t\xa0") or low[start - 1] == "\n"
        if line_begins and match.group(1) not in found and not rules.note.match(low, match.end()):
            found.add(match.group(1))
    return frozenset(found)


def _reads_as_note(rules: _Rules, low: str, match: re.Match[str]) -> bool:
    """Tell whether a mark that no word bears begins a note: a bare verdict, or "X is banned" after a text.

    An active verb (the ministry declared X) and a verdict on somebody else are news in a list.
    """
    found = rules.note.match(low, match.end())
    if found is None:
        return False
    before = low[max(0, match.start(1) - 40) : match.start(1)].rstrip()
    return found.group("bare") is not None or before[-1:] in {*'.!?…»"”)]*'}


def _lists(rules: _Rules, text: str, low: str) -> Iterator[Span]:
    """Yield lists of the banned: a heading that ends in a colon, and names to the end of the paragraph."""
    for match in rules.heading.finditer(low):
        line_end = low.find("\n", match.end())
        end = min(len(low) if line_end < 0 else line_end, match.end() + _LIST_MAX)
        named = [part.strip() for part in re.split("[,;]", text[match.end() : end])]
        proper = sum(part[:1].isupper() or part[:1] in {*'«"“„'} for part in named)
        if proper * 4 >= len(named) * 3 and (len(named) > 1 or named[0][:1] in {*'«"“„'}):
            yield match.start(), end


def _formulas(rules: _Rules, text: str, low: str) -> Iterator[Span]:
    """Yield blocks like "this material was made by foreign agent NAME or concerns ..."; often in capitals."""
    agents = [match.span() for match in rules.agent.finditer(low)]
    done = 0
    for opening in rules.formula.finditer(low) if agents else ():
        following = bisect_left(agents, (opening.start(), 0))
        if opening.start() < done or following == len(agents):
            continue
        agent_start, agent_end = agents[following]
        block = low[opening.end() : agent_start]
        if (
            len(block) <= _FORMULA_AHEAD
            and not _stop().search(block.replace("\n", " "))
            and "\n\n" not in block
        ):
            done = _formula_end(rules, text, low, agent_end)
            yield opening.start(), done


def _formula_end(rules: _Rules, text: str, low: str, at: int) -> int:
    """Return where the formula ends: its sentence, or its run of capitals, whichever is first."""
    ahead = low[at : at + _FORMULA_AHEAD]
    end = _sentence_end(ahead, 0)
    if text[at - 4 : at].isupper():
        small = next(
            (i for i in range(end - 1) if text[at + i].islower() and text[at + i + 1].islower()), end
        )
        if small < end:
            end = max(text.rfind(" ", at, at + small) - at, 0)
            end = max(end, ahead.rfind(". ", 0, end) + 1)
    again = rules.agent.search(ahead, end, end + 200)
    # "... АГЕНТОМ А. Б. ИМЯ ЛИБО КАСАЕТСЯ ДЕЯТЕЛЬНОСТИ ИНОСТРАННОГО АГЕНТА ...": the block has two halves.
    if again and "деятельност" in ahead[end : again.start()]:
        return _formula_end(rules, text, low, at + again.end())
    return at + end


def _generic_sentences(rules: _Rules, low: str) -> Iterator[Span]:
    """Yield background sentences about a banned movement or platform; alone they would be news."""
    for match in rules.generic.finditer(low):
        end = match.end() + _sentence_end(low[match.end() : match.end() + 160], 0)
        rest = low[: match.start()].strip(' \n\t*"') or low[end:].strip(' \n\t*".')
        if rest:
            yield match.start(), end


def _stands_apart(low: str, match: re.Match[str], labels: list[Span]) -> bool:
    """Tell an age mark (at an edge of the text, or after a label) from "adults 18+" inside a sentence."""
    before = low[max(0, match.start() - 40) : match.start()].rstrip(" \t\xa0|·•*")
    after = low[match.end() : match.end() + 40].lstrip(" \t\xa0|·•*")
    if not before or not after or before[-1] in "\n)]":
        return not before or before[-1] in '\n.!?…)]»"'
    nearest = bisect_left(labels, (match.start(), 0)) - 1
    return nearest >= 0 and not low[labels[nearest][1] : match.start()].strip()


def _sentence_end(text: str, at: int) -> int:
    """Return the end of the sentence that goes on at `at`: after its stop, or at a line break."""
    stop = _stop().search(text, at)
    return stop.end(1) if stop else len(text)


@cache
def _stop() -> re.Pattern[str]:
    # A full stop after a single letter or a short "им." is an abbreviation, not an end.
    return re.compile(r"(?:(?<![\s.\"«(]\w)(?<!\bим)(?<!\bг)([.!?…]+[\"»”)]*)(?=\s|$|\d{1,2}\+))|()(?=\n)")


def _merge(low: str, spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and (start <= merged[-1][1] or not low[merged[-1][1] : start].strip(" \t\xa0.,;")):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


# What each kind of label looks like, as text: compiled at first use, since that takes some milliseconds.
_LISTED = (
    r"признан|внес[её]?н|включ[её]?н|объявлен|реестр|статус|выполня|считает|решени|запрещ|организаци|"
    r"движени|деятельност|сообществ|групп|" + _IN_RUSSIA
)
_IN_BRACKET = (
    rf"{_VERDICT}.{{0,250}}?(?:{_LISTED})|(?:{_LISTED}).{{0,250}}?{_VERDICT}|"
    rf"(?:запрещ|заблокирован|ликвидирован)\w*.{{0,60}}?{_IN_RUSSIA}|{_IN_RUSSIA}.{{0,40}}?запрещ|"
    r"принадлеж\w+\s+(?:компании\s+)?[«\"]?(?:meta|мета)\b|"
    rf"{_EN_NAMED}.{{0,120}}?{_EN_VERDICT}|{_EN_VERDICT}.{{0,120}}?(?:{_EN_NAMED}|russia)|"
    r"(?:banned|outlawed|prohibited|blocked|forbidden)\b.{0,60}?\brussia"
)
_ATTRIBUTE = (
    rf"(?:[,—–-]\s{{0,3}})?(?:(?:ранее|также)\s{{1,3}})?(?:признан|внесен|включен|объявлен)н{_FULL}\b[^.!?;()\n]{{0,90}}?"
    rf"{_VERDICT}(?:\s+(?:{_BODY}|лиц\w*|сми|агент\w*))?(?:\s+{_IN_RUSSIA})?"
    rf"(?:\s*,?\s+(?:и\s+)?запрещенн?\w*(?:\s+{_IN_RUSSIA})?)?\s*,?|"
    r"(?:,\s{0,3})?(?:(?:физическ\w+\s+лиц\w+|лиц\w+|сми|нко|организаци\w+|юридическ\w+\s+лиц\w+|средств\w+"
    r"\s+массовой\s+информации)\s{0,3},?\s{0,3})?(?:исполня|выполня)ющ\w+\s+функци\w+\s+(?:сми\W{0,2})?иностранн\w+\s+агент\w*,?|"
    rf"(?:,\s{{0,3}})?запрещенн{_FULL}\s+{_IN_RUSSIA}(?:\s+(?:экстремистск|террористическ)\w+\s+{_BODY})?|"
    rf"(?:экстремистск|террористическ)\w+\s+{_BODY}\s*,\s*запрещенн{_FULL}\s+{_IN_RUSSIA}\s*,?"
)
_ASIDE = (
    rf",\s*(?:(?:which|who)\s+(?:has\s+been|have\s+been|was|were|is|are)\s+)?{_EN_NAMED}\s+(?:as\s+)?(?:an?\s+)?"
    rf"[\"“”'‘’]?{_EN_VERDICT}[\"“”'‘’]?{_EN_BY}\s*(?:,|(?=[.;\n]|$))|"
    rf",\s*which\s+russia\w*(?:\s+\w+){{0,4}}?\s+{_EN_NAMED}\s+(?:as\s+)?(?:an?\s+)?[\"“”'‘’]?{_EN_VERDICT}"
    rf"[\"“”'‘’]?\s*(?:,|(?=[.;\n]|$))|,\s*(?:an?\s+)?(?:(?:terrorist|extremist)\s+{_EN_BODY}\s+)?"
    r"(?:banned|outlawed|prohibited)\s+in\s+(?:the\s+)?russia(?:n\s+federation)?\s*(?:,|(?=[.;\n]|$))"
)
_GENERIC = (
    r"(?:(?<=[.!?…»\n])|(?<=[.!?…»\n]\s)|^)\*{0,3}(?:по\s+решению\s+[^.!?\n]{3,60}?\s)?[«\"]?"
    r"(?:(?:так\s+называем\w+\s+)?(?:международн\w+\s+)?(?:общественн\w+\s+)?движени\w+\s+[«\"]?лгбт\w*\+?[»\"]?|"
    r"лгбт\w*\W{1,2}движени\w+[»\"]?|(?:компани\w+\s+|корпораци\w+\s+|соцсет\w+\s+)?[«\"]?(?:meta|мета|instagram|"
    r"facebook|инстаграм|фейсбук)\b[»\"]?)[^.!?\n]{0,60}?(?:признан[аоы]?|запрещен[аоы]?|принадлежит)\b"
    rf"[^.!?\n]{{0,120}}?(?:экстремист\w+|запрещен\w*|{_IN_RUSSIA})|"
    r"(?:(?<=[.!?…»\n])|(?<=[.!?…»\n]\s)|^)\*{0,3}(?:the\s+)?(?:so-called\s+)?[\"“]?(?:international\s+)?(?:public\s+)?lgbt\w*\+?"
    r"(?:\s+(?:public|social))?\s+movement[\"”]?\s+(?:is|has\s+been|was)\s+(?:officially\s+)?"
    rf"(?:{_EN_NAMED}|banned)(?![^.!?\n]{{0,80}}?\bcourt)[^.!?\n]{{0,80}}?(?:extremist|\brussia)|"
    r"(?:(?<=[.!?…»\n])|(?<=[.!?…»\n]\s)|^)\*{0,3}(?:минюст|министерство\s+юстиции)\b[^.!?\n]{0,30}?\bсчитает\b"
    rf"[^.!?\n]{{0,80}}?{_VERDICT}"
)
_DECIDED = r"(?:признан|внес[её]?н|включ[её]?н|объявлен|запрещен|заблокирован|ликвидирован)"
_NOTE = (
    r"[\s—–:-]{0,4}(?:"
    # with no subject of its own: "признан в РФ иноагентом", "экстремистская организация, запрещена"
    rf"(?P<bare>(?:ранее\s+|организаци\w+\s+|лицо\s+|сми,?\s+|деятельность\s+)?(?:{_DECIDED}\w*|выполня\w+|принадлежит)\b|"
    rf"{_IN_RUSSIA}|(?:иностранн\w+\s+агент|(?:сми\W|нко\W|физлицо\W)?иноагент)\w{{0,2}}\W|"
    rf"(?:экстремистск|террористическ|нежелательн)\w+\s+{_BODY}|минюст\w*\b[^.!?\n]{{0,40}}?\bсчитает|"
    rf"(?:an?\s+)?{_EN_VERDICT}|{_EN_NAMED}\s|(?:banned|outlawed|prohibited)\s+in\s)|"
    # with one: "«Сход» признан ...", "the group was declared ..."
    rf"[^.!?\n]{{0,160}}?\b(?:{_DECIDED}[аоы]?\b[^.!?\n]{{0,120}}?(?:{_VERDICT}|{_IN_RUSSIA})|"
    rf"(?:принадлежит|явля[ею]тся|счита[ею]тся)\b[^.!?\n]{{0,120}}?(?:{_VERDICT}|{_DECIDED})|"
    rf"[—–]\s(?:{_VERDICT}|(?:запрещ|признан|внес)\w+)|"
    rf"(?:is|was|are|were|been|as)\s+(?:\w+\s+)?(?:{_EN_NAMED}|banned|outlawed|prohibited)\b[^.!?\n]{{0,80}}?"
    rf"(?:{_EN_VERDICT}|\brussia)))"
)
_BANNED = (
    rf"(?:(?:запрещенн|признанн|внесенн|включенн|объявленн|выполняющ|исполняющ)\w*[^.!?:\n]{{0,90}}?"
    rf"(?:{_VERDICT}|{_IN_RUSSIA})|{_VERDICT})"
)
_HEADING = (
    r"(?:(?<=[.!?…»\n*])|(?<=[.!?…»\n*]\s)|^)(?:(?:полный\s+)?(?:список|перечень|реестр)\s+)?"
    rf"(?:(?:российск\w+|международн\w+|сми|нко|физлиц\w*|лиц\w*|и|а\s+также|{_BODY}),?\s){{0,4}}{_BANNED}"
    rf"(?:,?\s+(?:и|или|а\s+также|их|в|на|{_BODY}|{_VERDICT}|{_DECIDED}\w*|территории|{_RUSSIA}|минюст\w*|сми|лиц\w*))"
    r"{0,9}\s?:\s|"
    rf"(?:(?<=[.!?…\n*])|(?<=[.!?…\n*]\s)|^)(?:list\s+of\s+)?(?:{_EN_VERDICT}|{_EN_BODY}\s+(?:\w+\s+){{0,2}}?(?:{_EN_NAMED}|banned|"
    rf"outlawed|prohibited)[^.!?:\n]{{0,60}}|banned\s+{_EN_BODY})(?:\s+in\s+(?:the\s+)?russia\w*(?:\s+federation)?)?\s?:\s"
)
_FORMULA = (
    r"(?:\(?(?:настоящ|данн|эт)\w{1,2}\s+(?:\(?и\W{0,2}или\W{0,2})?)?(?:материал|сообщени|информаци|контент|публикаци|"
    r"стать|текст)\w*[^!?\n]{0,120}?\b(?:произвед|создан|распростран|направл|подготовл|опубликов|размещ|касается)|"
    r"this\s+(?:news\s+)?(?:\w+\W+(?:and|or)\W+)?(?:material|message|article|content|publication|information|post)\b"
    r"[^!?\n]{0,120}?\b(?:produced|created|distributed|disseminated|published|sent|prepared)"
)


@cache
def _rules() -> _Rules:
    """Compile every pattern once."""
    return _Rules(
        bracket=re.compile(rf"[(\[]([^()\[\]\n]{{2,{_BRACKET_MAX}}})[)\]]"),
        in_bracket=re.compile(_IN_BRACKET),
        short_bracket=re.compile(
            rf"(?:{_VERDICT}(?:\s+{_BODY})?|запрещен[аоы]?|(?:сми\W)?иноагент\w*|(?:an?\s+)?{_EN_VERDICT}|\d{{1,2}}\+)\W*$"
        ),
        footnote=re.compile(
            r"(?:^|(?<=[\s.!?…»\")\]]))([*†¹²³]{1,5}(?=[^\s*]|\s\S)|\[\*\]|\(\*\)|прим(?:ечани[ея]|\.\s?ред\w*)\.?:?(?=\s\S))"
        ),
        reference=re.compile(r"(?<=[\w»”\"’)+])(?<!\*)([*†¹²³]{1,5}|\[\*\]|\(\*\))(?![*†¹²³\w])"),
        note=re.compile(_NOTE),
        heading=re.compile(_HEADING),
        verdict=re.compile(
            rf"{_VERDICT}|запрещен\w*|{_EN_VERDICT}|(?:banned|outlawed|prohibited)\s+in\s+(?:the\s+)?russia"
        ),
        agent=re.compile(rf"иностранн\w+\s+агент\w*|{_AGENT}|foreign[\s-]agents?"),
        formula=re.compile(_FORMULA),
        attribute=re.compile(_ATTRIBUTE),
        aside=re.compile(_ASIDE),
        generic=re.compile(_GENERIC),
        age=re.compile(r"(?<![\w+])((?:0|6|12|16|18)\+)(?![\w+])"),
    )
