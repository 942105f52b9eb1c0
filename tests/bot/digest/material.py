"""Digests of our own invention: a week in two languages, and weeks of any length."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.digest.overview import overview, top_stories
from bot.digest.snapshot import (
    Coverage,
    Gap,
    Hidden,
    Note,
    Period,
    Quote,
    Silent,
    Snapshot,
    StoryItem,
    Unusual,
    Update,
    Watched,
    Week,
)
from tests.bot.digest.invented import MONDAY, OUTLETS, at, edited, report, stories

WATCHED = (
    Watched("chechnya", "place", {"en": "Chechnya", "ru": "Чечня"}),
    Watched("kadyrov", "person", {"en": "Ramzan Kadyrov", "ru": "Рамзан Кадыров"}),
    Watched("argun", "place", {"en": "Argun", "ru": "Аргун"}),
    Watched("titiev", "person", {"en": "Oyub Titiev", "ru": "Оюб Титиев"}),
    Watched("lgbtnet", "organisation", {"en": "Russian LGBT Network", "ru": "Российская ЛГБТ-сеть"}),
)
HISTORY = tuple(
    Week(f"2026-W{number}", dict(zip((watched.key for watched in WATCHED), counts, strict=True)))
    for number, counts in (
        (39, (6, 4, 0, 1, 2)),
        (40, (7, 5, 1, 0, 1)),
        (41, (5, 6, 0, 0, 0)),
        (42, (8, 4, 0, 2, 1)),
        (43, (6, 5, 1, 0, 2)),
        (44, (4, 3, 0, 1, 1)),
        (45, (6, 5, 0, 0, 1)),
        (46, (5, 4, 1, 0, 2)),
    )
)


def week() -> Snapshot:
    """Return the digest of our week: gaps, notes, things hidden, late and corrected included."""
    told = stories()
    late = StoryItem(
        "s98",
        at(-3, 15),
        ("lgbtnet",),
        (report(990, "watch", at(-3, 15), "Shelter in the north closes for the winter"),),
        headlines=(Quote("en", "Shelter in the north closes for the winter", "r990"),),
        summaries=(Quote("en", "The shelter of the network will open again in April.", "r990"),),
        missed="2026-W46",
    )
    figures = overview(told, WATCHED, HISTORY, {"detained": (1, 0, 2, 1), "statement": (3, 4, 2, 3)})
    wrong = report(985, "herald", at(-5, 9), "Man killed in Argun, neighbours say")
    mended = edited(wrong, at(1, 8), "Correction: man wounded in Argun")
    taken = replace(report(986, "agency", at(-4, 9), "Кадыров уехал из Чечни"), removed=at(2, 7))
    corrections = (
        StoryItem(
            "s95",
            wrong.seen,
            ("argun",),
            (mended,),
            headlines=(Quote("en", mended.title, "r985"),),
            updates=(Update(at(1, 8), "correction", wrong.title, "en", "r985", mended.title),),
            missed="2026-W46",
        ),
        StoryItem(
            "s96",
            taken.seen,
            ("kadyrov", "chechnya"),
            (taken,),
            headlines=(Quote("ru", taken.title, "r986"),),
            updates=(Update(at(2, 7), "removal", "", "ru", "r986"),),
            missed="2026-W46",
        ),
    )
    return Snapshot(
        origin="0b5e3a52",
        period=Period("2026-W47", MONDAY, MONDAY + timedelta(days=7), "Europe/Moscow"),
        cut_off=at(7, 6),
        watchlist_version=14,
        entities=WATCHED,
        settings={"stories.window": "72h", "digest.hidden": "counted", "match.derived": "on"},
        overview=replace(figures, unusual=(Unusual("many", "argun", 6, 0.5), *figures.unusual)),
        top=top_stories(told),
        stories=told,
        late=(late,),
        corrections=corrections,
        coverage=Coverage(
            watched=8,
            unpolled=1,
            gaps=(
                Gap(
                    "The Foothill Herald",
                    at(4, 2),
                    at(5, 7, 30),
                    "Herald Group",
                    {"en": "no answer in time", "ru": "не ответил вовремя"},
                ),
                Gap(
                    "Горный дозор",
                    at(6, 11),
                    None,
                    "Lookout Trust",
                    {"en": "access refused", "ru": "нет доступа"},
                ),
            ),
            silent=(Silent("Valley Radio", "Valley Radio", at(-9, 18)), Silent("Старый листок", "", None)),
        ),
        notes=(
            Note(
                at(7, 5),
                "Reports from Argun come from few people. We could speak to two of them ourselves.",
                "en",
            ),
            Note(at(7, 5), "Об Аргуне рассказывают немногие. С двумя из них мы говорили сами.", "ru"),
        ),
        hidden=(Hidden("not-relevant", 2), Hidden("unsafe", 1)),
    )


def empty(name: str = "2026-W53", monday: datetime = datetime(2026, 12, 28, tzinfo=UTC)) -> Snapshot:
    """Return the digest of a week in which nothing happened."""
    return Snapshot(
        origin="0b5e3a52",
        period=Period(name, monday, monday + timedelta(days=7)),
        cut_off=monday + timedelta(days=7, hours=6),
        watchlist_version=1,
        entities=WATCHED,
        overview=overview((), WATCHED, (), {}),
    )


def long_week(count: int) -> Snapshot:
    """Return a week of `count` stories of one to three reports, each worded a little otherwise."""
    told = []
    for n in range(count):
        seen = MONDAY + timedelta(seconds=n * (7 * 86400 // count))
        first, second = WATCHED[n * 7 % 5].key, WATCHED[n * 3 % 5].key
        places = ("мост", "рынок", "школа", "больница", "вокзал", "площадь", "завод", "библиотека")
        ru = f"У здания №{n} ({places[n % 8]}) снова собрались люди: что известно к {n % 24} часам"
        en = f"People gather again at building {n}: what is known by {n % 24} o'clock"
        made = tuple(
            report(
                5000 + 3 * n + k, name, seen + timedelta(minutes=17 * k), (ru, en)[OUTLETS[name][4] == "en"]
            )
            for k, name in enumerate(list(OUTLETS)[n % 6 : n % 6 + 1 + n % 3])
        )
        told.append(
            StoryItem(
                f"s{2000 + n}",
                seen,
                tuple(watched.key for watched in WATCHED if watched.key in {first, second}),
                made,
                kind=("detained", "statement", "", "verdict")[n % 4],
                headlines=(Quote("ru", ru), Quote("en", en)) if n % 2 else (Quote("ru", ru),),
                summaries=(
                    Quote(
                        "ru",
                        f"По словам очевидцев, к {n % 24} часам у здания №{n} было около {n + 10} человек. "
                        "Представители администрации к ним не вышли и на вопросы не ответили.",
                        made[0].id,
                    ),
                ),
            )
        )
    week_before = {watched.key: count // 5 for watched in WATCHED}
    history = tuple(Week(f"2026-W{number}", week_before) for number in range(43, 47))
    return Snapshot(
        origin="0b5e3a52",
        period=Period("2026-W47", MONDAY, MONDAY + timedelta(days=7), "Asia/Tbilisi"),
        cut_off=at(7, 6),
        watchlist_version=15,
        entities=WATCHED,
        overview=overview(told, WATCHED, history, {}),
        top=top_stories(told),
        stories=tuple(told),
        coverage=Coverage(watched=8),
    )
