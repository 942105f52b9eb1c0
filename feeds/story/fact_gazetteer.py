"""Places that header facts know: ``key: English names | Russian names``, the first of each is shown."""

PLACES = """
chechnya: Chechnya, Chechen Republic, Ichkeria | Чечня, Чеченская Республика, Ичкерия
grozny: Grozny | Грозный
argun: Argun | Аргун
gudermes: Gudermes | Гудермес
shali: Shali | Шали
urus-martan: Urus-Martan, Urus Martan | Урус-Мартан
achkhoy-martan: Achkhoy-Martan, Achkhoi-Martan | Ачхой-Мартан
kurchaloy: Kurchaloy, Kurchaloi | Курчалой
vedeno: Vedeno | Ведено
shatoy: Shatoy, Shatoi | Шатой
nozhay-yurt: Nozhay-Yurt, Nozhai-Yurt | Ножай-Юрт
itum-kali: Itum-Kali, Itum-Kale | Итум-Кали
sernovodskoye: Sernovodskoye | Серноводское
znamenskoye: Znamenskoye | Знаменское
naurskaya: Naurskaya | Наурская
shelkovskaya: Shelkovskaya | Шелковская
tsentaroy: Tsentaroy, Tsentoroy, Khosi-Yurt, Akhmat-Yurt | Центарой, Центорой, Хоси-Юрт, Ахмат-Юрт
samashki: Samashki | Самашки
bamut: Bamut | Бамут
alkhan-kala: Alkhan-Kala | Алхан-Кала
alkhan-yurt: Alkhan-Yurt | Алхан-Юрт
oyskhara: Oyskhara | Ойсхара
mesker-yurt: Mesker-Yurt | Мескер-Юрт
avtury: Avtury | Автуры
ingushetia: Ingushetia, Ingushetiya, Ingushetia Republic | Ингушетия
magas: Magas | Магас
nazran: Nazran | Назрань
karabulak: Karabulak | Карабулак
malgobek: Malgobek | Малгобек
dagestan: Dagestan, Daghestan | Дагестан
makhachkala: Makhachkala | Махачкала
derbent: Derbent | Дербент
khasavyurt: Khasavyurt | Хасавюрт
kaspiysk: Kaspiysk, Kaspiisk | Каспийск
kizlyar: Kizlyar | Кизляр
buynaksk: Buynaksk | Буйнакск
kizilyurt: Kizilyurt | Кизилюрт
izberbash: Izberbash | Избербаш
north-ossetia: North Ossetia | Северная Осетия
south-ossetia: South Ossetia | Южная Осетия
vladikavkaz: Vladikavkaz | Владикавказ
beslan: Beslan | Беслан
mozdok: Mozdok | Моздок
tskhinvali: Tskhinvali | Цхинвали
kabardino-balkaria: Kabardino-Balkaria | Кабардино-Балкария
nalchik: Nalchik | Нальчик
karachay-cherkessia: Karachay-Cherkessia, Karachaevo-Cherkessia | Карачаево-Черкесия
cherkessk: Cherkessk | Черкесск
adygea: Adygea | Адыгея
maykop: Maykop, Maikop | Майкоп
kalmykia: Kalmykia | Калмыкия
elista: Elista | Элиста
north-caucasus: North Caucasus | Северный Кавказ
stavropol: Stavropol | Ставрополь
stavropol-krai: Stavropol Krai, Stavropol Territory, Stavropol region | Ставропольский край, Ставрополье
pyatigorsk: Pyatigorsk | Пятигорск
kislovodsk: Kislovodsk | Кисловодск
essentuki: Essentuki, Yessentuki | Ессентуки
krasnodar: Krasnodar | Краснодар
krasnodar-krai: Krasnodar Krai, Krasnodar Territory, Krasnodar region | Краснодарский край
sochi: Sochi | Сочи
novorossiysk: Novorossiysk | Новороссийск
rostov: Rostov-on-Don, Rostov | Ростов-на-Дону, Ростов
rostov-oblast: Rostov region, Rostov Oblast | Ростовская область
taganrog: Taganrog | Таганрог
volgograd: Volgograd | Волгоград
astrakhan: Astrakhan | Астрахань
russia: Russia, Russian Federation | Россия, Российская Федерация, РФ
moscow: Moscow | Москва
moscow-oblast: Moscow region, Moscow Oblast | Подмосковье, Московская область
petersburg: St Petersburg, St. Petersburg, Saint Petersburg | Санкт-Петербург, Петербург
leningrad-oblast: Leningrad region, Leningrad Oblast | Ленинградская область
nizhny-novgorod: Nizhny Novgorod | Нижний Новгород
kazan: Kazan | Казань
tatarstan: Tatarstan | Татарстан
ufa: Ufa | Уфа
bashkortostan: Bashkortostan, Bashkiria | Башкортостан, Башкирия
samara: Samara | Самара
saratov: Saratov | Саратов
penza: Penza | Пенза
voronezh: Voronezh | Воронеж
belgorod: Belgorod | Белгород
belgorod-oblast: Belgorod region | Белгородская область
kursk: Kursk | Курск
kursk-oblast: Kursk region | Курская область
bryansk: Bryansk | Брянск
bryansk-oblast: Bryansk region | Брянская область
tula: Tula | Тула
tver: Tver | Тверь
yaroslavl: Yaroslavl | Ярославль
ryazan: Ryazan | Рязань
kirov: Kirov | Киров
perm: Perm | Пермь
yekaterinburg: Yekaterinburg, Ekaterinburg | Екатеринбург
chelyabinsk: Chelyabinsk | Челябинск
tyumen: Tyumen | Тюмень
omsk: Omsk | Омск
tomsk: Tomsk | Томск
novosibirsk: Novosibirsk | Новосибирск
kemerovo: Kemerovo | Кемерово
krasnoyarsk: Krasnoyarsk | Красноярск
irkutsk: Irkutsk | Иркутск
buryatia: Buryatia | Бурятия
yakutia: Yakutia | Якутия
yakutsk: Yakutsk | Якутск
chita: Chita | Чита
khabarovsk: Khabarovsk | Хабаровск
vladivostok: Vladivostok | Владивосток
murmansk: Murmansk | Мурманск
arkhangelsk: Arkhangelsk | Архангельск
kaliningrad: Kaliningrad | Калининград
pskov: Pskov | Псков
karelia: Karelia | Карелия
syktyvkar: Syktyvkar | Сыктывкар
izhevsk: Izhevsk | Ижевск
ulyanovsk: Ulyanovsk | Ульяновск
orenburg: Orenburg | Оренбург
siberia: Siberia | Сибирь
crimea: Crimea | Крым
simferopol: Simferopol | Симферополь
sevastopol: Sevastopol | Севастополь
ukraine: Ukraine | Украина
kyiv: Kyiv, Kiev | Киев
kharkiv: Kharkiv, Kharkov | Харьков
odesa: Odesa, Odessa | Одесса
lviv: Lviv | Львов
mariupol: Mariupol | Мариуполь
donetsk: Donetsk | Донецк
luhansk: Luhansk, Lugansk | Луганск
kherson: Kherson | Херсон
zaporizhzhia: Zaporizhzhia, Zaporizhia | Запорожье
belarus: Belarus | Беларусь, Белоруссия
minsk: Minsk | Минск
georgia: Georgia | Грузия
tbilisi: Tbilisi | Тбилиси
batumi: Batumi | Батуми
abkhazia: Abkhazia | Абхазия
sukhumi: Sukhumi | Сухуми
armenia: Armenia | Армения
yerevan: Yerevan | Ереван
azerbaijan: Azerbaijan | Азербайджан
baku: Baku | Баку
karabakh: Nagorno-Karabakh, Karabakh | Нагорный Карабах, Карабах
kazakhstan: Kazakhstan | Казахстан
almaty: Almaty | Алматы, Алма-Ата
astana: Astana | Астана
kyrgyzstan: Kyrgyzstan | Киргизия, Кыргызстан
bishkek: Bishkek | Бишкек
uzbekistan: Uzbekistan | Узбекистан
tashkent: Tashkent | Ташкент
tajikistan: Tajikistan | Таджикистан
dushanbe: Dushanbe | Душанбе
turkmenistan: Turkmenistan | Туркменистан, Туркмения
turkey: Turkey, Türkiye | Турция
istanbul: Istanbul | Стамбул
ankara: Ankara | Анкара
moldova: Moldova | Молдавия, Молдова
estonia: Estonia | Эстония
tallinn: Tallinn | Таллин, Таллинн
latvia: Latvia | Латвия
riga: Riga | Рига
lithuania: Lithuania | Литва
vilnius: Vilnius | Вильнюс
poland: Poland | Польша
warsaw: Warsaw | Варшава
germany: Germany | Германия
berlin: Berlin | Берлин
france: France | Франция
paris: Paris | Париж
strasbourg: Strasbourg | Страсбург
austria: Austria | Австрия
vienna: Vienna | Вена
norway: Norway | Норвегия
sweden: Sweden | Швеция
stockholm: Stockholm | Стокгольм
finland: Finland | Финляндия
helsinki: Helsinki | Хельсинки
denmark: Denmark | Дания
netherlands: Netherlands | Нидерланды
hague: The Hague | Гаага
belgium: Belgium | Бельгия
brussels: Brussels | Брюссель
spain: Spain | Испания
italy: Italy | Италия
greece: Greece | Греция
cyprus: Cyprus | Кипр
serbia: Serbia | Сербия
belgrade: Belgrade | Белград
bulgaria: Bulgaria | Болгария
romania: Romania | Румыния
hungary: Hungary | Венгрия
czechia: Czech Republic, Czechia | Чехия
prague: Prague | Прага
slovakia: Slovakia | Словакия
switzerland: Switzerland | Швейцария
geneva: Geneva | Женева
uk: UK, United Kingdom, Britain, Great Britain | Великобритания, Британия
london: London | Лондон
england: England | Англия
scotland: Scotland | Шотландия
northern-ireland: Northern Ireland | Северная Ирландия
ireland: Ireland | Ирландия
usa: US, USA, United States, U.S. | США
washington: Washington | Вашингтон
new-york: New York | Нью-Йорк
canada: Canada | Канада
mexico: Mexico | Мексика
brazil: Brazil | Бразилия
venezuela: Venezuela | Венесуэла
israel: Israel | Израиль
jerusalem: Jerusalem | Иерусалим
gaza: Gaza Strip, Gaza | Сектор Газа, секторе Газа, сектора Газа, Газа
west-bank: West Bank | Западный берег
lebanon: Lebanon | Ливан
beirut: Beirut | Бейрут
syria: Syria | Сирия
damascus: Damascus | Дамаск
iraq: Iraq | Ирак
baghdad: Baghdad | Багдад
iran: Iran | Иран
tehran: Tehran | Тегеран
jordan: Jordan | Иордания
egypt: Egypt | Египет
cairo: Cairo | Каир
libya: Libya | Ливия
south-sudan: South Sudan | Южный Судан
sudan: Sudan | Судан
yemen: Yemen | Йемен
saudi-arabia: Saudi Arabia | Саудовская Аравия
uae: United Arab Emirates, UAE | ОАЭ, Объединенных Арабских Эмиратах
dubai: Dubai | Дубай
qatar: Qatar | Катар
afghanistan: Afghanistan | Афганистан
kabul: Kabul | Кабул
pakistan: Pakistan | Пакистан
india: India | Индия
china: China | Китай
beijing: Beijing | Пекин
hong-kong: Hong Kong | Гонконг
taiwan: Taiwan | Тайвань
south-korea: South Korea | Южная Корея
north-korea: North Korea | Северная Корея, КНДР
japan: Japan | Япония
thailand: Thailand | Таиланд
vietnam: Vietnam | Вьетнам
indonesia: Indonesia | Индонезия
myanmar: Myanmar | Мьянма
bangladesh: Bangladesh | Бангладеш
nigeria: Nigeria | Нигерия
kenya: Kenya | Кения
uganda: Uganda | Уганда
ethiopia: Ethiopia | Эфиопия
somalia: Somalia | Сомали
south-africa: South Africa | ЮАР
mali: Mali | Мали
congo: Democratic Republic of Congo, DR Congo | Демократическая Республика Конго, ДР Конго
australia: Australia | Австралия
mongolia: Mongolia | Монголия
"""
