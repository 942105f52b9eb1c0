"""The recorded material: where it lies, its rows, and the scorers that lie beside it."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

DEFAULT = "../shared/data"

Row = dict[str, Any]


class Missing(Exception):
    """Something that the evaluation stands on is not there; the text is one sentence."""


def corpus() -> Path:
    """Return the folder of recorded material; raises Missing."""
    folder = Path(os.environ.get("NEWS_CORPUS") or DEFAULT)
    for part in ("feeds/timelines", "text", "seed"):
        if not (folder / part).is_dir():
            raise Missing(
                f"The recorded material is missing: {folder.resolve() / part} is not a folder; "
                "set NEWS_CORPUS to where it lies."
            )
    return folder


def rows(path: Path) -> list[Row]:
    """Return the values of a JSON Lines file; raises Missing."""
    try:
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except OSError as error:
        raise Missing(f"{path} cannot be read: {error.strerror}.") from error


def scorer(name: str) -> ModuleType:
    """Import a scorer from the tools folder beside the recorded material; raises Missing."""
    path = corpus().parent / "tools" / "score" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise Missing(f"The scorer is missing: {path.resolve()} is not a file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
