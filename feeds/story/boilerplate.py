"""Which parts of an article are not the article: credits, bylines, datelines, links, invitations."""

from __future__ import annotations

import re
from functools import cache


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        r"""^\W*(?:
        (?:read|see|watch|listen)\s+(?:also|more|next|the\s+full|it\s+(?:here|in))|also\s+read|related\s*(?::|stor|article|cover|link|new)
        |more\s+(?:on\s+this|from|stories)|further\s+reading|recommended|most\s+(?:read|popular)|editor['’]?s['’]?\s+(?:pick|note)
        |(?:please\s+)?(?:subscribe|sign\s+up|log\s+in|follow\s+us|join\s+(?:us|our)|share\s+(?:this|on)|donate|support\s+(?:us|our))\b
        |click\s+(?:here|to)|scroll\s+(?:down|to)|(?:all\s+rights\s+reserved|copyright|©|\(c\))
        |(?:photo|image|picture|video|file\s+photo|photograph|illustration|credit|source|via|tags?|topics?|share|by|reporting\s+by|editing\s+by|writing\s+by|additional\s+reporting)\s*(?:by\b[^.]{0,60}|credit\b[^.]{0,60})?\s*[:/|]
        |(?:reporting|editing|writing|additional\s+reporting|compiled)\s+by\b
        |the\s+post\b.{0,200}\bappeared\s+first\b|this\s+(?:article|story|post)\s+(?:was|first|originally|has\s+been)\b|advertisement
        |we\s+use\s+cookies|getty\s+images|image\s+(?:caption|source|copyright)|media\s+caption
        |(?:читайте|смотрите|слушайте|читать|см\.)\s*(?:также|еще|ещё|далее|подробнее|полностью|по\s+теме|нас|наш|материал|в\s+нашем)|подробнее\s*(?:[:—–-]|об\s+этом|в\s+материале|на\s+сайте|читайте)|по\s+теме\s*:|ранее\s+по\s+теме|другие\s+новости|материалы\s+по\s+теме|еще\s+по\s+теме
        |(?:подпи(?:сывайтесь|шитесь)|присоединяйтесь|поделитесь|делитесь|следите\s+за|поддержите|оформите|скачайте|нажмите|включите|присылайте|пишите\s+нам)\b
        |(?:подписаться\s+на|поделиться\s*(?:в|:|$)|поддержать\s+(?:нас|проект|редакцию|издание))
        |(?:ссылка\s+на\s+(?:источник|первоисточник|оригинал|материал|публикацию|новость|статью)|(?:прямая|полная)\s+ссылка
        |(?:link\s+to\s+(?:the\s+)?(?:source|original|article|full\s+story|original\s+(?:article|story))|source\s+link|original\s+(?:source|link)))\s*(?:[:—–|-]|\W*$)
        |(?:фото|видео|иллюстрация|изображение|источник(?:\s+(?:фото|изображения|видео))?|автор(?:ы)?(?:\s+(?:фото|текста|материала))?|теги?|метки|рубрика|редактор|корреспондент|коллаж|скриншот|подпись\s+к\s+фото|текст)\s*[:/©|]
        |фото\s+(?:с\s+сайта|из\s+(?:архива|соцсетей|открытых))|все\s+права\s+защищены|реклама\b|(?:новость|материал|статья)\s+(?:дополняется|обновляется|будет\s+дополнен)
        |(?:наш|мы\s+в|больше\s+новостей|самое\s+важное|главные\s+новости)\s.{0,60}(?:телеграм|telegram|дзен|вконтакте|whatsapp|канал)
        |сообщение\s.{0,200}(?:появились?|появилось)\s+сначала\b|если\s+вы\s+(?:заметили|нашли|увидели)\s+(?:ошибку|опечатку)|нашли\s+(?:ошибку|опечатку)
        )""",
        re.IGNORECASE | re.VERBOSE,
    )


# Every name needs a separator before it: without one a run of capitals would be tried in all divisions.
_NAME = r"[A-Z][\w.’'-]*"


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(rf"\W*[Bb][Yy]\s+{_NAME}(?:,?\s+(?:and\s+)?{_NAME}){{0,5}}\W*$")


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(
        r"(?:/\s*(?:AP|AFP|Reuters|Getty(?:\s+Images)?|EPA|ТАСС|РИА\s+Новости|Коммерсантъ|Интерфакс)\W*$"
        r"|^\W*(?:AP|AFP|Reuters|Getty\s+Images)\s*(?:Photo\b.*)?$|\bfile\s+photo\W*$|^\(?(?:AP\s+)?photo\s+by\b)",
        re.IGNORECASE,
    )


_MONTH = (
    r"(?:(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[ья]|марта?|ма[йя]|августа?"
    r"|(?:янв|фев|апр|июн|июл|авг|сент?|окт|нояб?|дек)\b\.?)"
)
_DATE = (
    rf"(?:\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}}(?:\s+года?)?)?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+\d{1,2})"
)
_AGENCY = (
    r"(?:(?:cnn|CNN|AP|Reuters|REUTERS|AFP|BBC|UPI|TASS|OC\s+Media|RFE/RL|ТАСС|РИАМО|Росбалт|РБК"
    r"|(?:РИА|AP|АП)\s+(?:Новости|News)|РИА|Интерфакс|ИНТЕРФАКС|(?:INTERFAX|Interfax)(?:\.RU)?"
    r"|(?:ИА\s+)?(?:REGNUM|«?Росбалт»?)|«?Кавказский\s+[Уу]зел»?|(?:КАВКАЗ|Кавказ)\.(?:РЕАЛИИ|Реалии))"
    r"(?:[ -][А-ЯЁA-Z][\w-]{2,15})?)"
)
_PLACE = r"[A-ZА-ЯЁ][\w.’'«»-]{2,25}(?:(?:,\s|\s|/)[A-ZА-ЯЁ][\w.’'-]{1,20}){0,3}"
_DASH = r"\s*[.,]?\s*[-—–]{1,2}\s*"


@cache
def _dateline() -> re.Pattern[str]:
    return re.compile(
        rf"""(?:By\s(?:[A-Z][\w.’'-]+\s(?:and\s)?){{2,5}}(?=[A-Z]{{4}}))?(?:
        \(\s*{_AGENCY}\s*\)\s*[-—–]*\s*
        |(?:{_PLACE}(?:,\s+{_DATE})?\s*[.,]?\s*[(/]\s*{_AGENCY}\s*[)/](?:{_DASH}|[.,]?\s+)
        |[(/]\s*{_AGENCY}\s*[)/](?:{_DASH}|\.\s+)
        |{_PLACE}(?:,|\.|\s*[-—–])\s+{_DATE}(?:{_DASH}|[.,]?(?:\s+|$))(?:/?{_AGENCY}/?(?:{_DASH}|[.,]\s*))?
        |{_PLACE}(?:\s*[,.]\s*|\s+[-—–]\s+){_AGENCY}(?:,\s+{_DATE}\s*[.,]\s*|{_DASH})
        |{_AGENCY},\s+{_DATE}\s*[.,]\s*|(?:INTERFAX\.RU|КАВКАЗ\.РЕАЛИИ|Кавказ\.Реалии){_DASH}
        |[A-Z]{{6,}}[A-Z .'’-]{{0,30}}(?:,\s[A-Z][\w.]+){{0,2}}\s*[-—–]{{1,2}}\s+
        )(?=[«"“(]?[A-ZА-ЯЁ]|$)
        )""",
        re.VERBOSE,
    )


@cache
def _day() -> re.Pattern[str]:
    return re.compile(rf"\W*{_DATE}(?:\s+года?)?\W*$")


# Marks of the page that ran into the sentence after them: "(Photo: ...)", the site's own address.


@cache
def _stray() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?i:[(\[]\s*(?:AP\s+)?(?:фото|видео|иллюстрация|скриншот|photo|image|picture|video)\b[^()\[\]]{0,120}[)\]]\s*)"
        r"|[a-z][a-z0-9-]{1,30}\.[a-z]{2,8}\s+(?=[«\"“(]?[А-ЯЁ]))+"
    )


_LOOK = 240
_REST = 20
"""Fewer code points than these are no sentence: what stands before them is part of it."""
_WORDS = re.compile(r"\w+")


def is_boilerplate(sentence: str) -> bool:
    """Tell whether a sentence is no part of the report."""
    head = sentence[:_LOOK]
    if _label().match(head) or _byline().match(head) or _credit().search(head):
        return True
    if _dateline().fullmatch(head) or _day().match(head):
        return True
    return len(_WORDS.findall(head)) < 2 or _mostly_link(head)


def dateline(sentence: str) -> int:
    """Return how many code points of agency and place stand before the first sentence, or 0."""
    found = _dateline().match(sentence[:_LOOK])
    return found.end() if found and found.end() < len(sentence) - _REST else 0


def stray(sentence: str) -> int:
    """Return how many code points of photo credits and of the site's own name stand before a sentence."""
    found = _stray().match(sentence[:_LOOK])
    return found.end() if found and found.end() < len(sentence) - _REST else 0


def _mostly_link(head: str) -> bool:
    return any(len(word) > 60 or ("://" in word and 3 * len(word) > len(head)) for word in head.split())
