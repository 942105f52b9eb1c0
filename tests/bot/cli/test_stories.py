"""`vigil stories` does what the chat does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.main import _run
from storage.opening import open_database
from tests.storage.world import feed, news


@pytest.fixture
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(tmp_path / "keys"))
    (tmp_path / "data").mkdir()
    database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys")
    one = feed(database)
    for name in ("Arrest", "Hearing"):
        news(database, one, name, "titiev")
    database.close()


@pytest.mark.usefixtures("_installation")
def test_stories_are_listed_merged_and_parted(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command prints one JSON value."""

    def vigil(*arguments: str) -> object:
        assert _run(["stories", *arguments, "--json"], debug=True) == 0
        return json.loads(capsys.readouterr().out)

    def listed() -> dict[int, int]:
        rows = vigil("list")
        assert isinstance(rows, list)
        return {row["id"]: row["reports"] for row in rows}

    assert listed() == {1: 1, 2: 1}
    assert vigil("merge", "2", "1", "--reason", "one event") == {"story": 1, "reports": 1}
    assert listed() == {1: 2}
    shown = vigil("show", "1")
    assert isinstance(shown, dict)
    assert [entry["report"] for entry in shown["entries"]] == [1, 2]
    assert shown["standing"]["owners"] == 1
    assert vigil("unmerge", "2") == {"story": 2, "reports": 1}
    assert listed() == {1: 1, 2: 1}
    vigil("merge", "1", "2")
    assert vigil("split", "1") == {"story": 3, "reports": 1}


@pytest.mark.usefixtures("_installation")
@pytest.mark.parametrize("arguments", [("show", "9"), ("merge", "1", "1"), ("split", "1"), ("unmerge", "1")])
def test_what_makes_no_sense_ends_with_one_sentence(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """And exit code 1."""
    assert _run(["stories", *arguments], debug=False) == 1
    assert capsys.readouterr().err.startswith("vigil: ")
