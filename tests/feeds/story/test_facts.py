"""Header facts: only what the text says happened, each at its place in the text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.story.fact_people import person_key
from feeds.story.fact_words import numerals
from feeds.story.facts import Fact, current, find_facts, news_year

LABELLED = Path(__file__).parents[2] / "data" / "facts.jsonl"


def rows() -> list[dict[str, str | list[str]]]:
    """Return the labelled titles and texts, written for these tests."""
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def told(title: str, text: str = "") -> set[str]:
    """Return the facts of a report as "kind:value"."""
    return {f"{fact.kind}:{fact.value}" for fact in find_facts(title, text)}


def test_labelled_reports_are_read_with_few_mistakes() -> None:
    """Of what is found at least .97 is right, and at least .85 of what there is is found."""
    right = wrong = missed = 0
    for row in rows():
        found = told(str(row["title"]), str(row["text"]))
        wanted = set(row["facts"])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    assert len(rows()) >= 160
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.85


def test_a_fact_says_where_it_stands() -> None:
    """Offsets are code points of the field as it was given, whatever stands before."""
    title, text = "😀 Обыск", "«Вестник» (иностранный агент в РФ): в Аргуне заде́ржан Оюб Титиев."
    found = find_facts(title, text)
    surfaces = {
        fact.value: (title if fact.field == "title" else text)[fact.start : fact.end] for fact in found
    }
    assert surfaces["argun"] == "Аргуне"
    assert surfaces["detained"] == "заде́ржан"
    assert surfaces["oiub titev"] == "Оюб Титиев"


def test_facts_come_in_the_order_of_the_report() -> None:
    """The title's first, then the text's, each by its place."""
    found = find_facts("Police detained two men in Argun", "Oyub Titiev was released in Grozny.")
    assert [fact.field for fact in found] == sorted((fact.field for fact in found), reverse=True)
    for field in ("title", "text"):
        starts = [fact.start for fact in found if fact.field == field]
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Ramzan Kadyrov", "Рамзан Кадыров"),
        ("Ramzan Akhmatovich Kadyrov", "Рамзана Ахматовича Кадырова"),
        ("Oyub Titiyev", "Оюбу Титиеву"),
        ("Alexei Vetrov", "Алексея Ветрова"),
        ("Alexander Velsky", "Александром Вельским"),
        ("Svetlana Gannushkina", "Светлане Ганнушкиной"),
        ("Yelena Belskaya", "Еленой Бельской"),
        ("Fyodor Kovalyov", "Фёдору Ковалёву"),
        ("Igor Kalyapin's", "Игоря Каляпина"),
        ("Natalia Shevchenko", "Наталью Шевченко"),
        ("Pyotr Sokol", "Петра Сокола"),
    ],
)
def test_a_person_has_one_key(latin: str, cyrillic: str) -> None:
    """A name is the same in either script and in every case."""
    english = [f.value for f in find_facts(f"We met {latin} at the meeting", "") if f.kind == "person"]
    russian = [
        f.value
        for f in find_facts(f"Вчера мы говорили про это: {cyrillic} на встрече", "")
        if f.kind == "person"
    ]
    assert english
    assert english == russian


def test_the_verb_tells_a_woman_from_a_mans_genitive() -> None:
    """Евгения Николаева is she where she did something, and he where something was done to him."""
    assert "person:evgenia nikolaeva" in told("Судья Евгения Николаева признала его виновным")
    assert "person:evgeni nikolaev" in told("Полиция задержала Евгения Николаева")


def test_a_watched_name_finds_its_person() -> None:
    """The name of an entity gives the key of the person; a single word is nobody's full name."""
    assert person_key("Ramzan Kadyrov") == person_key("Рамзан Кадыров") == "ramzan kadirov"
    assert person_key("Kadyrov") == person_key("") == ""


@pytest.mark.parametrize(
    "title",
    [
        "30 people were killed or injured in the collapse",
        "Пять тысяч человек эвакуировали из города",
        "Свыше 307 тысяч человек скончались за год",
        "One of the six people on board died",
        "He was detained with two others",
        "Задержан вместе с двумя друзьями",
        "Из трёх задержанных освободили мать",
        "Police arrested the 3rd suspect",
        "Погибло 12% урожая",
        "5 500 человек задержали",
        "Police arrested a 36‑year‑old man",
        "Two men and a woman were detained",
        "Мужчина и двое подростков погибли",
        "Police detained two men and a woman",
    ],
)
def test_a_number_that_may_count_otherwise_is_left_out(title: str) -> None:
    """Shared, multiplied, partial and unclear numbers are no count of people."""
    assert not [fact for fact in find_facts(title, "") if fact.kind == "count"]


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Police detained 1,200 people across the country", "detained:1200"),
        ("Задержаны 1\xa0200 человек", "detained:1200"),
        ("More than 40 people were evacuated", "evacuated:40"),
        ("Четверо погибших", "died:4"),
        ("Троих чеченских подростков похитили", "abducted:3"),
        ("Пять человек задержали в Москве", "detained:5"),
        ("Gunmen abducted two young teachers", "abducted:2"),
    ],
)
def test_people_are_counted(title: str, count: str) -> None:
    """Digits, words and collective numerals count those to whom it happened."""
    assert [fact.value for fact in find_facts(title, "") if fact.kind == "count"] == [count]


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Death toll rises to 35", ["died:35"]),
        ("The number of people killed has risen to at least 35", ["killed:35"]),
        ("Число погибших выросло с 12 до 35", ["died:35"]),
        ("Число задержанных достигло 140", ["detained:140"]),
        ("Death toll rises to 35 thousand", []),
        ("Число погибших выросло на 35", []),
        ("Court jails blogger for six years", ["years:6"]),
        ("Blogger jailed for nine years", ["years:9"]),
    ],
)
def test_tolls_and_terms_are_counts(title: str, counts: list[str]) -> None:
    """The number that a toll has come to, and neither its growth nor thousands."""
    assert [fact.value for fact in find_facts(title, "") if fact.kind == "count"] == counts


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("Его увезли в Грозный", []),
        ("Активист уехал в Москву", []),
        ("Он прибыл в столицу Чечни", []),
        ("Из Чечни сбежали две сестры", []),
        ("Две сестры сбежали из Чечни", ["chechnya"]),
        ("Обыски прошли в городе Шали", ["shali"]),
        ("Жители Назрани вышли на площадь", []),
        ("Three towns in southern Chechnya were searched", ["chechnya"]),
        ("A swipe at Russia", []),
        ("Праздник в Знаменском", ["znamenskoye"]),
        ("Выставки прошли в Баку, в Крыму и в Ростове-на-Дону", ["baku", "crimea", "rostov"]),
        ("He joined us in Kazan", ["kazan"]),
        ("The US pledge was kept in the U.S. on Monday", ["usa"]),
        ("It rained in Northern Ireland and South Sudan", ["northern-ireland"]),
        ("Собрание в Северной Осетии и на Северном Кавказе", ["north-ossetia", "north-caucasus"]),
    ],
)
def test_a_place_is_where_something_is(title: str, places: list[str]) -> None:
    """Where people are from, go to or are talked about is not where it happened."""
    assert [fact.value for fact in find_facts(title, "") if fact.kind == "place"] == places


def test_other_languages_are_not_read() -> None:
    """Words that look alike in another language give no facts."""
    assert (
        find_facts("Die Polizei hat gestern drei Aktivisten in der Stadt festgenommen und verhört", "") == ()
    )
    assert find_facts("", "") == ()


def test_only_the_beginning_of_a_report_is_read() -> None:
    """What stands ten thousand characters down is no header fact."""
    assert find_facts("News", "word " * 2000 + ". Three men were detained in Argun.") == ()


PIECES = """три человека|трое|12|more than 100 people|two men|задержали|detained|не|not|убиты
were killed|,|.|?|Рамзан Кадыров|John F. Velsky|в Грозном|in Moscow|«|»|к шести годам
sentenced to|six years|(иностранный агент)
\u0301|\ud800|😀|-|5,000|1 500|one of|тысяч""".replace("\n", "|").split("|")


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=25),
    st.lists(st.sampled_from(PIECES), max_size=40),
)
def test_facts_are_in_the_text_whatever_it_is(head: list[str], body: list[str]) -> None:
    """Every fact's place holds words, and every count's number stands there, in figures or as a word."""
    title, text = " ".join(head), " ".join(body)
    for fact in find_facts(title, text):
        surface = (title if fact.field == "title" else text)[fact.start : fact.end]
        assert surface.strip()
        if fact.kind == "count":
            assert int(fact.value.partition(":")[2]) in numbers_in(surface)


def numbers_in(surface: str) -> set[int]:
    """Return the numbers of a text, in figures and as words."""
    figures = {int(re.sub(r"\D", "", found)) for found in re.findall(r"[\d.,\u00a0\u202f]*\d", surface)}
    words = re.findall(r"[^\W\d_]+", surface.lower().replace("ё", "е"))
    return figures | {numerals()[word].value for word in words if word in numerals()}


def test_a_fact_is_a_value() -> None:
    """Equal facts are equal, and a report tells none of them twice."""
    found = find_facts("Two men were detained. Two men were detained.", "")
    assert len(set(found)) == len(found) == 4
    assert Fact("event", "detained", "title", 13, 21) in found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Police detained Anton Velsky in Tver on Monday.", True),
        ("Anton Velsky headed the office when he was detained in January 2018.", False),
        ("In 2018 police detained Anton Velsky. He is free.", False),
        ("Police detained Anton Velsky, who had left in 2018, on 4 March 2026.", True),
        ("Антона Вельского задержали в 2018 году.", False),
        ("Антона Вельского задержали в понедельник. В 2018 году он уехал.", True),
        ("Police detained 2018 people at the rally.", True),
        ("Anton Velsky, detained in 2018, was sentenced.", True),
        ("Anton Velsky, whose father died in 2018, was detained.", True),
        ("Задержан Антон Вельский 1985 года рождения.", True),
        ("Антон Вельский, задержанный 12.05.2018, дал показания.", False),
        ("A year after his arrest Anton Velsky gave testimony.", False),
        ("Anton Velsky was detained two years ago.", False),
        ("Задержанного два года назад Антона Вельского отпустили.", True),
        ("Призванного в 2018 году Антона Вельского задержали.", True),
        ("Задержанного в 2018 году Антона Вельского допросили.", False),
        ("Ранее задержанный Антон Вельский дал показания.", False),
        ("Ранее Антона Вельского задержали в Твери.", False),
        ("Earlier on Monday police detained Anton Velsky.", True),
        ("As previously reported, police detained Anton Velsky.", False),
        ("В прошлом году Антона Вельского задержали.", False),
    ],
)
def test_deeds_of_earlier_years_are_background(text: str, kept: bool) -> None:
    """By the years, "ago" and "earlier" of their own clause, or of the sentence where it has no other."""
    found = current(find_facts("", text), "", text, 2026)
    assert any(fact.kind == "event" for fact in found) is kept
    assert [fact for fact in found if fact.kind == "person"] == [
        fact for fact in find_facts("", text) if fact.kind == "person"
    ]


@pytest.mark.parametrize(
    ("title", "events"),
    [
        ("Suspect found dead, body of a woman recovered nearby", {"died"}),
        ("Heavenly body of work", set()),
        ("Тело подростка нашли в реке", {"died"}),
        ("Подростка нашли мертвым", {"died"}),
        ("Активист вышел из колонии", {"released"}),
        ("Активист вышел из зала", set()),
        ("Court jails blogger for six years", {"sentenced"}),
        ("Lawyers visit jailed blogger", set()),
        ("Lawyer jailed pending trial", set()),
        ("Police release photograph of a man who fled", {"fled"}),
        ("Police could detain protesters", set()),
        ("Проверяют сообщения о пытках", set()),
        ("Рассказал о пытках в колонии", {"tortured"}),
        ("The man police said had been killed is alive", set()),
        ("Мальчик пропал и найден живым", {"missing"}),
        ("Blast kills 11 people in Makhachkala", {"killed"}),
        ("Man shot dead by police", {"died"}),
        ("We stopped somebody from being killed", set()),
        ("Leader gets life in prison for kidnappings of tourists", set()),
        ("Driver charged for attack on a cyclist", {"charged"}),
        ("Чиновник убил мою страну", set()),
        ("У Павла из кабинета пропала елка", set()),
        ("Son is missing in Grozny, mother says", {"missing"}),
    ],
)
def test_words_of_death_release_and_prison_mean_what_they_say(title: str, events: set[str]) -> None:
    """Bodies that were found, jailed for years, and nothing that may be or was only reported."""
    assert {fact.value for fact in find_facts(title, "") if fact.kind == "event"} == events


@pytest.mark.parametrize(
    ("title", "events"),
    [
        ("Активиста арестовали", {"arrested"}),
        ("Суд арестовал активы фонда", set()),
        ("В Грозном во время спецоперации убит мужчина", {"killed"}),
        ("На дороге под Аргуном убит мужчина", {"killed"}),
        ("При посадке на рейс в Минск задержан журналист", {"detained"}),
        ("Рейс задержан в Москве", set()),
        ("Активиста задержали на выходе из дома", {"detained"}),
        ("Задержан гражданин Грузии", {"detained"}),
        ("Задержан груз в порту", set()),
        ("Суд освободил из-под стражи жителя села Шали", {"released"}),
        ("Армия освободила село", set()),
        ("Освобожден местный житель", {"released"}),
        ("Суд освободил полицейских от наказания", set()),
        ("Журналист ранен в здании школы", {"wounded"}),
        ("Пропал водитель такси", {"missing"}),
        ("Пропал свет в городе", set()),
        ("He was killed at the time of the raid", {"killed"}),
        ("The ship was detained", set()),
    ],
)
def test_a_thing_that_only_says_where_does_not_unmake_an_event(title: str, events: set[str]) -> None:
    """A flight is delayed, a journalist boarding one is detained; people are no assets."""
    assert {fact.value for fact in find_facts(title, "") if fact.kind == "event"} == events


@pytest.mark.parametrize(
    ("seen", "text", "kept"),
    [
        (datetime(2026, 1, 9, tzinfo=UTC), "Anton Velsky was detained in December 2025.", True),
        (datetime(2026, 6, 9, tzinfo=UTC), "Anton Velsky was detained in December 2025.", False),
    ],
)
def test_in_january_december_is_no_background(seen: datetime, text: str, kept: bool) -> None:
    """A year that has only just ended tells news, not the past."""
    found = current(find_facts("", text, "en"), "", text, news_year(seen))
    assert any(fact.kind == "event" for fact in found) is kept
