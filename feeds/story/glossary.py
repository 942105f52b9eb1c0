"""Kinds of event, places and numbers that are one concept in English and in Russian.

One concept a line, ``concept: English words | Russian words``; an indented line continues the one above.
The lexicon keys the words by the same stemmers that read the texts.
"""

EVENTS = """
detain: detain detains detained detaining detention detentions arrest arrests arrested arresting custody
  jailed seized apprehended | задержать задержан задержана задержаны задержали задержание задержания
  арест ареста арестовать арестован арестована арестовали заключить стража стражу схватить
abduct: abduct abducted abduction abductions abducts kidnap kidnapped kidnapping kidnaps disappeared
  disappearance missing vanished | похитить похищен похищена похитили похищение похищения исчез исчезла
  исчезновение пропал пропала пропали пропавший
torture: torture tortured torturing tortures beaten beating beatings ill-treatment abuse abused | пытка
  пытки пыток пытках пытками пытке избить избит избита избиты избил избили избиение побои
  истязание
kill: kill kills killed killing killings murder murdered murders slain assassinated assassination dead
  death deaths die died dies fatal fatally | убить убит убита убиты убили убил убило убьют убийство
  убийства убийстве
  погиб погибла погибли погибнуть смерть смерти умер умерла скончался гибель застрелен застрелили
wound: wound wounded wounds injure injured injuries injury hurt | ранить ранен ранена ранены ранили
  раненый раненых раненые ранил ранило пострадать пострадал пострадали ранения
court: court courts hearing hearings trial tribunal judge judges | суд суда суде суду судом судов
  судья судьи заседание
  заседания слушание слушания процесс трибунал
verdict: verdict sentence sentenced sentences sentencing convicted convict conviction guilty | приговор
  приговора приговорить приговорен приговорили приговорил осудить осужден осуждена виновен виновна
  виновным
appeal: appeal appealed appeals appealing cassation | апелляция апелляции апелляционный обжаловать
  обжалование кассация обжаловал
charge: charge charged charges accused accusation indicted indictment prosecuted prosecution | обвинение
  обвинения обвинить обвинили обвиняемый предъявить предъявили уголовный уголовное возбудить возбудили
free: release released releases freed free frees acquitted acquittal pardon pardoned |
  освободить освобожден освобождена освободили освобождение отпустить отпустили отпущен оправдать
  оправдан оправдали помиловать помилован амнистия
search: search searched searches raid raided raids | обыск обыски обыска обысков обыскали рейд рейда
attack: attack attacked attacks assault assaulted attackers | напасть напал напали нападение нападения
  атака атаки атаковать атаковали
blast: blast blasts explosion explosions explode exploded bomb bombing bombed bombs | взрыв взрыва
  взрывы взорвать взорвался взорвали бомба подрыв
shoot: shooting shot gunfire gunmen shootout shoots gunman | стрельба стрельбы выстрел выстрелы обстрел
  перестрелка стрелок расстрел
fire: fire blaze fires burned burnt arson | пожар пожара пожары загорелся сгорел сгорела поджог
  горит горят горел горела
  возгорание сжечь сожгли сожжен сожжена
crash: crash crashed collision collided derailed | авария аварии крушение столкновение столкнулись дтп
  разбился разбилось
quake: quake earthquake magnitude tremor aftershock aftershocks | землетрясение землетрясения магнитуда
  магнитудой толчок толчки
flood: flood floods flooding flooded mudslide landslide | наводнение наводнения паводок паводка затопить
  затопило подтопление оползень
sanction: sanction sanctions sanctioned | санкция санкции санкций санкционный
protest: protest protests protesters protesters rally rallies demonstration demonstrators picket |
  протест протеста протесты протестующие митинг митинга митингов митинги акция акцию акцией акции
  демонстрация пикет
persecute: persecution persecuted crackdown purge repression repressions | преследование преследования
  преследовать репрессия репрессии гонение чистка
gay: gay gays lgbt lgbtq lgbti homosexual homosexuals lesbian | гей геи геев гея гею геем геями лгбт
  гомосексуал
  гомосексуалы гомосексуалов лесбиянка
drug: drug drugs narcotics marijuana cannabis hashish | наркотик наркотики наркотиков марихуана
  марихуаны гашиш
resign: resign resigned resigns resignation dismissed fired sacked ousted | отставка отставку отставки
  уволить уволен уволили увольнение сместили
elect: elected election elections vote votes voted ballot | выборы выборов голосование избран избрали
  избрать проголосовать
appoint: appoint appointed appoints appointment named | назначить назначен назначена назначил назначили
  назначение
law: law laws legislation bill amendment amendments | закон закона законопроект законопроекта поправка
  поправки
deny: deny denied denies denial refute rejects rejected | отрицать отрицает опроверг опровергли
  опровергнуть опровержение
fine: fine fined fines penalty | штраф штрафа оштрафовать оштрафован оштрафовали
ban: ban banned bans prohibited banning | запрет запрета запретить запретили запрещен запретил
hospital: hospital hospitalised hospitalized clinic | больница больницу больнице госпитализировать
  госпитализирован госпитализировали клиника госпиталь
escape: escape escaped fled flee flees fleeing evacuated evacuation | бежать бежал бежала сбежал сбежала
  эвакуировать эвакуирован эвакуация побег покинул
police: police policeman policemen officer officers | полиция полиции полицейский полицейские
  полицейских полицейских мвд
lawyer: lawyer lawyers attorney attorneys defence defense | адвокат адвоката адвокаты защитник
rights: rights activist activists defender defenders campaigner human | правозащитник правозащитника
  правозащитники правозащитный правозащитных активист активиста активистка
journalist: journalist journalists correspondent blogger editor | журналист журналиста журналистка
  журналистку корреспондент блогер блогера редактор
prison: prison jail colony penal cell years | тюрьма тюрьмы тюрьме колония колонии сизо изолятор лишения
militant: militant militants terrorist terrorists terrorism insurgent | боевик боевика боевики боевиков
  террорист террориста терроризм терроризма теракт
money: embezzlement fraud bribe bribery corruption | мошенничество мошенничестве взятка взятки коррупция
  хищение хищения растрата
family: relatives relative family | родственник родственники родственников семья семью семье семей
  семьям семьей семьи
brother: brother brothers | брат брата братья братьев
sister: sister sisters | сестра сестру сестры сестер
son: son sons | сын сына сыну сыном сыновья
daughter: daughter daughters | дочь дочери дочка
mother: mother mothers | мать матерью матерей матери
father: father fathers | отец отца отцом отцы отцу
wife: wife wives widow | жена жену жены вдова вдову вдовы
house: house home houses homes demolish demolished burned | дом дома домов снос снесли доме домом домам
school: school schools pupils students student university | школа школы школе школьник школьники студент
  студенты студентов университет вуз вуза вузе вузы вузов
bridge: bridge bridges | мост моста мосту
mosque: mosque mosques imam mufti | мечеть мечети имам имама имаму имамом имамы имамов муфтий муфтия
statement: apology apologise apologised apologized apologises | извинение извинения извиниться извинился
  извинилась извинились
strike: drone drones missile missiles airstrike | беспилотник беспилотники дрон дронов дроны бпла ракета
  ракеты
war: war ceasefire troops army military soldier soldiers | война войны перемирие войска войск армия
  армии армию
  военный военные военных солдат солдаты
rise: lift lifts lifted raise raises raised hike hikes rise rises rising rose gain gains gained higher
  climb climbs climbed jump jumps jumped surge surges surged soar soars soared strengthens rally rallies
  | вырасти вырос выросла выросли рост роста повыситься повысился подорожать подорожал увеличиться
  увеличилось подняться поднялся повысил поднял повысили
fall: cut cuts lowers lowered reduce reduced fall falls fell falling drop drops dropped lower slide
  slides slid decline declines declined slip slips slipped tumble tumbles tumbled plunge plunges plunged
  weakens dip dips sink sinks slump slumps retreat | упасть упал упала упали упало падение снизиться
  снизился
  снизилось снижение подешеветь подешевел сократиться сократилось рухнул снизил снизили понизил
agree: agree agrees agreed accept accepts accepted approves approve approved approval backs backed
  support supports | согласиться согласился согласились одобрить одобрил одобрили поддержать поддержал
  поддержали
win: win wins won victory beat beats defeats defeat | победить победил победила победа победы выиграл
  выиграла обыграл обыграла обыграли
shares: stock stocks shares equities | акции акций акциями
vehicle: bus coach | автобус автобуса автобусе
plane: plane plane aircraft airliner jet flight | самолет самолета самолете авиалайнер
ship: ship ships vessel vessels boat boats ferry tanker | судно корабль корабля корабли катер паром
  парома пароме танкер
visit: visit visits visited arrives arrived trip | визит визита визите визитом посетить посетил
  посетила прибыл прибыла
  поездка
deport: deport deports deported deportation extradite extradited extradition expelled | депортировать
  депортирован депортировали депортация выслать выслали выслала выслал экстрадиция экстрадировать
asylum: asylum refugee refugees | убежище убежища беженец беженцы беженцев
hunger: hunger | голодовка голодовки голодовку
parole: parole | удо условно-досрочное
drown: drown drowned drowns | утонуть утонул утонула утонули
award: award awards awarded prize prizes medal laureate | премия премии премию премий награда
  награды наградил
  наградили награжден награждена медаль лауреат
meet: meet meets met meeting talks summit negotiations | встреча встречи встретиться встретился
  переговоры переговоров саммит саммита саммите
"""

PLACES = """
russia: russia russian russians rf | россия российский россиянин рф
moscow: moscow | москва московский
petersburg: petersburg | петербург питер
chechnya: chechnya chechen chechens ichkeria | чечня чеченский чеченец чр ичкерия
grozny: grozny | грозный
ingushetia: ingushetia ingush | ингушетия ингушский ингуш
dagestan: dagestan dagestani makhachkala | дагестан дагестанский дагестанец махачкала
ossetia: ossetia ossetian vladikavkaz | осетия осетинский владикавказ
kabarda: kabardino-balkaria kabardino nalchik | кабардино-балкария нальчик
caucasus: caucasus caucasian | кавказ кавказский
crimea: crimea crimean sevastopol | крым крымский севастополь
siberia: siberia siberian | сибирь сибирский
stavropol: stavropol | ставрополь ставрополье ставропольский
krasnodar: krasnodar kuban | краснодар краснодарский кубань
rostov: rostov | ростов ростовский
kazan: kazan tatarstan tatar | казань татарстан татарский
usa: usa us u.s american americans america washington | сша американский американец вашингтон
uk: uk britain british english england london | великобритания британский британия лондон англия
scotland: scotland scottish | шотландия шотландский
ireland: ireland irish dublin | ирландия ирландский
eu: eu european europe brussels | евросоюз ес европейский европа брюссель
un: un | оон
nato: nato | нато
ukraine: ukraine ukrainian ukrainians kyiv kiev | украина украинский украинец киев
germany: germany german germans berlin | германия немецкий германский немец берлин
france: france french paris | франция французский француз париж
strasbourg: strasbourg echr | страсбург страсбургский еспч
italy: italy italian italians rome | италия итальянский рим
spain: spain spanish madrid | испания испанский мадрид
portugal: portugal portuguese lisbon | португалия лиссабон
greece: greece greek greeks athens | греция греческий афины
cyprus: cyprus cypriot | кипр кипрский
austria: austria austrian vienna | австрия австрийский вена
switzerland: switzerland swiss geneva | швейцария швейцарский женева
netherlands: netherlands dutch hague amsterdam | нидерланды нидерландский голландия гаага амстердам
belgium: belgium belgian | бельгия бельгийский
poland: poland polish warsaw | польша польский варшава
czechia: czech czechia prague | чехия чешский прага
slovakia: slovakia slovak | словакия словацкий
hungary: hungary hungarian budapest | венгрия венгерский будапешт
romania: romania romanian bucharest | румыния румынский
bulgaria: bulgaria bulgarian sofia | болгария болгарский
serbia: serbia serbian belgrade | сербия сербский белград
kosovo: kosovo | косово косовский
bosnia: bosnia bosnian | босния
croatia: croatia croatian | хорватия хорватский
norway: norway norwegian oslo | норвегия норвежский осло
sweden: sweden swedish stockholm | швеция шведский стокгольм
finland: finland finnish helsinki | финляндия финский хельсинки
denmark: denmark danish copenhagen | дания датский копенгаген
iceland: iceland icelandic | исландия
estonia: estonia estonian tallinn | эстония эстонский таллин
latvia: latvia latvian riga | латвия латвийский рига
lithuania: lithuania lithuanian vilnius | литва литовский вильнюс
belarus: belarus belarusian minsk | беларусь белоруссия белорусский минск
moldova: moldova moldovan | молдавия молдова молдавский кишинев
georgia: georgia georgian tbilisi | грузия грузинский тбилиси
abkhazia: abkhazia abkhaz | абхазия абхазский
armenia: armenia armenian yerevan | армения армянский ереван
azerbaijan: azerbaijan azerbaijani baku | азербайджан азербайджанский баку
karabakh: karabakh | карабах карабахский
kazakhstan: kazakhstan kazakh almaty astana | казахстан казахстанский алматы астана
kyrgyzstan: kyrgyzstan kyrgyz bishkek | киргизия кыргызстан киргизский бишкек
uzbekistan: uzbekistan uzbek tashkent | узбекистан узбекский ташкент
tajikistan: tajikistan tajik dushanbe | таджикистан таджикский душанбе
turkmenistan: turkmenistan turkmen | туркмения туркменский
turkey: turkey turkiye türkiye turkish ankara istanbul | турция турецкий анкара стамбул
israel: israel israeli israelis jerusalem | израиль израильский иерусалим
palestine: palestinian palestinians palestine | палестина палестинский палестинец
gaza: gaza hamas | хамас
lebanon: lebanon lebanese beirut | ливан ливанский бейрут
syria: syria syrian syrians damascus | сирия сирийский дамаск
iraq: iraq iraqi baghdad | ирак иракский багдад
iran: iran iranian tehran | иран иранский тегеран
jordan: jordan jordanian amman | иордания иорданский
saudi: saudi riyadh | саудовский саудовская
yemen: yemen yemeni houthi houthis | йемен йеменский хуситы
qatar: qatar doha | катар катарский доха
emirates: uae emirates dubai | оаэ эмираты дубай
bahrain: bahrain | бахрейн
egypt: egypt egyptian cairo eygptian | египет египетский каир
libya: libya libyan tripoli | ливия ливийский
tunisia: tunisia tunisian | тунис тунисский
morocco: morocco moroccan | марокко
algeria: algeria algerian | алжир алжирский
sudan: sudan sudanese | судан суданский
ethiopia: ethiopia ethiopian | эфиопия
kenya: kenya kenyan nairobi | кения кенийский
somalia: somalia somali somalian | сомали сомалийский
nigeria: nigeria nigerian | нигерия нигерийский
congo: congo congolese | конго
africa: africa african | африка африканский
zimbabwe: zimbabwe | зимбабве
afghanistan: afghanistan afghan afghans kabul taliban taleban | афганистан афганский кабул талибан
pakistan: pakistan pakistani karachi | пакистан пакистанский
india: india indian indians delhi mumbai | индия индийский мумбаи
bangladesh: bangladesh dhaka | бангладеш
lanka: lanka lankan | ланка
nepal: nepal nepalese kathmandu | непал непальский
china: china chinese beijing | китай китайский кнр пекин
hongkong: kong | гонконг
taiwan: taiwan taiwanese taipei | тайвань тайваньский
japan: japan japanese tokyo | япония японский токио
nkorea: pyongyang dprk | кндр пхеньян
skorea: seoul | сеул
korea: korea korean | корея корейский
mongolia: mongolia mongolian | монголия монгольский
vietnam: vietnam vietnamese | вьетнам вьетнамский
thailand: thailand thai bangkok | таиланд тайский бангкок
malaysia: malaysia malaysian | малайзия
singapore: singapore | сингапур
indonesia: indonesia indonesian jakarta aceh | индонезия индонезийский джакарта
philippines: philippines philippine manila | филиппины филиппинский
australia: australia australian sydney | австралия австралийский сидней
zealand: zealand | зеландия
canada: canada canadian ottawa toronto | канада канадский оттава
mexico: mexico mexican | мексика мексиканский
cuba: cuba cuban havana | куба кубинский
haiti: haiti haitian | гаити
venezuela: venezuela venezuelan caracas | венесуэла венесуэльский каракас
colombia: colombia colombian bogota | колумбия колумбийский
brazil: brazil brazilian rio | бразилия бразильский
argentina: argentina argentine buenos | аргентина аргентинский
chile: chile chilean | чили чилийский
peru: peru peruvian lima | перуанский
bolivia: bolivia bolivian | боливия
ecuador: ecuador | эквадор
kremlin: kremlin | кремль кремлевский
california: california californian | калифорния
texas: texas texan | техас
florida: florida | флорида
york: york | нью-йорк
"""

NUMBERS = """
2: two | два две двух двое двоих
3: three | три трех трое троих
4: four | четыре четырех четверо четверых
5: five | пять пяти пятеро пятерых
6: six | шесть шести шестеро
7: seven | семь семи семеро
8: eight | восемь восьми
9: nine | девять девяти
10: ten | десять десяти
11: eleven | одиннадцать одиннадцати
12: twelve dozen | двенадцать двенадцати
13: thirteen | тринадцать
14: fourteen | четырнадцать
15: fifteen | пятнадцать пятнадцати
16: sixteen | шестнадцать
17: seventeen | семнадцать
18: eighteen | восемнадцать
19: nineteen | девятнадцать
20: twenty | двадцать двадцати
"""

MONTHS = """
1: january jan | января январь
2: february feb | февраля февраль
3: march mar | марта март
4: april apr | апреля апрель
5: may | мая май
6: june jun | июня июнь
7: july jul | июля июль
8: august aug | августа август
9: september sept sep | сентября сентябрь
10: october oct | октября октябрь
11: november nov | ноября ноябрь
12: december dec | декабря декабрь
"""

OPPOSITES = (("rise", "fall"), ("agree", "deny"))
"""Events that one report tells and another report of the same event does not."""

DEEDS = """
detain abduct torture kill wound verdict free search attack blast shoot fire crash quake flood drown sanction
  protest resign elect appoint fine ban escape deport hunger strike visit meet win award
brother sister son daughter mother father wife
school hospital bridge mosque vehicle plane ship
"""
"""Deeds and objects, a group a line: who tells of different ones of a group tells of different events."""

TOLL = "kill wound"
"""What comes of other deeds: the dead of a fire and of a crash are no common event."""

OWNED = """
son sons daughter daughters brother brothers sister sisters mother father wife wives widow nephew nephews
  niece uncle aunt cousin cousins relative relatives family adviser advisers advisor aide aides bodyguard
  bodyguards guard guards lawyer lawyers attorney spokesman spokeswoman deputy ally allies associate
  associates friend friends entourage circle critic critics opponent opponents supporter supporters club
  team fund foundation charity company companies firm regiment battalion academy horse horses stable
  palace mansion villa residence yacht plane monument portrait street avenue square park museum bridge
  mosque school
| сын сына сыну сыном сыновья сыновей дочь дочери дочку дочерей брат брата брату братом братья братьев
  сестра сестры сестру мать матери матерью отец отца отцу отцом жена жены жену женой вдова вдовы вдову
  племянник племянница дядя дядю тетя тетю зять тесть родственник родственница родня семья советник
  советница помощник помощница охранник охрана телохранитель адвокат защитник пресс-секретарь заместитель
  замглавы соратник сподвижник приближенный ближний окружение друг друга другу другом друзья друзей критик
  противник оппонент сторонник клуб команда фонд компания фирма полк батальон академия конь коня коню
  лошадь лошади скакун конюшня дворец дворца особняк вилла резиденция яхта самолет памятник портрет улица
  проспект площадь парк музей мост мечеть школа
"""
"""Whom and what somebody has, in either language: what befell these did not befall the owner."""
