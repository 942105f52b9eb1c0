"""`vigil rehearse` shows what a file would have changed, and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.opening import open_database
from tests.bot.cli.inside import Inside, vigil
from tests.storage.world import article, feed, store

__all__ = ["vigil"]

SHALI = 'version = 1\n\n[[entity]]\nkey = "shali"\nkind = "place"\nnames = { en = "Shali", ru = "Шали" }\n'


@pytest.fixture(autouse=True)
def _stored(vigil: Inside, tmp_path: Path) -> None:
    """Four stored entries, one of them old, and a proposed watch-list."""
    (tmp_path / "shali.toml").write_text(SHALI, encoding="utf-8")
    database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys")
    now, feed_id = datetime.now(UTC), feed(database)
    fresh = [article(title) for title in ("Snow in Shali", "Court in Argun adjourns", "Nothing at all")]
    store(database, feed_id, article("Flood in Shali"), now=now - timedelta(days=90))
    store(database, feed_id, *fresh, now=now - timedelta(days=2))
    database.close()


def test_the_outcome_is_one_json_value(vigil: Inside) -> None:
    """Thirty days unless asked otherwise; alerts that come, go, and where each was found."""
    result = vigil.json("rehearse", "--watchlist", "shali.toml")
    assert (result["gained"], result["lost"], result["entries"]) == (1, 1, 3)
    assert [(one["title"], one["surface"]) for one in result["examples_gained"]] == [
        ("Snow in Shali", "Shali")
    ]
    assert [one["title"] for one in result["examples_lost"]] == ["Court in Argun adjourns"]
    assert vigil.json("rehearse", "--watchlist", "shali.toml", "--days", "1")["entries"] == 0
    everything = vigil.json("rehearse", "--watchlist", "shali.toml", "--all")
    assert (everything["gained"], everything["entries"]) == (2, 4)
    assert [one["version"] for one in vigil.json("watch", "history")] == [1]


def test_a_person_sees_a_table_examples_and_a_sum(vigil: Inside) -> None:
    """Results are on stdout."""
    done = vigil.command("rehearse", "--watchlist", "shali.toml", "--all")
    assert done.returncode == 0, done.stderr
    assert "+ " in done.stdout
    assert "Snow in Shali [Shali]" in done.stdout
    assert "+2 alerts, -1; per day now" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["--watchlist", "nowhere.toml"], 1), (["--watchlist", "shali.toml", "--days", "0"], 2)],
)
def test_wrong_usage_is_told_from_failure(vigil: Inside, arguments: list[str], code: int) -> None:
    """A file is needed, and a period."""
    done = vigil.command("rehearse", *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
