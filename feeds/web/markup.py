"""A feed's text before an XML parser sees it: find the document, disarm it, repair what is safe to repair.

No declaration of a document type survives, so nothing can be included, expanded or fetched by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html.entities import html5

from feeds.errors import NotAFeed

FEED_ROOTS = ("rss", "feed", "rdf", "channel", "entry")
_SEARCHED = 64 * 1024
"""Characters in which a document may begin."""
_MAX_ENTITY = 64
"""Characters a document's own entity may stand for, and how many it may define."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"<((?:[\w.-]{1,40}:)?([\w.-]{1,40}))(?=[\s>/])")
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|script|center|h1|p)\b", re.IGNORECASE)
_DOCTYPE_PART = re.compile(r"[\[\]<>]|\"[^\"]*\"|'[^']*'|<!--")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,32})\s+(?:\"([^\"%<]{0,64})\"|'([^'%<]{0,64})')\s*>")
_SUSPECT = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_REFERENCE = re.compile(
    r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,8});|#[xX]([0-9a-fA-F]{1,7});|([A-Za-z][\w.-]{1,31});)?"
)
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,30}):(?=[A-Za-z_])")

_CHALLENGE = re.compile(
    r"just a moment|checking (?:if|your browser)|challenge-platform|cf-chl|cf_chl|ddos-guard|qrator"
    r"|_incapsula_|captcha|enable javascript and cookies|проверк[аи] (?:вашего )?браузера"
    r"|are you (?:a )?(?:human|robot)"
    r"|verify you are human|sucuri|attention required",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(
    r"доступ[^<]{0,60}(?:ограничен|заблокирован|закрыт)|eais\.rkn\.gov\.ru|149-фз"
    r"|access (?:to this \w+ )?(?:is |has been )(?:restricted|blocked|denied)|access denied",
    re.IGNORECASE,
)
_OTHERS = {
    "urlset": ("sitemap", "this is a sitemap, not a feed"),
    "sitemapindex": ("sitemap", "this is a sitemap, not a feed"),
    "opml": ("opml", "this is an OPML list of feeds, not a feed"),
    **dict.fromkeys(
        ("error", "errors", "fault", "exception", "response", "redirect", "message"),
        ("error", "the server answered with an error document"),
    ),
}


@dataclass(frozen=True, slots=True)
class Document:
    """An XML feed ready for a parser: text from its root element on, and what was repaired."""

    text: str
    root: str
    """Local name of the root element in small letters."""
    warnings: tuple[str, ...] = ()


def prepare(text: str) -> Document:
    """Find the feed in `text` and make it safe to parse; raises NotAFeed when there is none."""
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    start, entities = _past_prologue(text)
    if not text[start : start + 64].strip():
        raise NotAFeed("empty", "the answer is empty")
    found = _NAME.match(text, start)
    root = found[2].lower() if found else ""
    warnings: tuple[str, ...] = ()
    if root not in FEED_ROOTS:
        head = text[start : start + _SEARCHED]
        hidden = _ROOT.search(head)
        if hidden is None or _HTML.search(head, 0, hidden.start()):
            raise _not_a_feed(text[start:], root)
        start += hidden.start()
        root = hidden[0].lstrip("<").rpartition(":")[2].lower()
        warnings = ("Something stood before the feed and was dropped.",)
    return Document(_with_good_references(text[start:], entities), root, warnings)


def with_prefixes_declared(text: str) -> str:
    """Declare in the root element every prefix that `text` uses, as feedparser knows them or as made up."""
    end = text.find(">")
    used = set(_PREFIX.findall(text)) - {"xml", "xmlns"}
    missing = [prefix for prefix in sorted(used)[:256] if f"xmlns:{prefix}=" not in text[:end]]
    known = _known_prefixes()
    added = "".join(
        f' xmlns:{prefix}="{known.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in missing
    )
    cut = end - 1 if text[end - 1 : end] == "/" else end
    return text[:cut] + added + text[cut:]


def _past_prologue(text: str) -> tuple[int, dict[str, str]]:
    """Return where the root element begins, and the harmless entities that the prologue defines."""
    at, entities = 0, dict[str, str]()
    while True:
        while at < len(text) and (text[at].isspace() or text[at] in "\ufeff\u200b"):
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
            end = end if end >= 0 else text.find(">", at) - 1
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 1
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _doctype_end(text, at)
            subset = text[at:end]
            if "<!ENTITY" in subset:
                entities = _own_entities(subset)
            end -= 2
        else:
            return at, entities
        if end < at:
            return len(text), entities
        at = end + 2


def _doctype_end(text: str, at: int) -> int:
    """Return the place after the declaration; brackets, quotes and nested declarations are counted."""
    depth = 0
    for part in _DOCTYPE_PART.finditer(text, at):
        if part[0] in "[<":
            depth += 1
        elif part[0] in "]>":
            depth -= 1
            if depth <= 0 and part[0] == ">":
                return part.end()
    return len(text)


def _own_entities(subset: str) -> dict[str, str]:
    """Keep entities that stand for a few plain characters; those that name others are bombs or worse."""
    entities: dict[str, str] = {}
    for name, double, single in _ENTITY.findall(subset):
        value = double or single
        if len(entities) >= _MAX_ENTITY:
            break
        if not re.search(r"&(?!#\w{1,8};)", value):
            entities[name] = _REFERENCE.sub(lambda ref: _character(ref, {}), value)
    return entities


def _with_good_references(text: str, entities: dict[str, str]) -> str:
    """Turn HTML's and the document's own entities into characters, and bare ampersands into text.

    CDATA sections are left as they are: no reference counts there.
    """
    if _SUSPECT.search(text) is None:
        return text
    parts, at = [], 0
    while at < len(text):
        opened = text.find("<![CDATA[", at)
        stop = opened if opened >= 0 else len(text)
        parts.append(_REFERENCE.sub(lambda ref: _character(ref, entities), text[at:stop]))
        closed = text.find("]]>", stop) if opened >= 0 else -1
        at = closed + 3 if closed >= 0 else len(text)
        parts.append(text[stop:at])
    return "".join(parts)


def _character(reference: re.Match[str], entities: dict[str, str]) -> str:
    xml, decimal, hexadecimal, name = reference.groups()
    if xml:
        return reference[0]
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        legal = (
            code in (9, 10, 13)
            or 0x20 <= code < 0xD800
            or 0xE000 <= code < 0xFFFE
            or 0xFFFF < code < 0x110000
        )
        return f"&#{code};" if legal else ""
    char = (entities.get(name) or html5.get(f"{name};")) if name else None
    if char is None:
        return "&amp;" + reference[0][1:]
    return char.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


@cache
def _known_prefixes() -> dict[str, str]:
    from feedparser.mixin import _FeedParserMixin

    return {prefix: uri for uri, prefix in _FeedParserMixin.namespaces.items() if prefix}


def _not_a_feed(text: str, root: str) -> NotAFeed:
    """Name what came instead of a feed."""
    head = text[:_SEARCHED]
    if root in _OTHERS:
        return NotAFeed(*_OTHERS[root])
    if _HTML.search(head) is None:
        return NotAFeed("unknown", "this is neither XML nor JSON of a kind that feeds use")
    if _CHALLENGE.search(head):
        return NotAFeed("challenge", "the site answered with a page that checks for a browser")
    if _RESTRICTED.search(head) and len(text) < 20_000:
        return NotAFeed("blocked", "the answer is a notice that access is restricted")
    return NotAFeed("html", "this is a web page, not a feed")
