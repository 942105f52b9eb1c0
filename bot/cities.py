"""Cities that no time zone is named after, and the zone whose clock they keep.

The capitals of Russia's regions are all here or in the names of the zones themselves; of other countries
those where people write from most. Zones: the IANA time zone database.
"""

from __future__ import annotations

from collections.abc import Iterator

_CITIES = {
    "Europe/Moscow": (
        "Санкт-Петербург/Петербург/Питер/СПб/Saint Petersburg/St Petersburg/St. Petersburg/Sankt-Peterburg;"
        "Архангельск/Arkhangelsk;Белгород/Belgorod;Брянск/Bryansk;Великий Новгород/Veliky Novgorod;"
        "Владикавказ/Vladikavkaz;Владимир/Vladimir;Вологда/Vologda;Воронеж/Voronezh;Грозный/Grozny;"
        "Иваново/Ivanovo;Йошкар-Ола/Yoshkar-Ola;Казань/Kazan;Калуга/Kaluga;Кострома/Kostroma;"
        "Краснодар/Krasnodar;Курск/Kursk;Липецк/Lipetsk;Магас/Magas;Майкоп/Maykop;Махачкала/Makhachkala;"
        "Мурманск/Murmansk;Нальчик/Nalchik;Нарьян-Мар/Naryan-Mar;Нижний Новгород/Nizhny Novgorod;"
        "Орёл/Oryol/Orel;Пенза/Penza;Петрозаводск/Petrozavodsk;Псков/Pskov;"
        "Ростов-на-Дону/Ростов/Rostov-on-Don/Rostov;Рязань/Ryazan;Саранск/Saransk;Смоленск/Smolensk;"
        "Ставрополь/Stavropol;Сыктывкар/Syktyvkar;Тамбов/Tambov;Тверь/Tver;Тула/Tula;Чебоксары/Cheboksary;"
        "Черкесск/Cherkessk;Элиста/Elista;Ярославль/Yaroslavl;"
        "Аргун/Argun;Гудермес/Gudermes;Шали/Shali;Урус-Мартан/Urus-Martan;Назрань/Nazran;Дербент/Derbent;"
        "Хасавюрт/Khasavyurt;Буйнакск/Buynaksk;Пятигорск/Pyatigorsk;Сочи/Sochi;Новороссийск/Novorossiysk;"
        "Череповец/Cherepovets;Набережные Челны/Naberezhnye Chelny;Сухум/Сухуми/Sukhumi;Цхинвал/Tskhinvali"
    ),
    "Europe/Simferopol": "Севастополь/Sevastopol;Ялта/Yalta;Керчь/Kerch",
    "Europe/Samara": "Ижевск/Izhevsk;Тольятти/Tolyatti/Togliatti",
    "Asia/Yekaterinburg": (
        "Екатеринбург/Ekaterinburg;Курган/Kurgan;Оренбург/Orenburg;Пермь/Perm;Салехард/Salekhard;"
        "Тюмень/Tyumen;Уфа/Ufa;Ханты-Мансийск/Khanty-Mansiysk;Челябинск/Chelyabinsk;Сургут/Surgut;"
        "Магнитогорск/Magnitogorsk"
    ),
    "Asia/Barnaul": "Горно-Алтайск/Gorno-Altaysk",
    "Asia/Novokuznetsk": "Кемерово/Kemerovo",
    "Asia/Krasnoyarsk": "Абакан/Abakan;Кызыл/Kyzyl;Норильск/Norilsk",
    "Asia/Irkutsk": "Улан-Удэ/Ulan-Ude;Братск/Bratsk",
    "Asia/Yakutsk": "Благовещенск/Blagoveshchensk",
    "Asia/Vladivostok": "Биробиджан/Birobidzhan;Хабаровск/Khabarovsk;Комсомольск-на-Амуре",
    "Asia/Sakhalin": "Южно-Сахалинск/Yuzhno-Sakhalinsk",
    "Asia/Kamchatka": "Петропавловск-Камчатский/Petropavlovsk-Kamchatsky",
    "Europe/Kyiv": (
        "Киев/Київ/Kiev/Kyiv;Харьков/Харків/Kharkiv/Kharkov;Одесса/Одеса/Odesa/Odessa;Днепр/Дніпро/Dnipro;"
        "Львов/Львів/Lviv;Запорожье/Zaporizhzhia;Херсон/Kherson;Николаев/Mykolaiv"
    ),
    "Europe/Minsk": "Гомель/Gomel;Гродно/Grodno/Hrodna;Брест/Brest;Витебск/Vitebsk;Могилёв/Mogilev",
    "Asia/Tbilisi": "Батуми/Batumi;Кутаиси/Kutaisi;Рустави/Rustavi",
    "Asia/Yerevan": "Гюмри/Gyumri;Ванадзор/Vanadzor",
    "Asia/Baku": "Гянджа/Ganja;Сумгаит/Sumqayit",
    "Asia/Almaty": (
        "Астана/Astana/Нур-Султан;Алма-Ата/Alma-Ata;Шымкент/Shymkent;Караганда/Karaganda;Павлодар/Pavlodar"
    ),
    "Asia/Bishkek": "Ош/Osh",
    "Asia/Jerusalem": "Тель-Авив/Tel Aviv;Хайфа/Haifa;Беэр-Шева/Beersheba;Ашдод/Ashdod",
    "Europe/Istanbul": "Анкара/Ankara;Анталья/Анталия/Antalya;Измир/Izmir;Аланья/Alanya",
    "Europe/Berlin": (
        "Мюнхен/Munich/München;Гамбург/Hamburg;Кёльн/Cologne/Köln;Франкфурт/Frankfurt;Лейпциг/Leipzig;"
        "Дрезден/Dresden;Штутгарт/Stuttgart;Дюссельдорф/Düsseldorf;Бонн/Bonn;Нюрнберг/Nuremberg;"
        "Ганновер/Hanover;Бремен/Bremen"
    ),
    "Europe/Warsaw": "Краков/Krakow/Kraków;Гданьск/Gdansk/Gdańsk;Вроцлав/Wroclaw/Wrocław;Познань/Poznan",
    "Europe/Vilnius": "Каунас/Kaunas;Клайпеда/Klaipeda",
    "Europe/Riga": "Даугавпилс/Daugavpils",
    "Europe/Tallinn": "Тарту/Tartu;Нарва/Narva",
    "Europe/Helsinki": "Тампере/Tampere;Турку/Turku",
    "Europe/Prague": "Брно/Brno",
    "Europe/Vienna": "Зальцбург/Salzburg;Грац/Graz",
    "Europe/Zurich": "Женева/Geneva;Берн/Bern;Базель/Basel;Лозанна/Lausanne",
    "Europe/Paris": "Страсбург/Strasbourg;Лион/Lyon;Марсель/Marseille;Ницца/Nice;Тулуза/Toulouse",
    "Europe/Amsterdam": "Гаага/The Hague/Den Haag;Роттердам/Rotterdam;Утрехт/Utrecht",
    "Europe/Brussels": "Антверпен/Antwerp;Гент/Ghent",
    "Europe/Madrid": "Барселона/Barcelona;Валенсия/Valencia;Малага/Málaga/Malaga;Аликанте/Alicante",
    "Europe/Rome": "Милан/Milan;Турин/Turin;Неаполь/Naples;Болонья/Bologna;Флоренция/Florence",
    "Europe/Lisbon": "Порту/Порто/Porto",
    "Europe/London": "Манчестер/Manchester;Эдинбург/Edinburgh;Оксфорд/Oxford;Кембридж/Cambridge",
    "Europe/Stockholm": "Гётеборг/Gothenburg/Göteborg;Мальмё/Malmo/Malmö",
    "Europe/Oslo": "Берген/Bergen;Киркенес/Kirkenes;Тромсё/Tromso/Tromsø",
    "Europe/Belgrade": "Нови-Сад/Novi Sad",
    "Europe/Podgorica": "Будва/Budva;Бар",
    "Asia/Nicosia": "Лимасол/Limassol",
    "Asia/Dubai": "Абу-Даби/Abu Dhabi",
    "America/New_York": (
        "Вашингтон/Washington/Washington DC;Бостон/Boston;Майами/Miami;Филадельфия/Philadelphia"
    ),
    "America/Chicago": "Хьюстон/Houston;Даллас/Dallas",
    "America/Los_Angeles": "Сан-Франциско/San Francisco;Сиэтл/Seattle;Сан-Диего/San Diego",
    "America/Toronto": "Монреаль/Montreal;Оттава/Ottawa",
    "Asia/Ho_Chi_Minh": "Нячанг/Nha Trang;Ханой/Hanoi",
    "Asia/Kolkata": "Дели/Delhi/New Delhi;Мумбаи/Mumbai;Гоа/Goa",
    "Asia/Bangkok": "Пхукет/Phuket;Паттайя/Pattaya",
    "Asia/Shanghai": "Пекин/Beijing",
}


def cities() -> Iterator[tuple[str, str]]:
    """Yield each name of each city with its zone."""
    for zone, names in _CITIES.items():
        for city in names.split(";"):
            for name in city.split("/"):
                yield name, zone
