"""A digest as one HTML file: it needs no network, no script and no second file, and prints well.

The little script (a filter, copying a citation) only adds to a page that is complete without it. The page
forbids everything else to itself by a content security policy with the hashes of its own style and script.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from types import SimpleNamespace

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.digest.arrange import arrange
from bot.digest.charts import Chart, charts
from bot.digest.snapshot import Snapshot
from bot.digest.view import View

EXTENSION = "html"
MEDIA_TYPE = "text/html; charset=utf-8"


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the page of a digest."""
    return render_view(arrange(snapshot, lang), charts(snapshot, lang))


def render_view(view: View, pictures: tuple[Chart, ...]) -> bytes:
    """Write the page of a digest that is arranged already."""
    drawn = [(picture, Markup(picture.svg)) for picture in pictures]  # noqa: S704  # drawn and escaped by us
    return page("digest.html", view.words, v=view, charts=drawn)


def page(name: str, words: dict[str, str], **values: object) -> bytes:
    """Fill a page's template with `words` as `w`; style, script and their policy are the same for all."""
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    text = _template(name).render(
        style=Markup(style),  # noqa: S704  # our own files
        script=Markup(script),  # noqa: S704
        policy=policy,
        w=SimpleNamespace(**words),  # a dictionary's own names (copy, items) would hide words
        **values,
    )
    return text.encode("utf-8", "replace")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _part(name: str) -> str:
    return files("bot.digest").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    return environment.from_string(_part(name))
