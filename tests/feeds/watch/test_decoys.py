"""Rivers, namesakes, places named so, look-alikes, labels, other networks and slugs are no mentions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.watch.match import Matcher
from feeds.watch.watchlist import default
from tests.feeds.watch.cases import DECOYS

ROWS = [
    json.loads(line)
    for line in Path(__file__).parents[2].joinpath("data", "decoys.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in ROWS}))
def test_no_decoy_of_any_kind_is_found(kind: str) -> None:
    """Neither as a title nor as a text, whether its language is told or not."""
    matcher = Matcher(default())
    for row in ROWS:
        if row["kind"] == kind:
            for lang in ("", row["lang"]):
                assert matcher.find(row["text"], row["text"], lang) == (), row["text"]


def test_the_decoys_are_new_and_many() -> None:
    """None is told twice, and with the others there are far more than two hundred."""
    texts = {row["text"] for row in ROWS}
    assert len(texts) == len(ROWS)
    assert not texts & set(DECOYS)
    assert len(texts | set(DECOYS)) >= 280
