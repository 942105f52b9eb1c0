"""Reports, and texts that tell them truly."""

DETAINED = (
    "В Аргуне задержали двух сотрудников правозащитного центра",
    (
        "5 ноября в Аргуне полиция задержала двух сотрудников центра «Мемориал», сообщил адвокат "
        "Пётр Заикин. Одного из них, Оюба Титиева, обвиняют в хранении 180 граммов марихуаны. Он "
        "не признает вину."
    ),
)
DENIED = (
    "МВД Чечни опровергло сообщения о похищении",
    (
        "МВД Чечни в понедельник опровергло сообщения о похищении 24-летнего Салмана Исаева. По "
        "словам родственников, его увезли из дома 3 мая 2025 года."
    ),
)
COURT = (
    "Суд в Грозном приговорил блогера к пяти годам колонии",
    (
        "Суд в Грозном приговорил блогера Ислама Нуханова к пяти с половиной годам колонии. "
        "Прокуратура просила восемь лет. Штраф составил 1,5 млн рублей."
    ),
)
KILLED = (
    "Two men killed in Dagestan shootout",
    (
        "Two men were killed and a police officer was wounded in a shootout near Khasavyurt on "
        "Monday, the Investigative Committee said. About 12 percent of the city was left without "
        "power."
    ),
)
RELEASED = (
    "Chechen activist released after 15 days",
    (
        "Activist Ruslan Kutaev was released from a detention centre in Grozny after 15 days, "
        "his lawyer said. “I was beaten,” he told reporters. Human rights groups had demanded "
        "his release."
    ),
)
LGBT = (
    "Российская ЛГБТ-сеть сообщила об исчезновении",
    (
        "Российская ЛГБТ-сеть сообщила, что в среду в Грозном пропали трое молодых людей. Власти "
        "Чечни ситуацию не комментируют."
    ),
)
TOLL = (
    "Пожар в Махачкале",
    (
        "При пожаре на автозаправке в Махачкале погибли 35 человек, еще 115 человек ранены. "
        "Глава Дагестана Сергей Меликов объявил 15 августа днем траура."
    ),
)

OFFICES = (
    "Court jails two",
    (
        "The Russian National Guard detained two men in Grozny, the Justice Ministry said. The Supreme "
        "Court rejected an appeal. One of the two was tortured, their relatives say."
    ),
)
ALLEGED = (
    "Police allegedly tortured two men in Argun",
    "One of them may have been killed.",
)

FAITHFUL = [
    (
        RELEASED,
        "ru",
        "Активиста Руслана Кутаева через 15 дней освободили из изолятора в Грозном, сообщил его адвокат.",
    ),
    (
        OFFICES,
        "ru",
        (
            "Росгвардия задержала двух мужчин в Грозном, сообщил Минюст. Верховный суд отклонил апелляцию. "
            "Одного из двоих пытали, говорят их родные."
        ),
    ),
    (
        ALLEGED,
        "ru",
        "Полиция, предположительно, пытала двух мужчин в Аргуне\nОдин из них, возможно, убит.",
    ),
    ((DETAINED[0], ""), "en", "Two staff of a human rights centre detained in Argun"),
    (
        DETAINED,
        "en",
        (
            "Two employees of a rights centre detained in Argun\nOn 5 November in Argun police "
            "detained two employees of the “Memorial” centre, lawyer Pyotr Zaikin said. One of them, "
            "Oyub Titiev, is accused of possessing 180 grams of marijuana. He does not admit guilt."
        ),
    ),
    (
        DETAINED,
        "en",
        (
            "Rights workers detained in Argun\nPolice in Argun detained two employees of the Memorial "
            "centre on November 5, lawyer Peter Zaikin said. One of them, Oyub Titiyev, is accused "
            "of possessing 180 grams of marijuana. He pleads not guilty."
        ),
    ),
    (
        DENIED,
        "en",
        (
            "Chechnya's Interior Ministry denies reports of abduction\nThe Interior Ministry of "
            "Chechnya on Monday denied reports of the abduction of 24-year-old Salman Isaev. "
            "According to relatives, he was taken from his home on 3 May 2025."
        ),
    ),
    ((DENIED[0], ""), "en", "Chechen Interior Ministry denies reports of a kidnapping"),
    (
        COURT,
        "en",
        (
            "Grozny court sentences blogger to five years in a penal colony\nA court in Grozny "
            "sentenced blogger Islam Nukhanov to five and a half years in a penal colony. "
            "Prosecutors had asked for eight years. The fine was 1.5 million rubles."
        ),
    ),
    (
        COURT,
        "en",
        (
            "A Grozny court sentenced blogger Islam Nukhanov to 5.5 years in a penal colony. The "
            "prosecution asked for 8 years. The fine was 1,500,000 rubles."
        ),
    ),
    (
        KILLED,
        "ru",
        (
            "Двое мужчин убиты в перестрелке в Дагестане\nДвое мужчин убиты и полицейский ранен в "
            "перестрелке под Хасавюртом в понедельник, сообщил Следственный комитет. Около 12% "
            "города осталось без света."
        ),
    ),
    (
        KILLED,
        "ru",
        (
            "В Дагестане в перестрелке погибли два человека\nВ понедельник в перестрелке близ "
            "Хасавюрта погибли двое мужчин, ранен сотрудник полиции, сообщил СК. Без электричества "
            "остались около 12 процентов города."
        ),
    ),
    (
        RELEASED,
        "ru",
        (
            "Чеченского активиста освободили через 15 дней\nАктивист Руслан Кутаев вышел из изолятора "
            "в Грозном через 15 дней, сообщил его адвокат. «Меня били», — сказал он журналистам. "
            "Правозащитники требовали его освобождения."
        ),
    ),
    (RELEASED, "ru", "Чеченский активист вышел на свободу через пятнадцать суток"),
    (
        LGBT,
        "en",
        (
            "Russian LGBT Network reports disappearance\nThe Russian LGBT Network said three young "
            "people went missing in Grozny on Wednesday. The authorities of Chechnya are not "
            "commenting on the situation."
        ),
    ),
    (
        TOLL,
        "en",
        (
            "Fire in Makhachkala\nA fire at a petrol station in Makhachkala killed 35 people and "
            "wounded another 115. The head of Dagestan, Sergei Melikov, declared August 15 a day of "
            "mourning."
        ),
    ),
    (
        TOLL,
        "en",
        (
            "Makhachkala fire\nThirty-five people died in a fire at a petrol station in Makhachkala, "
            "115 were injured. Dagestan's leader Sergey Melikov declared 15 August a day of mourning."
        ),
    ),
    # The same language: a shorter text in the source's own words.
    (TOLL, "ru", "При пожаре на автозаправке в Махачкале погибли 35 человек, 115 ранены."),
    (COURT, "ru", "Суд в Грозном приговорил блогера Ислама Нуханова к 5,5 годам колонии."),
    (KILLED, "en", "Two men were killed in a shootout near Khasavyurt on Monday."),
    (
        RELEASED,
        "en",
        "Ruslan Kutaev was released in Grozny after 15 days. “I was beaten,” he told reporters.",
    ),
    (
        ("Ahead of the vote", "Nobody was hurt when a bus burned near Vladikavkaz at 2:30 p.m. on Nov. 7."),
        "ru",
        "Перед голосованием\nНикто не пострадал, когда 7 ноября в 14:30 под Владикавказом сгорел автобус.",
    ),
    (
        (
            "Сотни человек вышли на митинг",
            "Сотни человек вышли на митинг в Магасе, не менее десяти задержаны.",
        ),
        "en",
        "Hundreds attend rally\nHundreds of people came out to a rally in Magas, at least ten were detained.",
    ),
    (
        (
            "Trump meets Macron",
            "President Donald Trump met President Emmanuel Macron in Paris on 3 June 2025.",
        ),
        "ru",
        (
            "Трамп встретился с Макроном\nПрезидент Дональд Трамп встретился с президентом Эммануэлем "
            "Макроном в Париже 3 июня 2025 года."
        ),
    ),
    (
        ("ФСБ сообщила о задержании", "ФСБ сообщила о задержании 15-летнего школьника в Назрани."),
        "en",
        "FSB reports detention\nThe FSB reported the detention of a 15-year-old schoolboy in Nazran.",
    ),
]

REPORTS = [
    (
        (
            ("Police raid home in Nalchik"),
            (
                "Police searched the home of activist Valery Khatazhukov in Nalchik on Friday "
                "morning, his wife said. Officers seized three phones. No charges have been filed."
            ),
        ),
        "ru",
        (
            "Обыск в Нальчике\nВ пятницу утром полиция обыскала дом активиста Валерия Хатажукова "
            "в Нальчике, рассказала его жена. Изъяты три телефона. Обвинения не предъявлены."
        ),
    ),
    (
        (
            ("Взрыв в Назрани"),
            (
                "Вечером 12 марта в Назрани взорвался автомобиль следователя. Никто не пострадал. "
                "Возбуждено уголовное дело о теракте, сообщили в СК по Ингушетии."
            ),
        ),
        "en",
        (
            "Blast in Nazran\nAn investigator's car exploded in Nazran on the evening of March "
            "12. Nobody was hurt. A criminal case of terrorism has been opened, Ingushetia's "
            "Investigative Committee said."
        ),
    ),
    (
        (
            ("Задержан замминистра"),
            (
                "Сотрудники ФСБ задержали заместителя министра труда Дагестана по делу о взятке в 2 "
                "млн 300 тыс. рублей."
            ),
        ),
        "en",
        (
            "Deputy minister detained\nFSB officers detained Dagestan's deputy labour minister in "
            "a case over a bribe of 2.3 million rubles."
        ),
    ),
]
