"""Pairs of short reports, written for these tests, that tell of one event."""

from __future__ import annotations

TOGETHER: tuple[tuple[str, str], ...] = (
    (
        "Кадыров открыл школу в Гудермесе",
        "В Гудермесе Кадыров открыл новую школу",
    ),
    (
        "Кадыров открыл школу в Гудермесе",
        "Школу в Гудермесе открыл глава Чечни Кадыров",
    ),
    (
        "Kadyrov opens school in Gudermes",
        "New school in Gudermes opened by Kadyrov",
    ),
    (
        "Кадыров открыл школу в Гудермесе",
        "Kadyrov opens school in Gudermes",
    ),
    (
        "Кадыров подал в отставку",
        "Кадыров попросил об отставке. Он подал заявление президенту.",
    ),
    (
        "ЕС ввёл санкции против Кадырова",
        "Кадыров попал под санкции ЕС",
    ),
    (
        "EU imposes sanctions on Kadyrov",
        "Kadyrov hit by new EU sanctions",
    ),
    (
        "Евросоюз ввёл санкции против Кадырова и его лошадей",
        "EU imposes sanctions on Kadyrov over horses. Brussels froze the accounts of the stables.",
    ),
    (
        "Оюб Титиев получил премию Вацлава Гавела",
        "Премия Вацлава Гавела присуждена Оюбу Титиеву",
    ),
    (
        "Oyub Titiev wins Havel prize",
        "Havel prize goes to Oyub Titiev",
    ),
    (
        "Премия имени Сахарова присуждена Оюбу Титиеву",
        "Sakharov prize goes to Oyub Titiev",
    ),
    (
        "На Оюба Титиева напали неизвестные в масках",
        "Неизвестные в масках напали на правозащитника Титиева",
    ),
    (
        "В Чечне похитили девушку из приюта",
        "Девушку из приюта похитили в Чечне",
    ),
    (
        "Young woman abducted from shelter in Chechnya",
        "Chechnya: woman taken from shelter. The young woman was abducted at night.",
    ),
    (
        "В Аргуне задержан врач Муса Дадаев. Его увезли из дома сотрудники полиции.",
        "Полиция увезла из Аргуна врача Дадаева. О задержании сообщили родственники.",
    ),
    (
        "В Аргуне задержан врач Муса Дадаев. Его увезли из дома сотрудники полиции.",
        "Doctor Musa Dadayev detained in Argun. Police officers took him from his home.",
    ),
    (
        "В Гудермесе сгорел рынок",
        "Пожар уничтожил рынок в Гудермесе",
    ),
    (
        "Market burns down in Gudermes",
        "Fire destroys market in Gudermes",
    ),
    (
        "В Чечне задержали 15 подростков",
        "15 подростков задержаны в Чечне",
    ),
    (
        "В Чечне задержали 15 подростков за драку",
        "Fifteen teenagers detained in Chechnya over brawl",
    ),
    (
        "Police in Chechnya detain 15 teenagers",
        "15 teenagers detained by Chechen police",
    ),
    (
        "Взрыв в Чечне: двое погибших. Взорвался газовый баллон в кафе.",
        "В Чечне при взрыве в кафе погибли два человека",
    ),
    (
        "Взрыв в кафе в Гудермесе: двое погибших",
        "Two killed in Gudermes cafe explosion",
    ),
    (
        "Российская ЛГБТ-сеть подала иск к Минюсту",
        "Минюст получил иск от «Российской ЛГБТ-сети»",
    ),
    (
        "Кадыров встретился с эмиром Катара",
        "Эмир Катара встретился в Грозном с Кадыровым",
    ),
    (
        "Kadyrov meets ambassador of Qatar",
        "Qatar's ambassador holds talks with Kadyrov in Grozny",
    ),
    (
        "Суд в Аргуне оправдал строителя",
        "Строителя из Аргуна оправдали",
    ),
    (
        "Кадыров заявил о готовности отправить добровольцев",
        "Кадыров готов отправить добровольцев",
    ),
    (
        "Кадыров назначил сына секретарём Совбеза",
        "Сын Кадырова стал секретарём совета безопасности Чечни. Его назначил отец.",
    ),
    (
        "Kadyrov appoints son as security chief",
        "Kadyrov's teenage son named head of security council",
    ),
    (
        "Суд отказал Титиеву в УДО",
        "Титиеву отказано в условно-досрочном освобождении. Суд в Шали отклонил ходатайство об УДО.",
    ),
    (
        "Germany deports Chechen asylum seeker",
        "Chechen asylum seeker deported from Germany despite court ban",
    ),
    (
        "В Чечне 12 домов остались без газа",
        "12 домов в Чечне остались без газа после оползня",
    ),
    (
        "Чеченский спортсмен выиграл золото чемпионата Европы",
        "Чеченец взял золото на чемпионате Европы по борьбе",
    ),
    (
        "В Грозном задержали имама мечети. Его держат в отделе полиции",
        "Имам мечети задержан в Грозном",
    ),
    (
        "В Чечне нашли тайник с оружием",
        "Тайник с оружием обнаружен в Чечне. В нём лежали автоматы.",
    ),
    (
        "Father of Chechen blogger abducted in Grozny",
        "Chechen blogger says his father was abducted in Grozny",
    ),
    (
        "Отец чеченского блогера похищен в Грозном",
        "Блогер из Чечни сообщил о похищении отца",
    ),
    (
        "Кадыров пообещал вознаграждение за поимку боевиков",
        "За поимку боевиков Кадыров обещает вознаграждение",
    ),
    (
        "В Чечне отравились школьники",
        "Школьники отравились в Чечне, возбуждено дело",
    ),
    (
        "Кадыров уволил мэра Аргуна",
        "Мэр Аргуна уволен. Указ подписал Кадыров.",
    ),
    (
        "Kadyrov sacks mayor of Argun",
        "Mayor of Argun sacked by Kadyrov",
    ),
    (
        "Суд в Шали приговорил Титиева к четырём годам",
        "Титиев приговорён к четырём годам колонии-поселения",
    ),
    (
        "Titiev sentenced to four years in penal settlement",
        "Chechen court sentences rights activist Titiev to four years",
    ),
    (
        "В Аргуне сгорел рынок",
        "Пожар на рынке в Аргуне потушен. Рынок сгорел полностью.",
    ),
    (
        "Взрыв в Грозном: погибли двое",
        "Два человека погибли при взрыве в Грозном",
    ),
    (
        "В Чечне пропала 20-летняя Зарема Исаева. Полиция отказалась принять заявление.",
        "Зарема Исаева пропала после отъезда из приюта в Чечне",
    ),
    (
        "Two killed in Grozny blast",
        "Взрыв в Грозном: погибли двое",
    ),
    (
        "Gay man wins asylum in Canada after leaving Chechnya",
        "Canada grants asylum to gay man from Chechnya",
    ),
    (
        "Блогера Тимура Дадаева убили в Стамбуле, он критиковал Кадырова",
        "В Стамбуле застрелен критик Кадырова Тимур Дадаев",
    ),
    (
        "Human rights activist Leila Girieva abducted in Argun",
        "В Аргуне похищена правозащитница Лейла Гириева",
    ),
)
