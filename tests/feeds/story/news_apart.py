"""Groups of short reports, written for these tests, each of which tells of an event of its own."""

from __future__ import annotations

APART: tuple[tuple[str, ...], ...] = (
    (
        "Кадыров открыл школу в Гудермесе",
        "Кадыров госпитализирован",
        "Кадыров подал в отставку",
        "ЕС ввёл санкции против Кадырова",
    ),
    (
        "Kadyrov opens school in Gudermes",
        "Kadyrov taken to hospital",
        "Kadyrov resigns",
        "EU imposes sanctions on Kadyrov",
    ),
    (
        "Кадыров открыл школу. Глава Чечни Рамзан Кадыров перерезал ленточку в новой школе.",
        "Кадыров в больнице. Глава Чечни Рамзан Кадыров доставлен в московскую клинику.",
        "Кадыров уходит. Глава Чечни Рамзан Кадыров попросил об отставке.",
        "Евросоюз внёс Кадырова в список. Глава Чечни Рамзан Кадыров попал под санкции.",
    ),
    (
        "Kadyrov cuts a ribbon. The head of Chechnya, Ramzan Kadyrov, opened a new school.",
        "Kadyrov is ill. The head of Chechnya, Ramzan Kadyrov, was taken to a clinic in Moscow.",
        "Kadyrov steps down. The head of Chechnya, Ramzan Kadyrov, asked to leave his post.",
        "Brussels lists Kadyrov. The head of Chechnya, Ramzan Kadyrov, came under sanctions.",
    ),
    (
        "Оюб Титиев вышел на свободу",
        "На Оюба Титиева напали неизвестные",
        "Оюб Титиев получил премию Вацлава Гавела",
        "Оюб Титиев написал книгу",
    ),
    (
        "Oyub Titiev walks free from penal colony",
        "Oyub Titiev attacked by unknown men",
        "Oyub Titiev wins Havel prize",
        "Oyub Titiev publishes memoir",
    ),
    (
        "В Чечне похитили девушку",
        "В Чечне похитили подростка",
        "В Чечне похитили священника",
    ),
    (
        "Young woman abducted in Chechnya",
        "Priest abducted in Chechnya",
        "Teenager abducted in Chechnya",
    ),
    (
        "Взрыв в Чечне",
        "Пожар в Чечне",
        "Наводнение в Чечне",
        "Землетрясение в Чечне",
    ),
    (
        "Explosion in Chechnya",
        "Fire in Chechnya",
        "Flood in Chechnya",
        "Earthquake in Chechnya",
    ),
    (
        "В Чечне задержали блогера",
        "В Чечне убили блогера",
        "В Чечне оштрафовали блогера",
    ),
    (
        "Blogger detained in Chechnya",
        "Blogger killed in Chechnya",
        "Blogger fined in Chechnya",
    ),
    (
        "В Аргуне задержан врач Муса Дадаев. Его увезли из дома сотрудники полиции, сообщили родственники.",
        "В Аргуне задержан таксист Ислам Бекаев. Его увезли из дома сотрудники полиции, сообщила семья.",
    ),
    (
        "Doctor Musa Dadayev detained in Argun. Police officers took him from his home, relatives said.",
        "Driver Islam Bekayev detained in Argun. Police officers took him from his home, his family said.",
    ),
    (
        "В Аргуне задержан Муса Дадаев",
        "В Аргуне задержан Ислам Бекаев",
        "В Аргуне задержана Хеда Саратова-младшая",
    ),
    (
        "В Гудермесе сгорел рынок. Пострадавших нет, сообщили спасатели Чечни.",
        "В Шали сгорел рынок. Пострадавших нет, сообщили спасатели Чечни.",
    ),
    (
        "Market burns down in Gudermes. Nobody was hurt, rescuers in Chechnya said.",
        "Market burns down in Shali. Nobody was hurt, rescuers in Chechnya said.",
    ),
    (
        "Кадыров встретился с послом Катара",
        "Кадыров встретился с тренером «Ахмата»",
        "Кадыров встретился с жителями Ведено",
    ),
    (
        "Kadyrov meets ambassador of Qatar",
        "Kadyrov meets football coach",
        "Kadyrov meets flood victims in Vedeno",
    ),
    (
        "Российская ЛГБТ-сеть подала иск к Минюсту",
        "Российская ЛГБТ-сеть помогла выехать сорока беженцам",
        "Российская ЛГБТ-сеть объявила о закрытии",
    ),
    (
        "Russian LGBT Network sues justice ministry",
        "Russian LGBT Network helps forty refugees leave",
        "Russian LGBT Network announces closure",
    ),
    (
        "Суд в Аргуне арестовал строителя",
        "Суд в Аргуне оправдал строителя",
        "Суд в Аргуне оштрафовал строителя",
    ),
    (
        "Court in Argun acquits builder",
        "Court in Argun fines builder",
        "Court in Argun jails builder for spying",
    ),
    (
        "В Чечне задержали 15 подростков",
        "В Чечне задержали 40 подростков",
    ),
    (
        "Police in Chechnya detain 15 teenagers",
        "Police in Chechnya detain 40 teenagers",
    ),
    (
        "Кадыров госпитализирован",
        "Kadyrov opens school in Gudermes",
        "Кадыров подал в отставку",
        "EU imposes sanctions on Kadyrov",
    ),
    (
        "В Чечне похитили девушку",
        "Priest abducted in Chechnya",
        "Взрыв в Чечне",
        "Fire in Chechnya",
    ),
    (
        "В Аргуне открыли больницу",
        "В Аргуне открыли мечеть",
        "В Аргуне открыли парк",
        "В Аргуне открыли памятник",
    ),
    (
        "Кадыров заявил о готовности отправить добровольцев",
        "Кадыров заявил о росте урожая пшеницы",
        "Кадыров заявил о победе над вирусом",
    ),
    (
        "Kadyrov says he will send volunteers",
        "Kadyrov says wheat harvest is a record",
        "Kadyrov says virus is beaten",
    ),
    (
        "В Чечне напали на пост полиции. Нападавший убит, ранены двое полицейских.",
        "В Чечне взорвали машину полиции. Погиб водитель, ранены двое полицейских.",
    ),
    (
        "Титиева не пустили к адвокату. Об этом сообщили правозащитники, ссылаясь на родственников.",
        "Дело Титиева передали другому следователю. Об этом сообщили правозащитники, ссылаясь на адвоката.",
        "Титиев объявил голодовку. Об этом сообщили правозащитники со слов адвоката.",
    ),
    (
        "В Чечне обыскали дом активистки. По словам родственников, силовики увезли технику.",
        "В Чечне сожгли дом родственников боевика. По словам соседей, силовики оцепили улицу.",
        "В Чечне задержаны родственники блогера. По словам очевидцев, силовики приехали ночью.",
    ),
    (
        "Chechen police detain two brothers. Relatives said the men were taken from their home at night.",
        "Chechen police raid wedding. Relatives said officers came to the hall at night and took phones.",
        "Chechen police officer shot. Relatives said he was on his way home at night.",
    ),
    (
        "Кадыров назначил сына секретарём Совбеза. Глава Чечни сообщил об этом в Telegram.",
        "Кадыров назначил нового министра культуры. Глава Чечни сообщил об этом в Telegram.",
        "Кадыров отправил правительство в отпуск. Глава Чечни сообщил об этом в Telegram.",
    ),
    (
        "Kadyrov appoints son as security chief. The Chechen leader announced it on Telegram.",
        "Kadyrov appoints new culture minister. The Chechen leader announced it on Telegram.",
        "Kadyrov grounds his cabinet. The Chechen leader announced it on Telegram.",
    ),
    (
        "В Аргуне прошёл турнир по борьбе",
        "В Аргуне прошёл субботник",
        "В Аргуне прошла ярмарка",
    ),
    (
        "Суд отказал Титиеву в УДО",
        "Суд перенёс заседание по Титиеву",
        "Суд отпустил свидетеля по делу Титиева",
    ),
    (
        "Court refuses parole for Titiev",
        "Court adjourns Titiev hearing",
        "Court hears police witness against Titiev",
    ),
    (
        "Чеченский спортсмен выиграл золото чемпионата Европы",
        "Чеченский спортсмен дисквалифицирован за допинг",
    ),
    (
        "Chechen fighter wins title in Las Vegas",
        "Chechen fighter banned for doping",
        "Chechen fighter arrested at Paris airport",
    ),
    (
        "В Чечне 12 человек заболели корью",
        "В Чечне 12 домов остались без газа",
        "В Чечне 12 мая объявили выходным",
    ),
    (
        "Житель Чечни погиб в ДТП в Ставрополье. На месте работают следователи.",
        "Житель Чечни утонул в Ставрополье. На месте работают водолазы.",
    ),
    (
        "Чеченца Заурбека Ш. осудили на 7 лет за финансирование терроризма",
        "Чеченца Руслана К. осудили на 7 лет за разбой",
    ),
    (
        "Amnesty calls for release of Titiev",
        "Council of Europe calls for inquiry into Titiev case",
        "US State Department calls on Russia over Titiev",
    ),
    (
        "В Чечне нашли тело пропавшего мужчины. Следственный комитет начал проверку.",
        "В Чечне нашли тайник с оружием. Следственный комитет начал проверку.",
        "В Чечне отравились школьники. Следственный комитет начал проверку.",
    ),
    (
        "Germany deports Chechen asylum seeker",
        "Poland deports Chechen asylum seeker",
        "France grants asylum to Chechen family",
    ),
    (
        "Германия выслала чеченца",
        "Польша выслала чеченца",
        "Франция дала убежище чеченской семье",
    ),
    (
        "Кадыров прокомментировал взрыв в Москве",
        "Кадыров прокомментировал пожар в Казани",
        "Кадыров прокомментировал выборы в США",
    ),
    (
        "Кадыров поздравил Путина с днём рождения",
        "Кадыров поздравил мусульман с Рамаданом",
        "Кадыров поздравил женщин с 8 марта",
    ),
    (
        "Kadyrov denies plan to step down",
        "Kadyrov denies detaining gay men",
        "Kadyrov denies illness rumours",
    ),
    (
        "ЛГБТ-сеть сообщила о задержании двух человек в Чечне",
        "ЛГБТ-сеть сообщила о гибели мужчины в Чечне",
        "ЛГБТ-сеть сообщила о побеге двух сестёр из Чечни",
    ),
    (
        "Кадыров пообещал вознаграждение за поимку боевиков",
        "Кадыров пообещал квартиру борцу",
        "Кадыров пообещал достроить дорогу в Шатой",
    ),
    (
        "В Грозном задержали трёх женщин. Их держат в отделе полиции, сообщает источник.",
        "В Грозном задержали имама. Его держат в отделе полиции, сообщает источник.",
        "В Грозном оштрафовали таксистов. Их держат в отделе полиции, сообщает источник.",
    ),
    (
        "Чечня получит 3 млрд рублей на дороги",
        "Чечня получит 5 млрд рублей на больницы",
        "Чечня получит новые автобусы",
    ),
    (
        "Father of Chechen blogger abducted in Grozny",
        "Sister of Chechen blogger abducted in Grozny",
    ),
    (
        "Titiev's lawyer attacked in Grozny. Masked men beat him near his office, colleagues said.",
        "Titiev's lawyer barred from court. The judge did not explain the decision, colleagues said.",
        "Titiev's lawyer appeals verdict. The appeal was filed in Grozny, colleagues said.",
    ),
    (
        "Gay man flees Chechnya after torture. He told the LGBT Network he had been held in a cellar.",
        "Gay man killed in Chechnya, activists say. The LGBT Network learned of it from his friends.",
        "Gay man wins asylum in Canada after leaving Chechnya. The LGBT Network helped him.",
    ),
    (
        "В Чечне задержали двух геев. ЛГБТ-сеть сообщила, что их пытали.",
        "Двух геев вернули в Чечню из Нижнего Новгорода. ЛГБТ-сеть ищет их адвоката.",
        "Двух геев из Чечни осудили за помощь боевикам. ЛГБТ-сеть называет дело местью.",
    ),
    (
        "В Чечне пропала 20-летняя Зарема Исаева. Полиция отказалась принять заявление у матери.",
        "В Чечне пропала 19-летняя Седа Вараева. Полиция отказалась принять заявление у подруги.",
        "В Чечне пропал 22-летний Алихан Мусаев. Полиция отказалась принять заявление у отца.",
    ),
    (
        "Woman, 20, goes missing in Chechnya. Zarema Isayeva left a shelter on Monday.",
        "Woman, 24, goes missing in Chechnya. Seda Varayeva was last seen at a bus station.",
    ),
    (
        "US sanctions Kadyrov",
        "UK sanctions Kadyrov",
        "Japan sanctions Kadyrov",
    ),
    (
        "Кадыров прибыл в Москву",
        "Кадыров прибыл в Пекин",
        "Кадыров прибыл в Каир",
    ),
    (
        "Суд в Шали продлил арест Титиеву на два месяца",
        "Суд в Шали приговорил Титиева к четырём годам",
        "Суд в Шали допросил свидетелей по делу Титиева",
    ),
    (
        "Дело Титиева: прокурор запросил четыре года колонии",
        "Дело Титиева: защита запросила видео с камер",
        "Дело Титиева: понятой изменил показания",
    ),
    (
        "Titiev trial: prosecutor asks for four years",
        "Titiev trial: defence asks for camera footage",
        "Titiev trial: witness changes his testimony",
    ),
    (
        "Жителя Аргуна осудили за пост в соцсети",
        "Жителя Аргуна осудили за кражу коров",
        "Жителя Аргуна наградили за спасение ребёнка",
    ),
    (
        "Kadyrov's horse stolen in Czech Republic",
        "Kadyrov's horse wins race in Moscow",
        "Kadyrov's nephew becomes mayor",
        "Kadyrov's nephew wins boxing bout",
    ),
    (
        "Кадыров уволил мэра Аргуна",
        "Кадыров уволил министра здравоохранения",
        "Кадыров уволил начальника полиции Грозного",
    ),
    (
        "Kadyrov sacks mayor of Argun",
        "Kadyrov sacks health minister",
        "Kadyrov sacks police chief",
    ),
    (
        "Чеченский омбудсмен опроверг похищение",
        "Чеченский омбудсмен опроверг пытки",
        "Чеченский омбудсмен ушёл на пенсию",
    ),
    (
        "Кадыров заболел",
        "Кадыров выздоровел",
        "Кадыров женился",
    ),
    (
        "В Аргуне сгорел рынок",
        "В Аргуне сгорела школа",
        "В Аргуне сгорел автобус",
    ),
    (
        "Взрыв в Грозном: погибли двое",
        "Стрельба в Грозном: погибли двое",
        "ДТП в Грозном: погибли двое",
    ),
    (
        "Two killed in Grozny blast",
        "Two killed in Grozny shootout",
        "Two killed in Grozny car crash",
    ),
    (
        "Канада ввела санкции против Кадырова",
        "Канада ввела санкции против футбольного клуба Кадырова",
        "Канада ввела санкции против племянника Рамзана Кадырова",
    ),
    (
        "Canada imposes sanctions on Kadyrov",
        "Canada imposes sanctions on Kadyrov's wife",
        "Canada imposes sanctions on Kadyrov's charity fund",
    ),
    ("Задержан Оюб Титиев", "Задержан адвокат Оюба Титиева"),
    # One person whom nobody watches, and two things that happened to them.
    (
        "В Чечне суд отказал Руслану Дадаеву в условном сроке",
        "Руслан Дадаев объявил голодовку в чеченской колонии",
    ),
    (
        "Chechen court rejects appeal of Zarema Saidova",
        "Zarema Saidova goes on hunger strike in Chechen prison",
    ),
    (
        "Салман Дадаев найден мёртвым, сообщили родственники в Чечне",
        "Правозащитники просят ускорить дело Салмана Дадаева из Чечни",
    ),
    # One deed in two towns, one of them watched.
    ("Three men detained in Argun over video", "Three men detained in Grozny, Chechnya over video"),
    ("Трое мужчин задержаны в Аргуне", "Трое мужчин задержаны в Шали, Чечня"),
    # Two everyday words.
    ("Chechnya seeks to boost wine exports", "Kadyrov seeks to boost birth rate"),
    ("Кадыров отчитался о дефицитном бюджете", "Банк заработал на дефицитном бюджете Чечни"),
)
