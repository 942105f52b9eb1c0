"""A digest in which every word of others attacks: markup of each format, formulas, marks that turn text."""

from __future__ import annotations

from dataclasses import replace

from bot.digest.snapshot import (
    Count,
    Coverage,
    Fact,
    Gap,
    Hidden,
    Note,
    Overview,
    Period,
    Quote,
    ReportItem,
    Silent,
    Snapshot,
    StoryItem,
    Unusual,
    Update,
    Watched,
    Week,
    Wording,
)
from tests.bot.digest.invented import at
from tests.bot.digest.material import empty

ATTACKS = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    '=HYPERLINK("http://evil.example","click")',
    "a;=cmd|'/c calc'!A0",
    "\t=1+1",
    "＝1+1",
    "](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example>",
    '#panic("typst") $x$ *bold* @label <label> \\ #read("/etc/passwd")',
    "{{ 7*7 }} {% raw %} ${7*7} {0} {secret} %s",
    "\\input{/etc/passwd} } @article{x, title={y}} %",
    "]]></content></entry></feed><!--",
    "good\u202edab\u202c \u200b\u2066\ufeff\x00\x07\x1b[31m\ud83d\ufffe",
    "tg://user?id=1 <a href='tg://user?id=1'>x</a>\n\n**a**\n# head\n- item",
    "Ж" * 10_000,
    "\U0001f600\U0001f3f3\ufe0f\u200d\U0001f308\U0001d518 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "one\r\ntwo\x0bthree\x1cfour\u2028five\x85six",
    "＝cmd|＠SUM(1) －2+3",
    "",
)
LINKS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.org/"><script>alert(1)</script>',
    "https://example.org/a b\u202egpj;=1",
    "https://example.org/" + "a" * 5000,
    "",
)


def report(n: int) -> ReportItem:
    word, link = ATTACKS[n % len(ATTACKS)], LINKS[n % len(LINKS)]
    return ReportItem(
        f"r{n}",
        at(n % 7, 1),
        word,
        word,
        word,
        word,
        word,
        word[:30],
        link,
        at(0, 1),
        link or word,
        word,
        word,
        word,
        at(1, 1),
        (Wording(at(0, 2), word, word, link, word, word),),
        at(1, 1),
    )


def story(n: int) -> StoryItem:
    word = ATTACKS[n % len(ATTACKS)]
    quotes = Quote("en", word), Quote(word[:9], word, f"r{n}", machine=True)
    return StoryItem(
        f"s{n}{word[:40]}",
        at(n % 7, 1),
        ("one", word, "three"),
        (report(n), report(n + len(ATTACKS))),
        word,
        1,
        quotes,
        quotes,
        (Fact(word, word, {"en": word}), Fact("who", word, report=f"r{n}"), Fact("count", word, {}, f"r{n}")),
        (Update(at(1, 1), "edit", word, "en", f"r{n}", word),),
        (Note(at(1, 1), word),),
        word if n % 2 else "",
    )


def hostile() -> Snapshot:
    """Return a digest that every format must survive."""
    told = tuple(story(n) for n in range(len(ATTACKS)))
    watched = tuple(Watched(key, key, {"en": key, "ru": key}) for key in ("one", *ATTACKS))
    return replace(
        empty(),
        period=Period(ATTACKS[0], at(0, 0), at(7, 0), "No/Such\x00Zone"),
        entities=watched,
        audience=ATTACKS[1],
        only=("one", ATTACKS[2]),
        settings={word: word for word in ATTACKS if "\ud83d" not in word},
        overview=Overview(
            tuple(Count(word, 1, (1, 2)) for word in ATTACKS),
            tuple(Count(word, 1) for word in ATTACKS),
            (*(Unusual(word, word, 1) for word in ATTACKS), Unusual("many", ATTACKS[0], 3)),
            (Week(ATTACKS[0], dict.fromkeys(ATTACKS, 3)),),
        ),
        top=(*(one.id for one in told[:6]), "nobody"),
        stories=told,
        late=tuple(replace(one, id=f"late{n}") for n, one in enumerate(told)),
        corrections=tuple(replace(one, continues=ATTACKS[n - 1]) for n, one in enumerate(told)),
        coverage=Coverage(
            1,
            1,
            tuple(Gap(word, at(0, 1), None, word, {"en": word}) for word in ATTACKS),
            tuple(Silent(word, word, at(0, 1)) for word in ATTACKS),
        ),
        notes=tuple(Note(at(0, 1), word) for word in ATTACKS),
        hidden=tuple(Hidden(word, 1) for word in ATTACKS),
    )
