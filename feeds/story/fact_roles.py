"""Who an event happened to, where, and whether it is the news of its sentence: by how the words stand.

A line that puts the wrong person beside "killed" is worse than none: where the grammar leaves a doubt, the
answer is nobody and nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from feeds.story.fact_context import BE
from feeds.story.fact_events import Event, find_events
from feeds.story.fact_people import Person, find_people
from feeds.story.fact_surnames import surname_case
from feeds.story.fact_tokens import Sentence, Token, sentences, word_set
from feeds.story.fact_words import is_people
from feeds.story.facts import Fact

_READ = 700
"""Code points of a field that are looked at: the line is about what stands at the beginning."""
_REACH = 8
"""Tokens between an event and whom it happened to."""
_ACTED = frozenset(("denied", "appeal", "statement", "fled"))
"""Events that people do; the others happen to them."""
_TO_WHOM = frozenset(("charged", "verdict", "sentenced", "case"))
_OBJECT = frozenset(("gent", "accs"))
_AND = frozenset(("and", "и", ","))
_AUXILIARY = BE | word_set(
    """
    have has had also later again now just still all reportedly both found был была было были уже снова вновь
    тоже также позже ранее вчера сегодня накануне сразу
    """
)
_AFTER_NAME = word_set(
    """
    in at near on after during over outside as when while to by for from and who was were has is his her
    в на под по за после из при у и с к во со under
    """
)
_NO_PART = word_set(
    """
    in on at by to from with for after before over near against as and or of told said says who that about
    в во на по за с со к у о об из от или для что кто против при после до под
    """
)
"""Between an event and a name these part the two."""
_IN = word_set("in inside across at в во на")
_DOINGS = word_set(
    "attack attacks strike strikes raid raids war border offensive shelling bombing forces troops"
)
_FROM_HERE = _NO_PART | word_set("border between between's boundary bordering рядом близ возле около границе")
_WHOSE = word_set("of with against by to for from about")
_ROLES = (
    *("правозащитни", "журналист", "активист", "блогер", "политик", "оппозиционер", "ученого", "учител"),
    *("художник", "писател", "поэт", "музыкант", "певц", "певиц", "депутат", "генерал", "полковник", "майор"),
    *("министр", "имам", "муфти", "бизнесмен", "предпринимател", "россиян", "чеченц", "чеченк", "военн"),
    *(
        "полицейск",
        "чиновни",
        "бывш",
        "экс-",
        "пенсионер",
        "студент",
        "подрост",
        "школьни",
        "женщин",
        "мужчин",
    ),
)
"""Beginnings of what people are. Others may be somebody's: Брата Кадырова задержали."""
_RELATIVE = word_set(
    """
    who whom whose which который которая которое которые которого которой которому которых которую которым
    которыми
    """
)


def befallen(text: str, event: Fact) -> tuple[Fact, ...]:
    """Return the people an event of `text` happened to, or who did it where people do it (denied)."""
    found = _at(text, event.start)
    if found is None:
        return ()
    sentence, at, people = found
    told = next((one for one in find_events(sentence) if one.at == at and one.key == event.value), None)
    if told is None:
        return ()
    fits = {person for person in people if _befell(sentence.tokens, told, person)}
    for _ in people:  # and those who are named together with one of them
        fits |= {person for person in people if _named_with(sentence.tokens, person, fits)}
    return tuple(_fact(sentence.tokens, person, event.field) for person in people if person in fits)


def happened_to(text: str, event: Fact, start: int, end: int) -> bool:
    """Tell whether an event of `text` happened to whom ``text[start:end]`` names, be it by surname alone."""
    found = _at(text, event.start)
    if found is None:
        return False
    sentence, at, _ = found
    told = next((one for one in find_events(sentence) if one.at == at and one.key == event.value), None)
    inside = [index for index, token in enumerate(sentence.tokens) if start <= token.start < end]
    if told is None or not inside:
        return False
    first, last = inside[0], inside[-1]
    if at in range(first, last + 1):
        return False
    case = surname_case(sentence.tokens[last].low) if sentence.tokens[last].russian else ""
    return _befell(sentence.tokens, told, Person("", first, last, case))


def is_there(text: str, place: Fact) -> bool:
    """Tell whether a text says that something is in a place, rather than near it, from it or about it."""
    found = _at(text, place.start)
    if found is None:
        return False
    sentence, at, _ = found
    tokens = sentence.tokens
    ends = (index for index in range(at, len(tokens)) if tokens[index].end >= place.end)
    last = next(ends, len(tokens) - 1)
    if last + 1 < len(tokens) and tokens[last + 1].low in _DOINGS:
        return False  # killed in Israel attacks on Gaza
    for back in range(at - 1, max(-1, at - 4), -1):
        low = tokens[back].low
        if low in _IN:
            return True
        if low in _FROM_HERE or not low[0].isalpha():
            return False
    return False


def is_of_epithet(text: str, place: Fact, event: Fact) -> bool:
    """Tell whether a place is where another deed was done: задержанный в Аргуне отпущен."""
    found = _at(text, place.start)
    if found is None:
        return False
    sentence, at, _ = found
    return any(
        one.at == at - 2 and one.shape == "person" and sentence.tokens[one.at].start != event.start
        for one in find_events(sentence)
    )


def is_aside(text: str, event: Fact) -> bool:
    """Tell whether a text mentions an event only to say who somebody is: "his father, who was killed"."""
    found = _at(text, event.start)
    if found is None:
        return False
    sentence, at, _ = found
    if at and sentence.tokens[at - 1].text == "," and is_epithet(text, event):
        return True  # his father, погибший на войне
    clause = sentence.tokens[at].clause
    return any(token.low in _RELATIVE for token in sentence.tokens[:at] if token.clause == clause)


def is_epithet(text: str, event: Fact) -> bool:
    """Tell whether an event only says of whom the rest is told: detained men released, похищенный найден."""
    found = _at(text, event.start)
    if found is None:
        return False
    sentence, at, _ = found
    told = next((one for one in find_events(sentence) if one.at == at), None)
    if told is None or told.shape == "person":
        return told is not None and sentence.tokens[at].russian
    after = sentence.tokens[at + 1].low if at + 1 < len(sentence.tokens) else "."
    before = sentence.tokens[at - 1].low if at else ""
    return told.shape == "either" and is_people(after) and not (before and is_people(before))


def same_sentence(text: str, one: Fact, other: Fact) -> bool:
    """Tell whether two facts of a field stand in one sentence."""
    first, second = _at(text, one.start), _at(text, other.start)
    return first is not None and second is not None and first[0] is second[0]


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[tuple[Sentence, tuple[Person, ...]], ...]:
    return tuple((sentence, tuple(find_people(sentence, text))) for sentence in sentences(text))


def _at(text: str, place: int) -> tuple[Sentence, int, tuple[Person, ...]] | None:
    """Return the sentence, the token and the sentence's people at a place of a text."""
    for sentence, people in _read(text[:_READ]):
        for at, token in enumerate(sentence.tokens):
            if token.start == place:
                return sentence, at, people
    return None


def _fact(tokens: Sequence[Token], person: Person, field: str) -> Fact:
    last = tokens[person.last]
    end = last.end - 2 if last.low.endswith("'s") else last.end
    return Fact("person", person.key, field, tokens[person.first].start, end)


def _befell(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    if not _together(tokens, event, person):
        return False
    if tokens[event.at].russian:
        return _befell_ru(tokens, event, person)
    return _before_en(tokens, event, person) if person.last < event.at else _after_en(tokens, event, person)


def _together(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    """Tell whether both stand in one clause, or have only an apposition between two commas between them."""
    clauses = tokens[event.at].clause - tokens[person.last].clause
    distance = event.at - person.last if event.at > person.last else person.first - event.at
    if clauses == 0:
        return distance <= _REACH
    if clauses != 2 or tokens[person.last + 1].text != ",":  # each comma opens a clause
        return False
    back = event.at - 1
    while back > person.last and tokens[back].low in _AUXILIARY:
        back -= 1
    return tokens[back].text == ","


def _befell_ru(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    before = tokens[person.first - 1].low if person.first else ""
    between = [token.low for token in tokens[min(event.at, person.last) + 1 : max(event.at, person.first)]]
    if event.key in _ACTED or event.shape in {"passive", "alone"}:
        if event.key == "case":
            return person.case in _OBJECT and before in {"против", "отношении"}
        return person.case == "nomn"
    if person.case != "nomn" and _is_owner(tokens, event, person):
        return False
    if event.shape == "active":
        if event.key == "case":
            return person.case in _OBJECT and bool({"против", "отношении"} & {before, *between})
        return person.case in _OBJECT and before not in _NO_PART and _NO_PART.isdisjoint(between)
    if person.first < event.at or (event.shape == "person" and len(between) > 1):
        return False
    if event.shape == "person":
        return _NO_PART.isdisjoint(between)
    cases = {"gent", "datv"} if event.key in _TO_WHOM else {"gent"}
    allowed = {"у"} if event.key == "searched" else set()
    return person.case in cases and not _NO_PART & set(between) - allowed


def _is_owner(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    """Tell whether the word before a name may be what the named one has: their brother, critic, men."""
    before = tokens[person.first - 1] if person.first else None
    if before is None or person.first - 1 == event.at or not before.low[0].isalpha():
        return False
    return before.low not in _NO_PART | _AND | _AUXILIARY and not before.low.startswith(_ROLES)


def _before_en(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    """Oyub Titiev was detained; Oyub Titiev's arrest."""
    between = [token.low for token in tokens[person.last + 1 : event.at]]
    clause = [token.low for token in tokens[: person.first] if token.clause == tokens[person.first].clause]
    if not _WHOSE.isdisjoint(clause):
        return False  # a critic of Vladimir Putin and Ramzan Kadyrov was killed
    if tokens[person.last].low.endswith("'s"):
        return event.shape == "noun" and len(between) <= 1 and _NO_PART.isdisjoint(between)
    if event.shape == "noun" or (
        event.shape not in {"either", "passive", "alone", "person"} and event.key not in _ACTED
    ):
        return False
    if tokens[event.at].clause != tokens[person.last].clause:
        between = []  # an apposition; what follows it was looked at
    if not all(low in _AUXILIARY or low.endswith("ly") for low in between):
        return False
    was = not BE.isdisjoint(between)
    after = tokens[event.at + 1].low if event.at + 1 < len(tokens) else "."
    return (
        event.shape != "either" or was or not after[0].isalnum() or after in _AFTER_NAME | {"under", "with"}
    )


def _after_en(tokens: Sequence[Token], event: Event, person: Person) -> bool:
    """Police detained the activist Oyub Titiev; the arrest of Oyub Titiev."""
    last = tokens[person.last]
    after = tokens[person.last + 1].low if person.last + 1 < len(tokens) else "."
    if last.low.endswith("'s") or event.key in _ACTED or event.shape in {"passive", "alone"}:
        return False
    if after[0].isalpha() and after not in _AFTER_NAME:
        return False  # detained a Ramzan Kadyrov critic
    between = [token.low for token in tokens[event.at + 1 : person.first]]
    if event.shape == "noun":
        if between[:1] != ["of"]:
            return False
        between = between[1:]
    was = any(token.low in BE for token in tokens[max(0, event.at - 2) : event.at])
    return (
        not was and len(between) <= 5 and not any(low in _NO_PART or not low[0].isalpha() for low in between)
    )


def _named_with(tokens: Sequence[Token], person: Person, fits: set[Person]) -> bool:
    """Tell whether somebody is named right beside one whom it happened to, in the same case."""
    for other in fits:
        first, second = sorted((person, other), key=lambda one: one.first)
        between = [token.low for token in tokens[first.last + 1 : second.first]]
        same = person.case == other.case or {person.case, other.case} <= _OBJECT
        if person == other or (between and same and _AND.issuperset(between)):
            return True
    return False
