"""A digest made twice is the same to the last byte, its manifest finds changes, a folder can be published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from bot.digest import html, plaintext, publish
from bot.digest.codec import from_json, to_json
from bot.digest.export import (
    FORMATS,
    MANIFEST,
    ONE_FOR_ALL,
    Mismatch,
    file_name,
    files,
    manifest,
    sha256,
    verify,
)
from bot.digest.snapshot import Period, StoryItem
from tests.bot.digest.invented import report
from tests.bot.digest.material import empty, week
from tests.bot.digest.readers import Page, attribute

NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
CHANGED = "digest-2026-W47-en.md"
SUMS = (
    "from bot.digest.export import FORMATS, files, sha256\n"
    "from tests.bot.digest.hostile import hostile\n"
    "from tests.bot.digest.material import empty, long_week, week\n"
    "for n, made in enumerate((week(), empty(), hostile(), long_week(20))):\n"
    "    for name, data in files(made, FORMATS, ('en', 'ru')):\n"
    "        print(n, name, sha256(data))\n"
)


def sums(**environment: str) -> list[str]:
    """Return the checksums of all files of four digests, made by a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", SUMS],
        env=kept | environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_two_machines_make_the_same_bytes() -> None:
    """Hash seed, language, time zone and character set of the process change nothing."""
    one = sums(PYTHONHASHSEED="1", LANG="C", LC_ALL="C", TZ="Pacific/Auckland")
    other = sums(PYTHONHASHSEED="4321", LANG="ru_RU.UTF-8", LC_ALL="ru_RU.UTF-8", TZ="America/St_Johns")
    assert one == other
    # No picture of a week without stories.
    assert len(one) == 4 * (2 * (len(FORMATS) - len(ONE_FOR_ALL)) + len(ONE_FOR_ALL)) - 2


def test_a_snapshot_read_from_its_file_makes_the_same_files() -> None:
    """Whoever has the snapshot can make the digest again."""
    made = dict(files(week(), ("html", "md", "csv", "json"), ("ru",)))
    again = from_json(made["digest-2026-W47.snapshot.json"])
    assert dict(files(again, ("html", "md", "csv", "json"), ("ru",))) == made


@pytest.mark.parametrize(
    ("only", "form", "lang", "name"),
    [
        ((), "html", "ru", "digest-2026-W47-ru.html"),
        ((), "jsonl", "ru", "digest-2026-W47.jsonl"),
        ((), "csl", "en", "digest-2026-W47.csl.json"),
        ((), "json", "en", "digest-2026-W47.snapshot.json"),
        (("argun",), "pdf", "en", "digest-2026-W47-argun-en.pdf"),
        (("../../etc", "Чечня"), "md", "en", "digest-2026-W47-etc-en.md"),
        (("a_b", "a-b"), "md", "en", "digest-2026-W47-a_b-a-b-en.md"),
        (("ru",), "jsonl", "en", "digest-2026-W47-only-ru.jsonl"),
        (tuple(f"entity-{n}" * 6 for n in range(90)), "md", "en", "digest-2026-W47-eea89a484a92-en.md"),
    ],
)
def test_files_are_named_after_what_they_hold(only: tuple[str, ...], form: str, lang: str, name: str) -> None:
    """Period, entities and language; never a path."""
    assert file_name(replace(week(), only=only), form, lang) == name


def test_an_unknown_format_is_refused() -> None:
    """Before anything is written."""
    with pytest.raises(KeyError, match="odt"):
        next(files(week(), ("html", "odt"), ("en",)))


def pipe(path: Path) -> None:
    """Put a pipe in the place of a file: whoever opens it waits for ever."""
    path.unlink()
    os.mkfifo(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a digest and its manifest."""
    sums_of = {}
    for name, data in files(week(), ("md", "csv", "json"), ("en", "ru")):
        (tmp_path / name).write_bytes(data)
        sums_of[name] = sha256(data)
    (tmp_path / MANIFEST).write_bytes(manifest(sums_of))
    return tmp_path


def test_a_whole_folder_is_verified(folder: Path) -> None:
    """By us, and by a tool that every machine has."""
    assert verify(folder) == []
    if tool := shutil.which("sha256sum"):
        subprocess.run([tool, "--check", "--strict", MANIFEST], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (
            lambda f: (f / "digest-2026-W47-en.md").open("a").write("."),
            Mismatch("digest-2026-W47-en.md", "changed"),
        ),
        (lambda f: (f / "digest-2026-W47-ru.csv").unlink(), Mismatch("digest-2026-W47-ru.csv", "missing")),
        (lambda f: (f / "more.html").write_text("x"), Mismatch("more.html", "unlisted")),
        (lambda f: (f / MANIFEST).unlink(), Mismatch(MANIFEST, "missing")),
        (lambda f: (f / MANIFEST).write_text("x"), Mismatch(MANIFEST, "unreadable")),
        (lambda f: (f / MANIFEST).write_text(f"{'0' * 64}  ../secret\n"), Mismatch(MANIFEST, "unreadable")),
        (lambda f: (f / MANIFEST).write_bytes(b"\xff\xfe"), Mismatch(MANIFEST, "unreadable")),
        (
            lambda f: (f / MANIFEST).write_text((f / MANIFEST).read_text() * 2),
            Mismatch(MANIFEST, "unreadable"),
        ),
        (
            lambda f: (f / MANIFEST).rename(f.parent / "m") and (f / MANIFEST).symlink_to("../m"),
            Mismatch(MANIFEST, "unreadable"),
        ),
        (
            lambda f: (f / CHANGED).rename(f.parent / "x") and (f / CHANGED).symlink_to("../x"),
            Mismatch(CHANGED, "no-file"),
        ),
        (lambda f: pipe(f / CHANGED), Mismatch(CHANGED, "no-file")),
        (lambda f: (f / CHANGED).unlink() or (f / CHANGED).mkdir(), Mismatch(CHANGED, "no-file")),
        (lambda f: (f / "more.html").symlink_to("/etc/passwd"), Mismatch("more.html", "unlisted")),
    ],
)
def test_every_change_is_found(folder: Path, harm: Callable[[Path], object], problem: Mismatch) -> None:
    """With the file and what is wrong with it; nothing outside the folder is read."""
    harm(folder)
    assert verify(folder) == [problem]


def test_a_published_folder_has_an_index_and_a_feed() -> None:
    """Newest first as given, links that stay in the folder, a feed that a reader accepts."""
    names = [file_name(week(), form, lang) for lang in ("en", "ru") for form in ("html", "pdf")]
    issues = [publish.issue(made, names, "ru", made.period.name) for made in (empty(), week())]
    page = Page(publish.index(issues, "ru").decode())
    links = [node.attributes["href"] or "" for node in page.css("td a")]
    assert links[:2] == ["2026-W53/digest-2026-W47-ru.html", "2026-W53/digest-2026-W47-ru.pdf"]
    assert attribute(page, "link", "href") == publish.feed_name("ru") == "weeks-ru.atom"
    assert attribute(page, "nav a[hreflang=en]", "href") == publish.index_name("en") == "index.html"
    parsed = feedparser.parse(publish.weeks(issues, "urn:uuid:1", "ru", "https://vigil.example.org/digests/"))
    assert not parsed.bozo
    assert parsed.entries[1].link == "https://vigil.example.org/digests/2026-W47/digest-2026-W47-ru.html"
    assert parsed.entries[0].id == empty().urn("digest", "2026-W53", "")
    assert "Пока ничего" in publish.index([], "ru").decode()


@pytest.mark.parametrize(
    ("monday", "zone", "seen", "said"),
    [
        # Berlin goes from +2 to +1 in the night to 25 October 2026: the same local hour comes twice.
        (
            19,
            "Europe/Berlin",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "25 Oct 2026, 00:30 UTC (02:30 CEST)",
        ),
        (
            19,
            "Europe/Berlin",
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "25 Oct 2026, 01:30 UTC (02:30 CET)",
        ),
        (
            19,
            "America/New_York",
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "25 Oct 2026, 01:30 UTC (24 Oct 2026, 21:30 EDT)",
        ),
        (19, "Asia/Tbilisi", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 2026, 01:30 UTC (05:30 +04)"),
        (19, "UTC", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 2026, 01:30 UTC, "),
    ],
)
def test_times_are_told_in_utc_and_local(monday: int, zone: str, seen: datetime, said: str) -> None:
    """Also in the weeks when clocks are changed."""
    since = datetime(2026, 10, monday, tzinfo=UTC)
    made = replace(
        empty("2026-W43", since),
        period=Period("2026-W43", since, since + timedelta(days=7), zone),
        stories=(StoryItem("s1", seen, ("argun",), (report(1, "lookout", seen, "Clocks"),)),),
    )
    assert said in plaintext.render(made, "en").decode()


@pytest.mark.parametrize(
    ("since", "days", "zone", "said"),
    [
        ("2026-12-28T00:00:00Z", 7, "UTC", "28 Dec 2026 – 3 Jan 2027"),
        ("2026-12-28T00:00:00Z", 7, "Europe/Moscow", "28 Dec 2026 – 3 Jan 2027"),
        ("2026-03-22T23:00:00Z", 7, "Europe/Berlin", "23 Mar 2026 – 29 Mar 2026"),
        ("2026-11-01T00:00:00Z", 1, "UTC", "1 Nov 2026"),
    ],
)
def test_periods_are_told_by_their_days(since: str, days: int, zone: str, said: str) -> None:
    """The last day is the last that belongs to it, in week 53 and in a week of 167 hours too."""
    first = datetime.fromisoformat(since)
    last = first + timedelta(days=days) - timedelta(hours=zone == "Europe/Berlin")
    made = replace(empty(), period=Period("2026-W53", first, last, zone))
    assert f"**{said}**" in plaintext.render(made, "en").decode()


def test_nothing_about_subscribers_can_be_in_a_digest() -> None:
    """A snapshot has no place for them, and who wrote a note is not kept."""
    text = to_json(week()).decode() + html.render(week(), "en").decode()
    assert not [word for word in ("subscriber", "chat_id", "moderator_id") if word in text]
