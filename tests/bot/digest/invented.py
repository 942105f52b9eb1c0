"""A dozen stories of our own invention, in English, Russian and both, as eight outlets tell them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.digest.snapshot import Fact, Note, Quote, ReportItem, StoryItem, Update, Wording
from storage.wording import wording_sha256

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
# outlet, owner, view, legal label, language
OUTLETS = {
    "lookout": ("Mountain Lookout", "Lookout Trust", "independent", "none", "en"),
    "dozor": ("Горный дозор", "Lookout Trust", "independent", "foreign-agent", "ru"),
    "valley": ("Голос долины", "Голос долины", "independent", "undesirable+foreign-agent", "ru"),
    "herald": ("The Foothill Herald", "Herald Group", "independent", "none", "en"),
    "courier": ("Республиканский курьер", "Правительство области", "state", "none", "ru"),
    "agency": ("Агентство «Сводка»", "Агентство «Сводка»", "state", "none", "ru"),
    "watch": ("Rights Desk", "Rights Desk", "ngo", "undesirable", "en"),
    "council": ("Council of Observers", "Council of Observers", "intergovernmental", "none", "en"),
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of the week; day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def report(number: int, outlet: str, seen: datetime, title: str, **more: str) -> ReportItem:
    """Return a report of one of our outlets, with a link, a copy and a checksum."""
    name, owner, view, label, lang = OUTLETS[outlet]
    link = more.get("link", f"https://{outlet}.example.org/2026/11/{number}?lang={lang}")
    text = f"{title}. {name}"
    return ReportItem(
        id=f"r{number}",
        seen=seen,
        outlet=name,
        owner=owner,
        view=view,
        legal_label=label,
        title=title,
        lang=lang,
        link=link,
        published=seen - timedelta(minutes=14),
        archive=more.get("archive", f"evidence-2026-W47.warc.gz#{number * 4096}" if number % 3 == 0 else ""),
        text=text,
        sha256=wording_sha256(title, link, text),
        document_sha256=hashlib.sha256(title.encode()).hexdigest(),
    )


def edited(report: ReportItem, since: datetime, title: str) -> ReportItem:
    """Return a report after its source gave it another headline."""
    text = f"{title}. {report.outlet}"
    was = Wording(report.seen, report.title, report.text, report.link, report.sha256, report.document_sha256)
    return replace(
        report, title=title, text=text, sha256=wording_sha256(title, report.link, text), edited=since,
        document_sha256=hashlib.sha256(title.encode()).hexdigest(), earlier=(*report.earlier, was),
    )  # fmt: skip


def stories() -> tuple[StoryItem, ...]:
    """Return a dozen stories, in English, Russian and both."""
    return (
        StoryItem(
            "s101",
            at(0, 7, 12),
            ("argun",),
            (
                report(
                    1001, "valley", at(0, 7, 12), "В Аргуне задержали трёх братьев; родные не знают, где они"
                ),
                report(1002, "dozor", at(0, 8, 3), "Аргун: трое задержанных и ни одного протокола"),
                report(1003, "lookout", at(0, 9, 41), "Three brothers detained in Argun, family says"),
                report(1004, "watch", at(1, 10, 5), "Argun: whereabouts of three detained brothers unknown"),
            ),
            kind="detained",
            urgency=2,
            headlines=(
                Quote("ru", "В Аргуне задержали трёх братьев; родные не знают, где они", "r1001"),
                Quote("en", "Three brothers detained in Argun, family says", "r1003"),
            ),
            summaries=(
                Quote(
                    "en",
                    "Three brothers were taken from their home in Argun before dawn on Sunday, their mother "
                    "said. “Nobody showed us a paper, and nobody answers the telephone,” she told the paper.",
                    "r1003",
                ),
                Quote(
                    "ru",
                    "По словам соседей, на рассвете к дому подъехали четыре машины без номеров. Адвокат "
                    "Лейла Мусаева сообщила, что в отделе полиции задержанных не показывают.",
                    "r1001",
                ),
            ),
            facts=(
                Fact("what", "задержали", {"en": "detained", "ru": "задержаны"}),
                Fact("count", "трёх", {"en": "3 people", "ru": "3 человека"}, "r1001"),
                Fact("count", "Three", {"en": "3 people", "ru": "3 человека"}, "r1003"),
                Fact("count", "four", {"en": "4 people", "ru": "4 человека"}, "r1004"),
                Fact("where", "в Аргуне", {"en": "Argun", "ru": "Аргун"}, "r1001"),
            ),
            updates=(
                Update(
                    at(1, 15, 30), "update", "Одного из братьев отпустили вечером во вторник.", "ru", "r1002"
                ),
                Update(
                    at(2, 9, 2),
                    "correction",
                    "They were taken from a house in River Street.",
                    "en",
                    "r1003",
                    "They were taken from a house in Mill Street. An earlier version named the wrong street.",
                ),
            ),
            notes=(Note(at(2, 12), "The family asks not to publish the brothers' names."),),
        ),
        StoryItem(
            "s102",
            at(0, 11, 20),
            ("chechnya", "kadyrov"),
            (
                report(
                    1005, "courier", at(0, 11, 20), "Рамзан Кадыров провёл совещание о дорогах республики"
                ),
                report(1006, "agency", at(0, 11, 58), "В Чечне отремонтируют сорок километров дорог"),
            ),
            kind="statement",
            headlines=(Quote("ru", "Рамзан Кадыров провёл совещание о дорогах республики", "r1005"),),
            summaries=(
                Quote(
                    "ru",
                    "Рамзан Кадыров сообщил, что до весны в Чечне отремонтируют сорок километров дорог. "
                    "Стоимость работ он не назвал.",
                    "r1005",
                ),
            ),
        ),
        StoryItem(
            "s103",
            at(1, 6, 45),
            ("titiev",),
            (
                report(1007, "herald", at(1, 6, 45), "Oyub Titiev opens a reading room for students abroad"),
                report(1008, "dozor", at(1, 9, 10), "Оюб Титиев открыл читальный зал для студентов"),
            ),
            kind="statement",
            headlines=(
                Quote("en", "Oyub Titiev opens a reading room for students abroad", "r1007"),
                Quote("ru", "Оюб Титиев открыл читальный зал для студентов", "r1008"),
            ),
            summaries=(
                Quote(
                    "en", "“A library is a quiet form of courage,” Oyub Titiev said at the opening.", "r1007"
                ),
            ),
        ),
        StoryItem(
            "s104",
            at(1, 13, 0),
            ("chechnya", "lgbtnet"),
            (
                report(
                    1009,
                    "watch",
                    at(1, 13, 0),
                    "Russian LGBT Network counts 40 requests for shelter this autumn",
                ),
                report(
                    1010,
                    "herald",
                    at(1, 14, 30),
                    "LGBT network: more people ask for help in leaving Chechnya",
                ),
                report(
                    1011, "valley", at(1, 16, 2), "Российская ЛГБТ-сеть: осенью о помощи просили сорок раз"
                ),
                report(1012, "council", at(3, 8, 0), "Observers welcome figures on people seeking shelter"),
            ),
            kind="statement",
            urgency=1,
            headlines=(
                Quote("en", "Russian LGBT Network counts 40 requests for shelter this autumn", "r1009"),
                Quote("ru", "Российская ЛГБТ-сеть: осенью о помощи просили сорок раз", "r1011"),
            ),
            summaries=(
                Quote(
                    "en",
                    "The Russian LGBT Network has counted 40 requests for shelter since September, nine of "
                    "them from Chechnya. Its coordinators say that the true number is higher.",
                    "r1009",
                ),
            ),
            facts=(
                Fact("who", "The Russian LGBT Network", {"ru": "Российская ЛГБТ-сеть"}),
                Fact("count", "40", {}),
            ),
        ),
        StoryItem(
            "s105",
            at(2, 5, 31),
            ("argun",),
            (report(1013, "valley", at(2, 5, 31), "Ночью в Аргуне слышали выстрелы"),),
            kind="attack",
            urgency=2,
            headlines=(Quote("ru", "Ночью в Аргуне слышали выстрелы", "r1013"),),
            summaries=(Quote("ru", "Жители трёх улиц сообщили о выстрелах около двух часов ночи.", "r1013"),),
        ),
        StoryItem(
            "s106",
            at(2, 10, 15),
            ("argun", "chechnya"),
            (
                report(
                    1014, "lookout", at(2, 10, 15), "Argun school keeps pupils indoors after night of shots"
                ),
                report(1015, "dozor", at(2, 10, 40), "Школьников в Аргуне не выпускают во двор"),
            ),
            kind="",
            headlines=(Quote("en", "Argun school keeps pupils indoors after night of shots", "r1014"),),
            summaries=(
                Quote(
                    "en", "The head of School No. 4 in Argun told parents to collect children early.", "r1014"
                ),
            ),
        ),
        StoryItem(
            "s107",
            at(3, 9, 0),
            ("kadyrov",),
            (
                report(1016, "agency", at(3, 9, 0), "Кадыров наградил спасателей"),
                report(1017, "courier", at(3, 9, 20), "Глава республики вручил награды спасателям"),
            ),
            kind="statement",
            headlines=(Quote("ru", "Кадыров наградил спасателей", "r1016"),),
            summaries=(Quote("ru", "Награды получили двенадцать человек.", "r1016"),),
        ),
        StoryItem(
            "s108",
            at(3, 18, 44),
            ("chechnya",),
            (report(1018, "herald", at(3, 18, 44), "Court in Chechnya hears appeal of a village teacher"),),
            kind="trial",
            headlines=(Quote("en", "Court in Chechnya hears appeal of a village teacher", "r1018"),),
            summaries=(
                Quote(
                    "en",
                    "The appeal was adjourned until Friday because an interpreter did not come. The teacher "
                    "has been held since June.",
                    "r1018",
                ),
            ),
        ),
        StoryItem(
            "s109",
            at(4, 12, 12),
            ("argun",),
            (
                report(1019, "dozor", at(4, 12, 12), "Второй из братьев вернулся домой в Аргун"),
                report(1020, "lookout", at(4, 13, 1), "Second of three brothers returns home to Argun"),
                report(1021, "watch", at(4, 15, 44), "One of three Argun brothers is still missing"),
            ),
            kind="released",
            urgency=2,
            headlines=(
                Quote("ru", "Второй из братьев вернулся домой в Аргун", "r1019"),
                Quote("en", "Second of three brothers returns home to Argun", "r1020"),
            ),
            summaries=(Quote("ru", "О судьбе третьего брата по-прежнему ничего не известно.", "r1019"),),
        ),
        StoryItem(
            "s110",
            at(5, 8, 8),
            ("kadyrov", "argun"),
            (report(1022, "valley", at(5, 8, 8), "Кадыров не ответил на вопрос о задержанных в Аргуне"),),
            kind="statement",
            headlines=(Quote("ru", "Кадыров не ответил на вопрос о задержанных в Аргуне", "r1022"),),
            summaries=(
                Quote("ru", "На встрече в Аргуне Рамзан Кадыров говорил о школах и больницах.", "r1022"),
            ),
        ),
        StoryItem(
            "s111",
            at(5, 17, 30),
            ("chechnya",),
            (
                report(
                    1023,
                    "council",
                    at(5, 17, 30),
                    "Observers ask for access to places of detention in Chechnya",
                ),
                report(1024, "watch", at(5, 18, 0), "Chechnya: let observers in, rights groups say"),
            ),
            kind="statement",
            urgency=1,
            headlines=(Quote("en", "Observers ask for access to places of detention in Chechnya", "r1023"),),
            summaries=(
                Quote(
                    "en",
                    "The letter names six places in Chechnya that nobody from outside has seen.",
                    "r1023",
                ),
            ),
            continues="2026-W46",
        ),
        StoryItem(
            "s112",
            at(6, 20, 59),
            ("argun",),
            (report(1025, "valley", at(6, 20, 59), "Аргун: мать третьего брата вышла с плакатом"),),
            kind="protest",
            headlines=(Quote("ru", "Аргун: мать третьего брата вышла с плакатом", "r1025"),),
            summaries=(Quote("ru", "На плакате было написано одно слово: «Где?»", "r1025"),),
        ),
    )
