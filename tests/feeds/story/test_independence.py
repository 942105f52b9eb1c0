"""A story is as well attested as it has voices, not as it has pages."""

from __future__ import annotations

import pytest

from feeds.story.independence import MOST_SOURCES, Source, agency_of, independence, site_of

OWN = "Residents told our correspondent that the two men had been taken from their homes before dawn. " * 3
OTHER = "Lawyers who spoke with this newspaper say that nobody has seen the detained since Sunday. " * 3
WIRE = "Полиция сообщила о задержании двоих жителей района, говорится в сводке ведомства за сутки. " * 3


def source(text: str = OWN, **values: str) -> Source:
    return Source("Two men detained", text, **values)


def counts(*sources: Source) -> tuple[int, int, int, int]:
    found = independence(sources)
    return found.reports, found.copies, found.owners, found.states


def test_the_plain_case() -> None:
    """Three reports of two owners, one of them a state, in two languages."""
    found = independence(
        [
            source(OWN, owner="River Post", view="independent", lang="ru"),
            source(OTHER, owner="River Post", view="independent", lang="en"),
            source(WIRE, owner="Herald", view="state", lang="ru"),
        ]
    )
    assert (found.reports, found.copies, found.owners, found.states) == (3, 0, 2, 1)
    assert found.langs == ("ru", "en")
    assert found.voices == (0, 2)


def test_a_text_that_many_print_is_one_report() -> None:
    """Equal texts count once, also when each feed cuts them elsewhere or puts its own dateline before."""
    cut = WIRE[: len(WIRE) * 2 // 3]
    dated = f"МОСКВА, 3 июня. /ТАСС/. {WIRE}"
    assert counts(*(source(text, site=f"https://s{n}.example/x") for n, text in enumerate((WIRE, cut)))) == (
        1,
        1,
        1,
        0,
    )
    assert counts(source(WIRE, owner="A"), source(dated, owner="B"))[:2] == (1, 1)


LABEL = (
    "НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) ПРОИЗВЕДЕН И РАСПРОСТРАНЕН ИНОСТРАННЫМ АГЕНТОМ «РЕКА» ЛИБО КАСАЕТСЯ "
    "ДЕЯТЕЛЬНОСТИ ИНОСТРАННОГО АГЕНТА «РЕКА». 18+\n"
)


@pytest.mark.parametrize("before", ["", "Фото: Getty Images\n", LABEL, "(Photo: agency) "])
def test_what_stands_before_a_report_makes_no_copy_and_hides_none(before: str) -> None:
    """Compulsory labels and credits are equal everywhere; the report behind them is what counts."""
    assert counts(source(before + OWN, owner="A"), source(before + OTHER, owner="B")) == (2, 0, 2, 0)
    assert counts(source(before + OWN, owner="A"), source(OWN, owner="B")) == (1, 1, 1, 0)


def test_a_first_sentence_is_a_copy_of_the_whole() -> None:
    """Feeds that give no more than a lead say nothing of their own."""
    lead = "Полиция сообщила о задержании двоих жителей района, говорится в сводке…"
    assert counts(source(lead, owner="A"), source(WIRE, owner="B")) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    "bare",
    [
        Source("Court in the hills jails a blogger", owner="Collector"),
        Source("Court in the hills jails a blogger - River Post", owner="Collector"),
        Source(
            "Court in the hills jails a blogger - River Post", "Court in the hills jails a blogger River Post"
        ),
    ],
)
def test_a_headline_alone_is_a_copy_of_the_report_under_it(bare: Source) -> None:
    """A service that only collects headlines is no voice, whichever came first."""
    report = Source("Court in the hills jails a blogger", OWN, owner="River Post")
    other = Source("Court in the hills jails a blogger", OTHER, owner="Herald")
    assert counts(report, bare) == (1, 1, 1, 0)
    assert counts(bare, report) == (1, 1, 1, 0)
    assert counts(report, other) == (2, 0, 2, 0)


def test_two_rewritings_of_one_agency_are_one_voice() -> None:
    """Who credits an agency adds nothing to it, and the agency's view is the view that counts."""
    one = source(f"{OWN} Об этом сообщает ТАСС.", owner="A", view="independent")
    head = source(f"Как передаёт ТАСС, задержаны двое. {OTHER}", owner="B", view="independent")
    tass = source(WIRE, owner="TASS", view="state")
    assert counts(head, source(f"Сообщили ТАСС в полиции. {OWN}", owner="C")) == (1, 1, 1, 1)
    assert counts(tass, head) == (1, 1, 1, 1)
    assert counts(head, tass) == (1, 1, 1, 1)
    assert counts(tass, source(OWN, owner="TASS", view="state")) == (2, 0, 1, 1)
    assert counts(one, tass) == (1, 1, 1, 1)


def test_an_unknown_owner_is_its_site() -> None:
    """Two pages of one site are one voice, two sites are two."""
    a, b = "https://www.paper.example.co.uk/1", "https://news.example.co.uk/2"
    assert counts(source(OWN, site=a), source(OTHER, site=b)) == (2, 0, 1, 0)
    assert counts(source(OWN, site=a), source(OTHER, site="https://else.example/2")) == (2, 0, 2, 0)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.paper.example/a", "paper.example"),
        ("https://en.paper.co.uk/a?b", "paper.co.uk"),
        ("https://t.me/s/some_channel/12", "t.me/some_channel"),
        ("https://someone.wordpress.com/1", "someone.wordpress.com"),
        ("https://medium.com/@someone/1", "medium.com/@someone"),
        ("https://www.youtube.com/watch?v=1", "youtube.com"),
        ("https://x.com/Someone/status/1", "x.com/someone"),
        ("http://127.0.0.1:8080/feed", "127.0.0.1"),
        ("https://[broken", "https://[broken"),
        ("", ""),
    ],
)
def test_site_of(url: str, site: str) -> None:
    """The name that a site is known by."""
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("МОСКВА, 3 июня. /ТАСС/. Суд вынес решение.", "ТАСС"),
        ("GROZNY (Reuters) - Police said on Monday that", "Reuters"),
        ("Москва. 5 июня. INTERFAX.RU - Суд отложил дело", "Интерфакс"),
        ("Троих задержали, передаёт РИА Новости со ссылкой на полицию.", "РИА Новости"),
        ("Three were detained, AFP reported on Monday.", "AFP"),
        ("Nothing more was known. (AP)", "AP"),
        ("ТАСС, 3 июня. Суд вынес решение.", "ТАСС"),
        ("By The Associated Press\nPolice said on Monday that", "AP"),
        ("He had worked at TASS for years before his arrest.", None),
        ("AP classes begin in autumn, the school says.", None),
        ("Эфер и апельсины подорожали.", None),
        ("", None),
    ],
)
def test_agency_of(text: str, agency: str | None) -> None:
    """A credit is told from a mention."""
    assert agency_of("", text) == agency


def test_a_headline_is_signed_by_its_agency() -> None:
    """Collectors of headlines put the source behind them."""
    assert agency_of("Two men detained - Reuters", "") == "Reuters"
    assert agency_of("Задержаны двое — ТАСС", "") == "ТАСС"
    assert agency_of("Суд оштрафовал ТАСС", "") is None


def test_a_flood_of_reports_is_bounded() -> None:
    """Past the limit reports only count as copies."""
    many = [source(f"{n} {OWN}", owner=f"Owner {n}") for n in range(MOST_SOURCES + 50)]
    assert counts(*many) == (MOST_SOURCES, 50, MOST_SOURCES, 0)
    assert counts() == (0, 0, 0, 0)
