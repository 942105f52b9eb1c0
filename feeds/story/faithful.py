"""Whether a text that a model made may be shown: every number, date, name, deed, denial and quotation in it
must be the source's, in either language. Rules only; what they cannot tell is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from feeds.story.claimed import assured, claims, place_concepts, relations, turned
from feeds.story.claims import DENIALS, NEGATIONS, NOT_NEGATIONS
from feeds.story.fact_checks import acronyms, mistold
from feeds.story.named import Names, names_office, unknown_names
from feeds.story.quantities import quantities
from feeds.story.signature import keys
from feeds.text.language import detect
from feeds.text.normalize import fold_word
from feeds.text.sentences import split

LIMIT = 900
"""UTF-16 units, as long as a summary of the source's own sentences."""
_READ = 20_000
_LONGER, _ROOM = 2, 120
"""How much longer than what it was made of a text may be: times, and units more."""
_ADDRESS = re.compile(
    r"\w+://|\bwww\.|\bt\.me\b|[\w.-]+@[\w-]+\.\w|(?<!\w)[@#]\w"
    r"|\b[\w-]{2,}\.(?:com|ru|org|net|info|io|me|su|рф|gov|edu|tv|co|uk|biz|xyz|app|dev|online|site)\b(?!\w)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}\[\]|`\\^~=_*]|&\w+;|^\s*(?:[#•·–—-]|\d+[.)])\s|^\s*>|\n\s*\n", re.MULTILINE)
_SPEAKS = re.compile(
    r"\b(?:as an ai|language model|i cannot|i can['’]t|i am unable|i['’]m sorry|here (?:is|are) (?:the|a"
    r"|your)|sure[,!]"
    r"|(?:translation|summary|headline|note)\s*:|как (?:языковая модель|ии)\b|я не могу|вот (?:перевод"
    r"|краткое|ваш)"
    r"|(?:перевод|краткое содержание|заголовок|примечание)\s*:|system prompt|системн\w+ (?:подсказк|промпт))",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous)\b"
    r"|\b(?:system prompt|you are (?:now )?an? (?:ai|assistant|language model|chatbot)|as an ai\b"
    r"|language model,)"
    r"|<\|?\s*(?:im_start|im_end|system|assistant|endoftext|/?s)\b|\[/?inst\]|^\s*(?:system|assistant"
    r"|user)\s*:"
    r"|\b(?:игнорируй|забудь|проигнорируй|отбрось)\w*\b.{0,40}\b(?:инструкци|указани|правил|предыдущ|выше)\w*"
    r"|\b(?:ai|chatgpt|gpt|llms?|summari[sz]ers?|translators?)\b[^.\n]{0,40}\b(?:please|repeat|omit|skip)\b"
    r"|\b(?:ai|models?|systems?|assistants?)\s+(?:that\s+)?(?:read|process)\w*\s+th(?:is|e)\b"
    r"|\bwhen\s+(?:you\s+)?(?:summari[sz]|translat|retell|rewrit)\w*"
    r"|\b(?:ии|нейросет\w+|модель|chatgpt|при\s+(?:пересказе|переводе))\b[,:]?.{0,40}"
    r"\b(?:(?:не\s+)?(?:упоминай|переводи|пиши|указывай|напиши|скажи|замени|опусти|добавь|укажи))(?:те)?\b"
    r"|</?(?:fence|source|report|article|text)>|\bprint\s+the\s+(?:text|prompt)\b"
    r"|\bты\s+(?:теперь\s+)?(?:ии|ассистент|языковая модель|чат-?бот)\b|\b(?:translator|переводчик)\w*\s*:\s",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_QUOTED = re.compile(r"«([^«»]*)»|“([^“”„]*)”|„([^“”„]*)[“”]|\"([^\"]*)\"")
_MARKS = re.compile('[«»“”„"]')
_WORD = re.compile(r"\w+")
_SMALL = re.compile(
    r"\b(?:the|a|an|of|in|to|for|and|is|was|were|on|at|by|with|after|over|from|says?|as)\b", re.IGNORECASE
)
_MIXED = re.compile(r"[a-z][а-яё]|[а-яё][a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text may be shown; each reason is ``kind: what``."""

    ok: bool
    reasons: tuple[str, ...] = ()


def check(source_title: str, source_text: str, output: str, lang: str, *, limit: int = LIMIT) -> Verdict:
    """Judge `output`, a headline and a summary on lines of their own or one text, in `lang` (en, ru).

    Linear but for the pairs of sentences, of which there are few. A false refusal costs a convenience, a
    false acceptance a reader's trust: in doubt it refuses.
    """
    source = _Source(source_title[:_READ], source_text[:_READ], lang)
    form = tuple(_form(source, output, lang, limit))
    if form:
        return Verdict(False, form)
    reasons = tuple(dict.fromkeys((*_facts(source, output), *_meaning(source, output, lang))))
    return Verdict(not reasons, reasons)


def instructs(text: str) -> bool:
    """Tell whether a text speaks to a model instead of to its readers; it is better not sent to one."""
    return _INSTRUCTS.search(text[:_READ]) is not None


@dataclass(slots=True, frozen=True)
class _Place:
    """A sentence with what can be recognised of it in another language."""

    text: str
    anchors: frozenset[str]
    words: frozenset[str]
    negative: bool
    denies: bool


class _Source:
    """What was sent, read once."""

    def __init__(self, title: str, text: str, lang: str) -> None:
        self.title, self.text = title, text
        self.whole = f"{title}\n{text}"
        self.translated = detect(self.whole) != lang
        self.names = Names(self.whole, translated=self.translated)

    @cached_property
    def sentences(self) -> list[_Place]:
        return list(_places(self.whole))

    @cached_property
    def folded(self) -> str:
        return " ".join(_WORD.findall(fold_word(self.whole)))


def _form(source: _Source, output: str, lang: str, limit: int) -> Iterator[str]:
    """Yield what is wrong with the text as such."""
    if not output.strip():
        yield "empty: nothing was said"
        return
    size = _units(output)
    if size > limit:
        yield f"long: {size} of {limit} units"
        return
    if size > _LONGER * _units(source.whole) + _ROOM:
        yield "long: much longer than its source"
    for pattern, kind in ((_ADDRESS, "address"), (_MARKUP, "markup"), (_SPEAKS, "chatter")):
        if found := pattern.search(output):
            yield f"{kind}: {found.group().strip()[:40]!a}"
    if odd := next(_odd(output, source.whole), ""):
        yield f"character: U+{ord(odd):04X}"
    if _MIXED.search(output) or not all(_in_language(line, lang) for line in output.splitlines()):
        yield "language: mixed letters or another language"
    elif (found_lang := _language(output)) != lang:
        yield f"language: {found_lang or 'none'}"
    if output.rstrip()[-1] in ",;:-–—(…" or not _balanced(output):
        yield "cut: it breaks off"


def _odd(output: str, source: str) -> Iterator[str]:
    """Yield characters that print nothing, turn the text's direction, or are pictures of the model's own."""
    for letter in output:
        kind = unicodedata.category(letter)
        silent = (kind[0] == "C" and letter != "\n") or kind in ("Zl", "Zp") or 0x300 <= ord(letter) <= 0x36F
        if silent or (kind in ("So", "Sk") and letter not in source):
            yield letter


def _in_language(line: str, lang: str) -> bool:
    """Tell whether a line is written in the letters of its language, but for names in Latin letters."""
    cyrillic = len(re.findall("[\u0400-\u04ff]", line))
    letters = sum(letter.isalpha() for letter in line)
    if lang == "ru":
        return not letters or 2 * cyrillic > letters
    return cyrillic == 0


def _language(text: str) -> str:
    """Return the language; a headline of names is English when its small words are."""
    found, words = detect(text), len(_WORD.findall(text))
    return "en" if found == "ru-Latn" and 8 * len(_SMALL.findall(text)) >= words else found


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and not _MARKS.search(_QUOTED.sub("", text))


def _facts(source: _Source, output: str) -> Iterator[str]:
    """Yield the numbers, names, deeds and quotations that the source does not have."""
    known = quantities(source.whole, generous=True)
    for fact in sorted(quantities(output) - known):
        yield f"number: {fact}"
    for name in unknown_names(output, source.names):
        yield f"name: {name[:40]}"
    for claim in sorted(claims(output, source.whole)):
        yield f"event: {claim}"
    for kin in sorted(relations(output) - relations(source.whole)):
        yield f"event: {kin}"
    yield from mistold(output, source.whole)
    for name in acronyms(output):
        if not source.names.has(name):
            yield f"name: {name}"
    if turned(output, source.whole):
        yield "event: the opposite"
    yield from _quotations(source, output)


def _quotations(source: _Source, output: str) -> Iterator[str]:
    said = [next(filter(None, found.groups()), "") for found in _QUOTED.finditer(output)]
    theirs = [next(filter(None, found.groups()), "") for found in _QUOTED.finditer(source.whole)]
    if source.translated:
        # Russian print puts names in quotation marks, English does not.
        said = [words for words in said if not _is_name(words, source.names)]
        if len(said) > len(theirs):
            yield "quotation: the source has none there"
        elif said and max(map(_words, said)) > 2 * max(map(_words, theirs)) + 3:
            yield "quotation: longer than the source's"
        return
    for words in said:
        if " ".join(_WORD.findall(fold_word(words))) not in source.folded:
            yield "quotation: other words than the source's"


def _is_name(words: str, names: Names) -> bool:
    found = _WORD.findall(words)
    return 0 < len(found) < 5 and words[0].isupper() and all(names.has(word) for word in found)


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _meaning(source: _Source, output: str, lang: str) -> Iterator[str]:
    """Yield denials that were lost or made up, and sentences that come from nowhere."""
    ours = list(_places(output))
    theirs = source.sentences
    if any(place.denies for place in theirs) != any(place.denies for place in ours):
        yield "denial: lost or made up"
    if source.translated:
        yield from _translated(source, output, ours)
    else:
        yield from _retold(theirs, ours)
    del lang


def _translated(source: _Source, output: str, ours: list[_Place]) -> Iterator[str]:
    theirs = source.sentences
    if len(ours) > len(theirs) + 1:
        yield "added: more sentences than the source"
    bare = [place for place in ours if not place.anchors and not names_office(place.text)]
    if len(bare) > sum(not place.anchors for place in theirs):
        yield "added: a sentence without anything of the source"
    headline, _, rest = output.partition("\n")
    if rest and source.title:
        yield from _compared(list(_places(source.title)), list(_places(headline)))
        yield from _compared(list(_places(source.text)), list(_places(rest)))
    else:
        yield from _compared(theirs, ours)


def _compared(theirs: list[_Place], ours: list[_Place]) -> Iterator[str]:
    """Compare which sentences are negative: one by one where they are as many, else as a whole."""
    if len(theirs) == len(ours):
        for told, said in zip(theirs, ours, strict=True):
            if told.negative != said.negative:
                yield "negation: turned round"
            if lost := assured(said.text, told.text):
                yield f"certainty: its {lost} is left out"
            # A fact of another sentence is told of somebody else.
            yield from (f"event: {claim} is told elsewhere" for claim in sorted(claims(said.text, told.text)))
            if quantities(said.text) - quantities(told.text, generous=True):
                yield "number: told elsewhere"
        return
    if sum(place.negative for place in theirs) != sum(place.negative for place in ours):
        yield "negation: turned round"
    lost = assured(" ".join(place.text for place in ours), " ".join(place.text for place in theirs))
    # Where most of a text is left out, so may be who said it.
    if lost == "doubt" or (lost and 2 * len(ours) > len(theirs)):
        yield f"certainty: its {lost} is left out"


def _retold(theirs: list[_Place], ours: list[_Place]) -> Iterator[str]:
    """Hold every sentence against the source's nearest one."""
    for place in ours:
        near = max(theirs, key=lambda other: len(other.words & place.words), default=None)
        if near is None or 2 * len(place.words & near.words) < len(place.words):
            shared = place.words & frozenset(word for other in theirs for word in other.words)
            if 3 * len(shared) < 2 * len(place.words):
                yield "added: a sentence in other words than the source's"
        if near is not None and near.negative != place.negative:
            yield "negation: turned round"


def _places(text: str) -> Iterator[_Place]:
    for start, end in split(text):
        sentence = text[start:end]
        if _WORD.search(sentence):
            yield _Place(
                sentence,
                frozenset(_anchors(sentence)),
                frozenset(keys(sentence)),
                _negative(sentence),
                _has(DENIALS, sentence),
            )


def _anchors(sentence: str) -> Iterator[str]:
    yield from quantities(sentence)
    yield from place_concepts(sentence)
    yield from claims(sentence, "")
    yield from unknown_names(sentence, Names("", translated=True), initial=False)


def _negative(sentence: str) -> bool:
    low = fold_word(sentence)
    for pattern in _compiled(NOT_NEGATIONS):
        low = pattern.sub(" ", low)
    return any(pattern.search(low) for pattern in (*_compiled(NEGATIONS), *_compiled(DENIALS)))


def _has(table: dict[str, str], sentence: str) -> bool:
    low = fold_word(sentence)
    return any(pattern.search(low) for pattern in _compiled(table))


def _compiled(table: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    return _patterns(tuple(table.values()))


@cache
def _patterns(written: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in written)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
