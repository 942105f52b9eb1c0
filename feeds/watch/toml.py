"""Owns how a watch-list is written as TOML: grouped, short, stable, so that two versions compare well."""

from __future__ import annotations

from dataclasses import fields

from feeds.types import Entity, Keyword, KeywordRole, KeywordScope, WatchList

_WIDTH = 100
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}

_GROUPS = ("aliases", "derived_words", "queries", "context", "exclude", "not_inside")
_GROUP_MODELS = {
    "aliases": Keyword(text=""),
    "derived_words": Keyword(text="", derived=True),
    "queries": Keyword(text="", query=True),
    "context": Keyword(text="", role=KeywordRole.CONTEXT, scope=KeywordScope.ITEM),
    "exclude": Keyword(text="", role=KeywordRole.EXCLUDE, scope=KeywordScope.SENTENCE),
    "not_inside": Keyword(text="", role=KeywordRole.EXCLUDE, scope=KeywordScope.PHRASE),
    "keywords": Keyword(text=""),
}


def dump(watchlist: WatchList) -> str:
    """Return the watch-list as TOML; reading it back gives an equal watch-list."""
    parts = [f"version = {watchlist.version}"]
    parts += [_entity(entity) for entity in watchlist.entities]
    return "\n\n".join(parts) + "\n"


def _entity(entity: Entity) -> str:
    names = ", ".join(f"{_key(lang)} = {_quoted(name)}" for lang, name in entity.names.items())
    lines = [
        "[[entity]]",
        f"key = {_quoted(entity.key)}",
        f"kind = {_quoted(entity.kind)}",
        f"names = {{ {names} }}",
    ]
    lines += [f"{flag} = false" for flag in ("derived", "active") if not getattr(entity, flag)]
    groups = [_group(keyword) for keyword in entity.keywords]
    if groups == sorted(groups, key=_GROUPS.index):
        for name in dict.fromkeys(groups):
            lines += _list(
                name, [one for one, group in zip(entity.keywords, groups, strict=True) if group == name]
            )
    else:  # the groups would change the order
        lines += _list("keywords", list(entity.keywords))
    return "\n".join(lines)


def _group(keyword: Keyword) -> str:
    if keyword.query:
        return "queries"
    if keyword.role is KeywordRole.CONTEXT:
        return "context"
    if keyword.role is KeywordRole.EXCLUDE:
        return "not_inside" if keyword.scope is KeywordScope.PHRASE else "exclude"
    return "derived_words" if keyword.derived else "aliases"


def _list(name: str, keywords: list[Keyword]) -> list[str]:
    items = [_keyword(keyword, _GROUP_MODELS[name]) for keyword in keywords]
    one_line = f"{name} = [{', '.join(items)}]"
    if len(one_line) <= _WIDTH:
        return [one_line]
    return [f"{name} = [", *(f"    {item}," for item in items), "]"]


def _keyword(keyword: Keyword, model: Keyword) -> str:
    """Return a keyword with only what differs from its group."""
    different = [
        f"{one.name} = {_value(getattr(keyword, one.name))}"
        for one in fields(Keyword)
        if one.name != "text" and getattr(keyword, one.name) != getattr(model, one.name)
    ]
    if not different:
        return _quoted(keyword.text)
    return "{ " + ", ".join([f"text = {_quoted(keyword.text)}", *different]) + " }"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _key(name: str) -> str:
    return name if name.isascii() and name.isalpha() else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(_SHORT.get(letter) or _letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if letter < " " or letter == "\x7f" else letter
