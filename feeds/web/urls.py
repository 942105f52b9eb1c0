"""Addresses: what is a web address, where a relative one points, and when two are the same page.

`canonical` is a comparison key only: it is never fetched and never shown.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

MAX_LENGTH = 8192
"""Longer addresses are not web pages but data; no browser or server in use accepts them."""

_PARTS = re.compile(r"https?:/{2,}([^/?#\\]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\xa0\u200b\u2028\u2029\ufeff"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE = "/:@!$&'()*+,;=%-._~?[]|"
_AMP_TAIL = re.compile(r"(?<=[^/])(?:/amp(?:\.html)?|\.amp)$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"/(?:amp|[civ])/(?:(s)/)?([^/]+\.[^/]+/.*)", re.DOTALL)
_PORTS = (":80", ":443")
_TWINS = ("www.", "m.", "amp.", "mobile.")

# Names that advertising, mailing and statistics systems append; none of them selects a page anywhere.
_TRACKING = frozenset(
    re.findall(
        r"\S+",
        """
    fbclid gclid gclsrc dclid gbraid wbraid yclid ysclid ymclid yadclid yadordid msclkid twclid ttclid
    li_fat_id igshid igsh mc_cid mc_eid mc_tc mkt_tok rb_clickid vero_id vero_conv oly_anon_id oly_enc_id
    _openstat _hsenc _hsmi __hssc __hstc __hsfp hsctatracking _ga _gl _gac wickedid epik erid
    cmpid ncid icid ns_mchannel ns_source ns_campaign ns_linkname ns_fee xtor maca
    wt_mc wt_zmc wt.mc_id wtrid smid smtyp spm ito guccounter guce_referrer
    guce_referrer_sig __twitter_impression s_kwcid ef_id ml_subscriber ml_subscriber_hash
    pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid tg_rhash mindbox-click-id
    mindbox-message-key roistat admitad_uid usqp amp_js_v amp_gsa amp_ct phpsessid traffic_source
    __cf_chl_tk __cf_chl_jschl_tk__ __cf_chl_rt_tk nr_email_referer dicbo share_id
    """,
    )
)
_TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "matomo_", "piwik_", "hsa_", "itm_")
# Ordinary names that only count as tracking when they say "this click came from a feed".
_ORIGIN = frozenset(("from", "source", "src", "ref", "referrer", "partner", "emc", "rss", "via", "medium"))
_FROM_FEED = re.compile(
    r"(?:1|true|(?:rss|atom|feed|xml)(?:$|[\W_0-9]|feed|reader).*)", re.IGNORECASE | re.DOTALL
)
_NOISE = re.compile(r"comment|respond|reply|disqus|share|:~:|.*=", re.IGNORECASE | re.DOTALL)


def is_web(url: str) -> bool:
    """Say whether `url` is an absolute http or https address with a host."""
    return len(url) <= MAX_LENGTH and _PARTS.match(url) is not None


def absolute(link: str, base: str) -> str | None:
    """Return the absolute http(s) address that `link` means on page `base`, or None for anything else.

    White space and control characters are dropped as browsers drop them; inner spaces become ``%20``.
    """
    link = link.strip(_EDGES)
    if not link or len(link) > MAX_LENGTH:
        return None
    if not link.isprintable():
        link = _CONTROL.sub("", link)
    if _SCHEME.match(link) and link[:4].lower() != "http":
        return None
    if link[:4].lower() == "www.":
        link = "http://" + link
    if not is_web(link):
        try:
            link = urljoin(base, link)
        except ValueError:
            return None
    return link.replace(" ", "%20") if is_web(link) and _has_host(link) else None


def canonical(url: str) -> str:
    """Return the key under which all spellings of one page's address are equal; never raises.

    Folded: scheme, ``www.``/``m.``/``amp.`` hosts, AMP variants, default ports, tracking parameters,
    parameter order, percent escapes, international hosts, trailing slashes and fragments that only point
    into the page. Parameters that may select a page are kept. Other schemes come back stripped.
    """
    url = url.strip(_EDGES)
    parts = _PARTS.match(url)
    if parts is None or len(url) > MAX_LENGTH:
        return url
    host, path, query, fragment = parts.groups()
    host, path = _host(host), _path(path)
    if not host or " " in host or not host.isprintable():
        return url
    if "amp" in path or ".ampproject.org" in host:
        cached = _behind_amp_cache(host, path)
        if cached is not None:
            return canonical(cached if query is None else f"{cached}?{query}")
        path = _without_amp(path)
    key = f"https://{host}{path}"
    if query and (kept := _query(query)):
        key = f"{key}?{kept}"
    if fragment and (kept := _fragment(fragment)):
        key = f"{key}#{kept}"
    return key


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _host(authority: str) -> str:
    """Fold the part between ``//`` and the path: no user, no default port, no twin prefix, ASCII."""
    host = authority.rpartition("@")[2].lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return host
    host = host.rstrip(".")
    while host.endswith(_PORTS):
        host = host.rpartition(":")[0].rstrip(".")
    while host.startswith(_TWINS):
        rest = host.partition(".")[2]
        if "." not in rest:
            break
        host = rest
    return host


def _path(path: str) -> str:
    if "\\" in path:
        path = path.replace("\\", "/")
    if "%" in path or " " in path or not (path.isascii() and path.isprintable()):
        path = _escape(path)
    if "//" in path:
        path = re.sub(r"/{2,}", "/", path)
    if "/." in path:
        path = urlsplit(urljoin("http://h", path)).path
    return path.rstrip("/")


def _without_amp(path: str) -> str:
    """Drop AMP markers, but only beside a segment that looks like an article (``/tag/amp`` stays)."""
    while True:
        tail = _AMP_TAIL.search(path)
        if tail and _names_article(path[: tail.start()]):
            path = path[: tail.start()].rstrip("/")
        elif path.startswith("/amp/") and _names_article(path[5:]):
            path = path[4:]
        else:
            return path


def _names_article(path: str) -> bool:
    return any(char.isdigit() or char in "-_." for char in path.rpartition("/")[2])


def _behind_amp_cache(host: str, path: str) -> str | None:
    """Return the publisher's address inside Google's AMP viewer or cache, or None."""
    if not (
        host.endswith(".cdn.ampproject.org") or (host.startswith("google.") and path.startswith("/amp/"))
    ):
        return None
    found = _AMP_CACHE.match(path)
    return f"http{found[1] or ''}://{found[2]}" if found else None


def _query(query: str) -> str:
    kept = []
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name and not _is_tracking(name.lower(), value):
            kept.append(_escape(f"{name}={value}".replace("+", "%20")))
    kept.sort()
    return "&".join(kept)


def _is_tracking(name: str, value: str) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    if name in _ORIGIN:
        return _FROM_FEED.fullmatch(value) is not None and (name == "rss" or not value[:1].isdigit())
    if name == "amp":
        return value.lower() in ("", "1", "true")
    return name in ("outputtype", "output") and value.lower() == "amp"


def _fragment(fragment: str) -> str:
    """Keep a fragment that selects content: ``#!`` and ``#/`` routes, and numbered places in one page.

    Feeds of link logs and live pages give every item the same page and its own numbered anchor.
    """
    if fragment[0] in "!/":
        return _escape(fragment)
    if _NOISE.match(fragment) or not any(char.isdigit() for char in fragment):
        return ""
    return _escape(fragment)


def _escape(text: str) -> str:
    """Give equal text one spelling: unreserved characters bare, everything else in upper-case escapes."""
    if "%" in text:
        text = _ESCAPES.sub(_bare_unreserved, text)
    return quote(text, safe=_SAFE, errors="replace")


def _bare_unreserved(escapes: re.Match[str]) -> str:
    octets = bytes.fromhex(escapes[0].replace("%", ""))
    return "".join(chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in octets)
