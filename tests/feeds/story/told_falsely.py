"""Texts that tell the reports of `told_truly` falsely, each with the kind of its fault."""

from tests.feeds.story.told_truly import (
    ALLEGED,
    COURT,
    DENIED,
    DETAINED,
    KILLED,
    LGBT,
    OFFICES,
    RELEASED,
    TOLL,
)

_FREED = "Активиста Руслана Кутаева через 15 дней освободили из изолятора в Грозном"

UNFAITHFUL = [
    # Numbers
    ("number", DETAINED, "en", "Three staff of a human rights centre detained in Argun"),
    ("number", DETAINED, "en", "Two rights workers detained in Argun, 190 grams of marijuana found"),
    (
        "number",
        COURT,
        "en",
        "Grozny court sentences blogger Islam Nukhanov to six and a half years in a penal colony",
    ),
    (
        "number",
        COURT,
        "en",
        "Grozny court sentences blogger Islam Nukhanov to eight months in a penal colony",
    ),
    (
        "number",
        COURT,
        "en",
        "A court in Grozny sentenced a blogger to five years. The fine was 1.5 billion rubles.",
    ),
    (
        "number",
        COURT,
        "en",
        "A court in Grozny sentenced a blogger to five years. The fine was 1.5 million dollars.",
    ),
    ("number", KILLED, "ru", "В Дагестане в перестрелке убиты пять человек"),
    ("number", KILLED, "ru", "В Дагестане двое убиты, 20% города осталось без света"),
    ("number", TOLL, "en", "Fire in Makhachkala kills dozens of people"),
    ("number", TOLL, "ru", "При пожаре в Махачкале погибли 53 человека."),
    ("number", TOLL, "en", "Fire in Makhachkala kills 35 percent of people"),
    ("number", RELEASED, "ru", "Чеченского активиста освободили через 15 лет"),
    # Dates
    ("number", DETAINED, "en", "On 6 November two staff of a rights centre were detained in Argun"),
    ("number", DETAINED, "en", "On 5 December two staff of a rights centre were detained in Argun"),
    ("number", KILLED, "ru", "Двое мужчин убиты в перестрелке в Дагестане во вторник"),
    ("number", DENIED, "en", "Chechen Interior Ministry denies he was taken on 3 May 2024"),
    ("number", LGBT, "en", "The Russian LGBT Network said three people went missing in Grozny on Thursday"),
    ("number", TOLL, "en", "Fire in Makhachkala: Sergei Melikov declared 15 September a day of mourning"),
    ("number", LGBT, "en", "Yesterday three people went missing in Grozny, the Russian LGBT Network said"),
    # Names
    (
        "name",
        DETAINED,
        "en",
        "Two detained in Argun\nOne of them, Ayub Khataev, is accused of possessing marijuana.",
    ),
    (
        "name",
        DETAINED,
        "en",
        "Two detained in Argun\nOne of them, Oyub Titov, is accused of possessing marijuana.",
    ),
    ("name", DETAINED, "en", "Two detained in Grozny, lawyer Pyotr Zaikin said"),
    ("name", DETAINED, "en", "Two detained in Argun, lawyer Pavel Zaikin said"),
    ("name", DENIED, "en", "Chechen Interior Ministry denies reports of the abduction of Ruslan Isaev"),
    ("name", DENIED, "en", "Kadyrov denies reports of abduction in Chechnya"),
    ("name", DENIED, "en", "Dagestan's Interior Ministry denies reports of abduction"),
    ("name", KILLED, "ru", "Двое мужчин убиты в перестрелке в Ингушетии"),
    ("name", KILLED, "ru", "Двое мужчин убиты в перестрелке под Буйнакском, сообщил Следственный комитет"),
    ("name", KILLED, "ru", "Двое мужчин убиты в перестрелке, сообщил Рамзан Кадыров"),
    ("name", RELEASED, "ru", "Активист Руслан Кудаев освобожден в Грозном"),
    ("name", RELEASED, "ru", "Активист Ислам Кутаев освобожден в Грозном"),
    (
        "name",
        TOLL,
        "en",
        "Fire in Makhachkala\nThe head of Dagestan, Sergei Melnikov, declared a day of mourning.",
    ),
    ("name", TOLL, "ru", "Глава Дагестана Магомед Меликов объявил 15 августа днем траура."),
    ("name", COURT, "en", "Grozny court sentences blogger islam kadyrov to five years in a penal colony"),
    ("name", LGBT, "en", "The Ukrainian LGBT Network said three people went missing in Grozny on Wednesday"),
    # Deeds
    ("event", DETAINED, "en", "Two staff of a human rights centre killed in Argun"),
    ("event", DETAINED, "en", "Two staff of a human rights centre tortured by police in Argun"),
    ("event", DETAINED, "en", "Two staff of a human rights centre sentenced in Argun"),
    ("event", LGBT, "en", "The Russian LGBT Network said three people were abducted in Grozny on Wednesday"),
    ("event", LGBT, "en", "The Russian LGBT Network said three people were murdered in Grozny on Wednesday"),
    ("event", RELEASED, "ru", "Чеченский активист убит через 15 дней после освобождения"),
    ("event", RELEASED, "ru", "Чеченского активиста оправдали через 15 дней"),
    ("event", TOLL, "en", "Explosion and fire in Makhachkala kill 35 people"),
    ("event", TOLL, "en", "Arson in Makhachkala kills 35 people"),
    ("event", COURT, "en", "A court in Grozny acquitted blogger Islam Nukhanov"),
    ("event", COURT, "ru", "Суд в Грозном освободил блогера Ислама Нуханова."),
    (
        "event",
        (("Умер активист", "Активист Адам Басаев умер в Аргуне.")),
        "en",
        "Activist Adam Basaev killed in Argun",
    ),
    # Denials and negation
    ("denial", DENIED, "en", "Chechen Interior Ministry confirms reports of abduction"),
    (
        "denial",
        TOLL,
        "en",
        "Fire in Makhachkala\nThe head of Dagestan, Sergei Melikov, denied a day of mourning.",
    ),
    (
        "negation",
        DETAINED,
        "en",
        (
            "Two employees of a rights centre detained in Argun\nOn 5 November in Argun police "
            "detained two employees of the “Memorial” centre, lawyer Pyotr Zaikin said. One of them, "
            "Oyub Titiev, is accused of possessing 180 grams of marijuana. He admits guilt."
        ),
    ),
    ("negation", COURT, "en", "Grozny court did not sentence blogger to five years in a penal colony"),
    ("negation", TOLL, "ru", "При пожаре на автозаправке в Махачкале не погибли 35 человек."),
    (
        "negation",
        LGBT,
        "en",
        (
            "LGBT\nThe Russian LGBT Network said three people went missing in Grozny. The authorities "
            "of Chechnya are commenting."
        ),
    ),
    # Quotations
    ("quotation", COURT, "en", "Grozny court sentences blogger: “I expected this,” he said"),
    (
        "quotation",
        RELEASED,
        "en",
        "Ruslan Kutaev was released in Grozny. “I was released,” he told reporters.",
    ),
    (
        "quotation",
        DETAINED,
        "en",
        (
            "Police in Argun detained two employees of the Memorial centre, lawyer Pyotr Zaikin "
            "said. “They took them from the street and we do not know where they are at this hour”, "
            "he added."
        ),
    ),
    # Form
    ("empty", TOLL, "en", ""),
    ("empty", TOLL, "en", " \n "),
    ("markup", TOLL, "en", "**Fire in Makhachkala** kills 35 people"),
    ("markup", TOLL, "en", "# Fire in Makhachkala kills 35 people"),
    ("markup", TOLL, "en", "- Fire in Makhachkala\n- 35 people killed"),
    ("markup", TOLL, "en", "<b>Fire in Makhachkala</b>"),
    ("markup", TOLL, "en", '{"headline": "Fire in Makhachkala", "summary": "A fi'),
    ("markup", TOLL, "en", "Fire in [Makhachkala](a)"),
    ("markup", TOLL, "en", "Fire in Makhachkala\n\n\nA fire killed 35 people."),
    ("address", TOLL, "en", "Fire in Makhachkala, see https://fire.example/35"),
    ("address", TOLL, "en", "Fire in Makhachkala, see fire-news.com"),
    ("address", TOLL, "en", "Fire in Makhachkala, write to @fire_news"),
    ("character", TOLL, "en", "Fire in \u202eMakhachkala"),
    ("character", TOLL, "en", "Fire in\u200b Makhachkala"),
    ("character", TOLL, "en", "Fire in Makhachkala\x07"),
    ("character", TOLL, "en", "Fire in Makhachkala \U0001f525"),
    ("language", TOLL, "en", "Пожар в Махачкале: погибли 35 человек"),
    ("language", KILLED, "ru", "Two men killed in Dagestan shootout"),
    ("language", KILLED, "ru", "У Дагестані вбито двох чоловіків, як повідомляє слідство, є поранені"),
    ("language", TOLL, "en", "Fire in Махачкала kills 35 people"),
    ("language", TOLL, "en", "Fire in Maхachkala kills 35 people"),
    ("chatter", TOLL, "en", "Here is the translation: fire in Makhachkala"),
    ("chatter", KILLED, "ru", "Вот перевод: двое убиты в Дагестане"),
    ("chatter", TOLL, "en", "I cannot translate this text"),
    (
        "cut",
        TOLL,
        "en",
        "Fire in Makhachkala\nA fire at a petrol station in Makhachkala killed 35 people and,",
    ),
    ("cut", COURT, "en", "Grozny court sentences blogger (Islam Nukhanov to five years"),
    ("cut", DETAINED, "en", "Police in Argun detained two employees of the “Memorial centre"),
    ("long", TOLL, "en", "Fire in Makhachkala. " * 60),
    ("long", (("Fire", "A fire in Kazan.")), "ru", "Пожар в Казани. " * 20),
    # What somebody wrote into the text, or the model made up round it
    (
        "added",
        TOLL,
        "en",
        (
            "Fire in Makhachkala\nA fire in Makhachkala killed 35 people. The head of Dagestan, "
            "Sergei Melikov, declared a day of mourning. Many coins are sold here and more will be "
            "sold."
        ),
    ),
    (
        "added",
        TOLL,
        "ru",
        "При пожаре в Махачкале погибли 35 человек. Покупайте выгодные монеты сегодня вечером.",
    ),
    (
        "added",
        COURT,
        "en",
        "Grozny court sentences blogger to five years. It is an outrage. This is shameful.",
    ),
    # Deeds, offices and speakers of which the source does not tell, and doubts that it has
    ("event", RELEASED, "ru", f"{_FREED}, там его пытали, сообщил его адвокат."),
    ("event", RELEASED, "ru", f"{_FREED}, там его замучили, сообщил его адвокат."),
    ("event", RELEASED, "ru", f"{_FREED}, там его насиловали, сообщил его адвокат."),
    ("event", RELEASED, "ru", f"{_FREED}, там его ограбили, сообщил его адвокат."),
    ("event", RELEASED, "ru", f"{_FREED}, его дом снесли, сообщил его адвокат."),
    ("event", RELEASED, "ru", f"{_FREED}, сообщили его родственники."),
    ("event", RELEASED, "ru", f"{_FREED}, сообщили в полиции."),
    ("event", RELEASED, "ru", f"{_FREED}, сообщили в министерстве юстиции."),
    ("event", RELEASED, "ru", f"{_FREED}, рассказали очевидцы."),
    (
        "certainty",
        OFFICES,
        "ru",
        (
            "Суд посадил двоих\nРосгвардия задержала двух мужчин в Грозном, сообщил Минюст. Верховный суд "
            "отклонил апелляцию. Одного из двоих пытали."
        ),
    ),
    (
        "name",
        RELEASED,
        "ru",
        "Росгвардия через 15 дней освободила Руслана Кутаева в Грозном, сообщил его адвокат.",
    ),
    (
        "name",
        RELEASED,
        "ru",
        "Минюст через 15 дней освободил Руслана Кутаева в Грозном, сообщил его адвокат.",
    ),
    (
        "name",
        RELEASED,
        "ru",
        "Верховный суд через 15 дней освободил Руслана Кутаева в Грозном, сообщил его адвокат.",
    ),
    ("certainty", ALLEGED, "ru", "Полиция пытала двух мужчин в Аргуне.\nОдин из них убит."),
    (
        "certainty",
        ALLEGED,
        "ru",
        "Полиция, предположительно, пытала двух мужчин в Аргуне.\nОдин из них убит.",
    ),
]

CHANGES = [
    ("number", 0, "три", "четыре"),
    ("number", 0, "пятницу", "субботу"),
    ("name", 0, "Хатажукова", "Хатажева"),
    ("name", 0, "Нальчике", "Черкесске"),
    ("event", 0, "жена", "мать"),
    ("negation", 0, "не предъявлены", "предъявлены"),
    ("number", 1, "12", "13"),
    ("number", 1, "March", "May"),
    ("negation", 1, "Nobody", "Everybody"),
    ("event", 1, "exploded", "was attacked"),
    ("event", 1, "terrorism", "murder"),
    ("name", 1, "Ingushetia", "Chechnya"),
    ("number", 2, "2.3", "3.2"),
    ("number", 2, "rubles", "dollars"),
    ("event", 2, "bribe", "murder"),
    ("name", 2, "FSB", "GRU"),
    ("name", 2, "Dagestan", "Stavropol"),
]
