"""Commands run inside the test's own process, which does not wait for Python and its imports each time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from bot.cli import doctor, keys, people, rehearse, watch


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Inside:
    """A folder with a migrated, empty database; the families of commands about the watch-list and people."""

    def __init__(
        self,
        folder: Path,
        empty_database: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._app = typer.Typer(pretty_exceptions_enable=False)
        for family in (doctor, keys, people, rehearse, watch):
            family.add_to(self._app)
        shutil.copytree(empty_database, folder / "data")
        shutil.move(folder / "data" / "keys", folder / "keys")
        monkeypatch.chdir(folder)
        monkeypatch.setenv("VIGIL_DATA_DIR", str(folder / "data"))
        monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(folder / "keys"))
        monkeypatch.setenv("VIGIL_POLLING__STARTER_FEEDS", "false")
        monkeypatch.setattr("config.log.configure", lambda *_, **__: None)  # the log is the test run's own

    def command(self, *arguments: str) -> Done:
        """Run one command to its end."""
        code = 0
        self._capsys.readouterr()
        try:
            self._app(arguments, prog_name="vigil")
        except SystemExit as stop:
            code = int(stop.code or 0)
        except Exception as error:  # noqa: BLE001  # as `bot.cli.main.main` tells it
            code, message = 1, str(error)
            shown = self._capsys.readouterr()
            return Done(code, shown.out, f"{shown.err}vigil: {message}\n")
        return Done(code, *self._capsys.readouterr())

    def json(self, *arguments: str) -> Any:
        """Run one command that must succeed and return the JSON value it prints."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def vigil(
    tmp_path: Path,
    empty_database: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Inside:
    """Commands in a folder of their own."""
    return Inside(tmp_path, empty_database, monkeypatch, capsys)
