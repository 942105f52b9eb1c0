"""The browser: Debian's Chromium, driven by Playwright; where either is missing, its tests are left out.

`BROWSER_TOOLS` names a folder with Playwright and the accessibility checker's script (`.ci/run` fills it).
With it set, nothing is left out.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_TOOLS = os.environ.get("BROWSER_TOOLS", "")
if _TOOLS and _TOOLS not in sys.path:
    sys.path.append(_TOOLS)
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_MISSING = [
    name
    for name, there in (("Chromium", _CHROMIUM), ("Playwright", importlib.util.find_spec("playwright")))
    if not there
]
collect_ignore = ["test_digest.py"] if _MISSING and not _TOOLS else []


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "browser: needs Chromium and Playwright")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out."""
    if collect_ignore:
        terminalreporter.write_line(
            f"The browser tests were left out: {' and '.join(_MISSING)} not found. .ci/run installs them."
        )


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script; empty where nobody installed it."""
    path = Path(_TOOLS) / "axe_playwright_python" / "axe.min.js"
    if not _TOOLS:
        return ""
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser without a window."""
    api: Any = importlib.import_module("playwright.sync_api")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
