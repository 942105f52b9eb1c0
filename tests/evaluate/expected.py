"""What is known to be right about the recorded feeds, found by reading them; no sentence of theirs."""

from __future__ import annotations

from typing import Final

TIMELINES: Final[dict[str, tuple[int, str]]] = {
    "egfedorov+rss-parser/feed_novaya": (
        89,
        "one article was put out again within the hour under a longer address: same headline, one entry.",
    ),
    "egfedorov+rss-parser/meduza": (
        68,
        "without addresses the summary counts headlines; two had only their punctuation changed.",
    ),
    "zukuxi+bbcworldnews/bbc_world": (
        337,
        (
            "the addresses are places in a list that one story after the other takes, so the summary counts "
            "too few; 335 headlines by reading, two of them dated anew 18 and 23 hours later, which looks "
            "like the next issue of a column."
        ),
    ),
}
"""Entries of a timeline where it differs from the summary's count of addresses or ids, and why."""

REPEATED_HEADLINES: Final[dict[str, int]] = {"zukuxi+bbcworldnews/bbc_world": 2}
"""Headlines that a feed may have in two entries, for the reason given above."""

WRONG_HITS: Final[dict[str, int]] = {"egfedorov+rss-parser/feed_novaya": 1}
"""Mentions of the summary that are none: it searched for letters, and found them inside another word."""

_ALL = {"chechnya": 5, "kadyrov": 2}
"""The mentions in the recorded feed that most damaged files were made from."""
_WHOLE = (10, _ALL)
_CUT = {"chechnya": 4, "kadyrov": 1}

NASTY: Final[dict[str, tuple[int, dict[str, int]] | str]] = {
    "all_links_homepage_epoch_dates.xml": _WHOLE,
    "atom_xhtml_relative.xml": _WHOLE,
    "billion_laughs.xml": (1, {}),
    "block_page_ru.html": "blocked",
    "challenge_page.html": "challenge",
    "control_chars.xml": _WHOLE,
    "cp1251_one_bad_item_in_utf8.xml": (11, {"chechnya": 5, "kadyrov": 3}),
    "deep_nesting.xml": (1, {}),
    "default_namespace_prefixed.xml": _WHOLE,
    "duplicate_guids.xml": _WHOLE,
    "duplicate_items.xml": (20, {"chechnya": 10, "kadyrov": 4}),
    "empty.xml": "empty",
    "empty_channel.xml": (0, {}),
    "error_page_503.html": "html",
    "error_xml_root.xml": "error",
    "external_dtd.xml": _WHOLE,
    "external_entity_file.xml": (1, {}),
    "external_entity_http.xml": (1, {}),
    "future_dates.xml": _WHOLE,
    "gzip_body_unannounced.xml.bin": _WHOLE,
    "html_in_title_double_escaped.xml": _WHOLE,
    "http_https_www_variants.xml": (16, {"chechnya": 12, "kadyrov": 4}),
    "huge_feed.xml.gz": (2000, {"chechnya": 1000, "kadyrov": 400}),
    "json_error.json": "error",
    "jsonfeed_1_1.json": _WHOLE,
    "jsonfeed_no_version_numeric_ids.json": _WHOLE,
    "koi8r_declared.xml": _WHOLE,
    "koi8r_declared_as_win1251.xml": _WHOLE,
    "leading_junk.xml": _WHOLE,
    "long_title_1mb.xml.gz": (1, {"kadyrov": 1}),
    "many_attributes.xml": (1, {}),
    "mojibake_double_encoded.xml": _WHOLE,
    "no_guid.xml": _WHOLE,
    "no_guid_no_link.xml": _WHOLE,
    "no_pubdate.xml": _WHOLE,
    "nul_bytes.xml": _WHOLE,
    "odd_dates.xml": _WHOLE,
    "old_dates_reordered.xml": _WHOLE,
    "only_declaration.xml": "empty",
    "plain_text.txt": "unknown",
    "quadratic_blowup.xml": (1, {}),
    "real_vottak_page_instead_of_feed.html": "html",
    "relative_links.xml": _WHOLE,
    "sitemap_not_feed.xml": "sitemap",
    "ten_levels_redirect_stub.xml": "error",
    "titles_uppercase.xml": _WHOLE,
    "trailing_junk.xml": _WHOLE,
    "truncated_mid_item.xml": (6, _CUT),
    "truncated_mid_utf8_char.xml": (5, _CUT),
    "undefined_html_entities.xml": _WHOLE,
    "unescaped_ampersand.xml": _WHOLE,
    "utf16be_no_bom.xml": _WHOLE,
    "utf16le_bom.xml": _WHOLE,
    "utf8_bom.xml": _WHOLE,
    "utf8_declared_utf16.xml": _WHOLE,
    "watchlist_forms_positive.xml": (
        48,
        {"chechnya": 14, "kadyrov": 14, "argun": 5, "titiev": 7, "lgbtnet": 8},
    ),
    "whitespace_in_titles.xml": _WHOLE,
    "whitespace_only.xml": "empty",
    "win1251_declared.xml": _WHOLE,
    "win1251_declared_as_utf8.xml": _WHOLE,
    "win1251_no_declaration.xml": _WHOLE,
}
"""What each hostile file holds: entries at least, and entries that mention each entity at least; or the kind
of refusal. Of the forms file every entry is a mention of one entity."""
