"""The page of a digest as a reader meets it in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.digest import html, publish
from bot.digest.export import FORMATS, file_name
from tests.bot.digest.hostile import hostile
from tests.bot.digest.material import week

pytestmark = pytest.mark.browser

VIEWS = {
    "phone": (390, 844, "light", "ru"),
    "desktop": (1280, 900, "light", "en"),
    "dark": (1280, 900, "dark", "ru"),
}
_DEAD = """[...document.querySelectorAll('a[href^="#"]')]
    .filter(a => !document.getElementById(a.getAttribute('href').slice(1))).length"""


@dataclass
class Opened:
    """A page with all that it complained of and asked for."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(params=VIEWS)
def opened(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """Our week's page, as each kind of reader has it."""
    wide, high, scheme, lang = VIEWS[request.param]
    path = tmp_path / "digest.html"
    path.write_bytes(html.render(week(), lang))
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    found = Opened(context.new_page(), path.as_uri())
    found.page.on("console", lambda said: found.complaints.append(said.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("request", lambda asked: found.requests.append(asked.url))
    found.page.goto(found.address)
    yield found
    context.close()


def test_it_opens_alone_and_fits(opened: Opened) -> None:
    """No word on the console, no request but the file itself, nothing wider than the screen."""
    assert opened.complaints == []
    assert opened.requests == [opened.address]
    assert opened.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_every_link_inside_leads_somewhere(opened: Opened) -> None:
    """The table of contents moves to its chapters."""
    assert opened.page.evaluate(_DEAD) == 0
    link = opened.page.locator("nav a[href^='#']").nth(2)
    target = link.get_attribute("href")
    link.click()
    assert opened.page.evaluate("location.hash") == target
    # It may glide there.
    opened.page.wait_for_function(
        "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 400", arg=target[1:]
    )


def test_the_filter_shows_what_it_is_asked_for(opened: Opened) -> None:
    """Less, nothing with a word about it, and all again."""
    rows = opened.page.locator("table.list tbody tr")
    every = _shown(rows)
    opened.page.fill("#find", "аргун")
    assert 0 < _shown(rows) < every
    opened.page.fill("#find", "zzzz")
    assert _shown(rows) == 0
    assert opened.page.locator(".none").is_visible()
    opened.page.fill("#find", "")
    assert _shown(rows) == every


def _shown(rows: Any) -> int:
    return sum(bool(rows.nth(n).is_visible()) for n in range(rows.count()))


def test_a_citation_is_copied_with_one_click(opened: Opened) -> None:
    """The button says so."""
    button = opened.page.locator("button[data-cite]:visible").first
    if not button.count():
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        button = opened.page.locator("button[data-cite]:visible").first
    before = button.inner_text()
    button.click()
    opened.page.wait_for_function("before => document.activeElement.innerText !== before", arg=before)
    assert "Vigil 2026-W47" in opened.page.evaluate("navigator.clipboard.readText()")


def test_everything_has_an_accessible_name(opened: Opened, axe: str) -> None:
    """By our own count, and by a checker that others wrote where it is installed: nothing serious."""
    nameless = """[...document.querySelectorAll('a,button,input,svg')].filter(e => !(e.innerText || '').trim()
        && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')
        && !(e.labels && e.labels.length) && e.closest('[hidden]') === null).length"""
    assert opened.page.evaluate(nameless) == 0
    if axe:
        opened.page.evaluate(axe)
        found = opened.page.evaluate("axe.run()")["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("wide", [320, 1280])
def test_hostile_words_neither_run_nor_break_the_page(browser: Any, tmp_path: Path, wide: int) -> None:
    """No word on the console, no window, no request, and nothing wider than the screen."""
    path = tmp_path / "digest.html"
    path.write_bytes(html.render(hostile(), "ru"))
    page = browser.new_page(viewport={"width": wide, "height": 800})
    found = Opened(page, path.as_uri())
    page.on("console", lambda said: found.complaints.append(said.text))
    page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
    page.on("request", lambda asked: found.requests.append(asked.url))
    page.goto(found.address)
    assert (found.complaints, found.requests) == ([], [found.address])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.close()


def test_the_index_of_weeks_fits_a_phone(browser: Any, tmp_path: Path) -> None:
    """With every file of each week."""
    names = [file_name(week(), form, "ru") for form in FORMATS]
    path = tmp_path / "index.html"
    path.write_bytes(publish.index([publish.issue(week(), names, "ru")], "ru"))
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(path.as_uri())
    assert page.locator("td.files a").count() == len(names)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.close()
