"""What happened: the event words that a sentence states as facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.story.fact_context import stated
from feeds.story.fact_shapes import suits
from feeds.story.fact_tokens import Sentence, Token
from feeds.story.fact_words import event_words


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a sentence: its key, the shape of its word, and the token of the word."""

    key: str
    shape: str
    at: int


def find_events(sentence: Sentence) -> list[Event]:
    """Return the events a sentence tells, in order; a question tells none."""
    if sentence.asks:
        return []
    tokens = sentence.tokens
    found = (_event(tokens, at, titled=sentence.titled) for at in range(len(tokens)))
    return [event for event in found if event is not None]


def _event(tokens: Sequence[Token], at: int, *, titled: bool) -> Event | None:
    token = tokens[at]
    for word in event_words(token.russian).get(token.low, ()):
        if suits(tokens, at, word, titled=titled) and stated(tokens, at, word):
            return Event(word.event, word.shape, at)
    return None
