"""Article pages as sites serve them, written by us, for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence

EN = (
    "A court in Tarnsk extended the arrest of the harbour pilot Anton Velsky by two months on Tuesday.",
    "His lawyer, Irina Sobol, said the judge had refused to hear the three witnesses of the defence.",
    "According to her, the pilot has been kept in a single cell since the end of February.",
    "The harbour board has not answered questions about the case, and the next hearing is set for May.",
)
RU = (
    "Суд в Тарнске во вторник продлил на два месяца арест лоцмана Антона Вельского.",
    "Его адвокат Ирина Соболь сообщила, что судья отказался выслушать трёх свидетелей защиты.",
    "По её словам, с конца февраля лоцмана держат в одиночной камере.",
    "Управление порта на вопросы о деле не ответило, следующее заседание назначено на май.",
)
TITLE_EN = "Court extends arrest of harbour pilot Velsky"
TITLE_RU = "Суд продлил арест лоцмана Вельского"


def page(
    title: str = TITLE_EN,
    paragraphs: Sequence[str] = EN,
    *,
    head: str = "",
    body: str = "",
    charset: str = "utf-8",
    declared: str = "",
) -> bytes:
    """Return a page with a menu, an article and a footer, in `charset`."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    meta = f"<meta charset='{declared}'>" if declared else ""
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>{title}</title>{head}</head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<article><h1>{title}</h1>{text}</article>{body}"
        "<footer>© Sample Post. All rights reserved.</footer></body></html>"
    ).encode(charset, "replace")


def linked_data(*things: object) -> str:
    """Return a JSON-LD script; a text goes in as it is."""
    return "".join(
        "<script type='application/ld+json'>"
        f"{thing if isinstance(thing, str) else json.dumps(thing, ensure_ascii=False)}</script>"
        for thing in things
    )
