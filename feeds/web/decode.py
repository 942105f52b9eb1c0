"""Bytes to text: what a feed is written in, whatever its headers and declarations claim.

UTF-8 that holds up wins over every claim; damage is repaired between two tags, so that one wrong byte
never costs the letters of the rest. Legacy Cyrillic is told apart by its most frequent letters.
"""

from __future__ import annotations

import codecs
import re
import zlib
from functools import cache

MAX_UNPACKED = 16 * 1024 * 1024
"""Bytes that a compressed body may grow to; the rest is cut off."""

_GZIP = b"\x1f\x8b"
_NESTED = 2
_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)

# Names that mean more than they say on the web (WHATWG Encoding Standard, section 4.2).
_WIDENED = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Python knows codecs that are no character sets (punycode, unicode_escape, zlib): only these count.
_KNOWN = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|utf-32(?:-[lb]e)?|cp125\d|iso8859-\d+|koi8-[rtu]|mac-(?:cyrillic|roman)|cp8[56]\d|cp874"
    r"|cp437|gb18030|cp932|cp949|big5hkscs|euc_jp|euc_jis_2004|iso2022_jp|tis-620|ptcp154|kz1048"
)
_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")
_MULTIBYTE = ("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "euc_jis_2004")
_FREQUENT = frozenset("оеаинтсрвл")
"""Two thirds of all letters in Russian; other readings of the same bytes never reach half."""
_DOUBLED = re.compile("[\u00d0\u00d1][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]")


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of `body`; never raises and never drops more than the damaged characters.

    Looks at byte order marks, the shape of the bytes, the charset of `content_type` and the XML
    declaration, in this order. A gzip body that nobody announced is unpacked first.
    """
    body = _unpacked(body)
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _undoubled(body[len(mark) :].decode(encoding, "replace"))
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace")
    claimed = _claimed(body, content_type)
    if claimed == "iso2022_jp" and b"\x1b" in body:
        return body.decode(claimed, "replace")
    text = _as_utf8(body)
    if text is None:
        text = _as_damaged_utf8(body, claimed) if _mostly_utf8(body) else _as_legacy(body, claimed)
    return _undoubled(text)


def _unpacked(body: bytes) -> bytes:
    """Undo up to two layers of gzip; a damaged stream gives what came before the damage."""
    for _ in range(_NESTED):
        if not body.startswith(_GZIP):
            break
        stream = zlib.decompressobj(wbits=31)
        parts, size = [], 0
        try:
            for start in range(0, len(body), _SAMPLE):
                parts.append(stream.decompress(body[start : start + _SAMPLE], MAX_UNPACKED - size))
                size += len(parts[-1])
                if size >= MAX_UNPACKED or stream.eof:
                    break
        except zlib.error:
            pass
        body = b"".join(parts)
    return body


def _wide(body: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark: markup is ASCII, so every other byte is zero."""
    head = body[:400]
    if b"\0" not in head or len(head) < 8:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if head[1:4] == b"\0\0\0":
        return "utf-32-le"
    if head[:3] == b"\0\0\0":
        return "utf-32-be"
    if odd > half * 0.3 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _claimed(body: bytes, content_type: str | None) -> str | None:
    """Return the character set that the header or else the document names, in Python's spelling."""
    found = _HEADER_CHARSET.search(content_type[:300]) if content_type else None
    named = _known(found[1]) if found else None
    if named:
        return named
    head = body[:2048]
    declared = _DECLARED.search(head) or _META.search(head)
    return _known(declared[1].decode("ascii", "replace")) if declared else None


@cache
def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _WIDENED.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _as_utf8(body: bytes) -> str | None:
    """Decode flawless UTF-8, also when it was cut in the middle of its last character."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        return body[: error.start].decode("utf-8") if cut else None


def _mostly_utf8(body: bytes) -> bool:
    """Say whether more characters beyond ASCII read well as UTF-8 than not."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond - bad > bad


def _as_damaged_utf8(body: bytes, claimed: str | None) -> str:
    """Decode tag by tag: a stretch that is not UTF-8 is read in a legacy set or loses its bad bytes."""
    pieces = body.split(b"<")
    broken = [piece for piece in pieces if _as_utf8(piece) is None]
    legacy = claimed if claimed in _CYRILLIC else _cyrillic(b" ".join(broken)) or "cp1252"
    return "<".join(_piece(piece, legacy) for piece in pieces)


def _piece(piece: bytes, legacy: str) -> str:
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        return piece.decode("utf-8" if _mostly_utf8(piece) else legacy, "replace")


def _as_legacy(body: bytes, claimed: str | None) -> str:
    """Decode text in one of the older character sets."""
    if claimed in _MULTIBYTE:
        try:
            return body.decode(claimed)
        except UnicodeDecodeError:
            pass
    guess = _cyrillic(body)
    if guess:
        return body.decode(guess, "replace")
    if claimed and not claimed.startswith("utf"):
        return body.decode(claimed, "replace")
    return body.decode(_detected(body), "replace")


def _cyrillic(body: bytes) -> str | None:
    """Return the Cyrillic set in which the bytes beyond ASCII look like Russian words, or None.

    Russian stands in runs of such bytes, western accents stand alone; upper and lower case change
    places between the sets, so frequent small letters decide.
    """
    runs = re.findall(rb"[\x80-\xff]+", body[: 4 * _SAMPLE])
    total = sum(map(len, runs))
    letters = b"".join(run for run in runs if len(run) > 1)
    if total == 0 or len(letters) < 0.7 * total:
        return None
    sample = letters[:8192]
    scores = {name: _frequent_share(sample.decode(name, "replace")) for name in _CYRILLIC}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.45 else None


def _frequent_share(text: str) -> float:
    return sum(letter in _FREQUENT for letter in text) / len(text)


def _detected(body: bytes) -> str:
    """Ask charset-normalizer, as a last resort and on a bounded sample of the bytes that matter."""
    from charset_normalizer import from_bytes

    runs = re.findall(rb"[^<>]{0,60}[\x80-\xff][^<>]{0,60}", body[:_SAMPLE])
    best = from_bytes(b" ".join(runs)[:4096]).best()
    return (best and _known(best.encoding)) or "cp1252"


def _undoubled(text: str) -> str:
    """Undo UTF-8 that was once read as western text and encoded again, stretch by stretch."""
    if _DOUBLED.search(text) is None or len(_DOUBLED.findall(text)) < 8:
        return text
    return "<".join(_once(piece) for piece in text.split("<"))


def _once(piece: str) -> str:
    if _DOUBLED.search(piece) is None:
        return piece
    try:
        return piece.translate(_western()).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return piece


@cache
def _western() -> dict[int, int]:
    """Map the characters of windows-1252 back to the bytes they were read from."""
    pairs = ((bytes([octet]).decode("cp1252", "ignore"), octet) for octet in range(0x80, 0xA0))
    return {ord(char): octet for char, octet in pairs if char}
