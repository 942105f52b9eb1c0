"""Words that accuse, hurt or free, and words that titles and offices are made of, English and Russian.

Finer than the glossary of events: to a story finder dead and murdered are one matter, to a reader they are
not. A word stands for all that begin so; one that ends in ``=`` for itself alone; one that begins with ``+``
makes no such claim and bears it out. A third column names other claims that do. Folded.
"""

CLAIMS = """
killed: kill slain slay | уби убьет= убьют= застрел расстрел +погиб +гибел | murdered shot
murdered: murder assassinat homicide +killing | убий умерщвл
died_violently: perish | погиб гибел | killed died dead
died: die= dies= died= dying= | умер= умерл умира скончал +погиб +гибел | dead
dead: dead death fatal corpse | смерт мертв труп | died died_violently killed
executed: execut | казн казнен расстрел
suicide: suicid | самоуб суицид
wounded: wound injur hurt | ранен ранил ранить поранен пострада травм увечь
beaten: beat= beaten= beating beats= batter | изби побо били= бил= била= бить= бьют=
tortured: tortur torment= tormented= | пыт[кок] пытал[аио]?= пытать= пытают= пытает= запыт замуч истяз +мучи
  +мучен
abused: abuse ill-treat mistreat +torment | насили издев жесток +изби | tortured
raped: rape raped raping rapist | изнасил насилова насилует= насилуют= | abused
abducted: abduct kidnap | похи[тщ]
disappeared: disappear vanish missing= | исчез пропал пропад пропав
detained: detain detention apprehend custody +arrest | задерж +арест стражу= стражей= +заключ изолятор сизо=
arrested: arrest | арест +задерж
jailed: jail imprison incarcerat behind=bars +prison | посади посажен +арест +заключ +колони +тюр +лишени
  +сизо=
  +изолятор +приговор +осужд +осуд +стражу=
in_prison: prison +penal +colony +jail +detention | колони тюрь тюрем лишени +сизо= +изолятор +фсин
sentenced: sentenc | приговор осужд +осуд
convicted: convict guilt | виновн осуд вину= вины= вине= виной= вина= +приговор +винов
acquitted: acquit exonerat | оправда
pardoned: pardon amnest | помилов амнист
charged: charge= charged= charges= charging= accus indict prosecuted= prosecute= | обвин уголовн предъяв вменя
  +подозрева +преследова
suspected: suspect | подозрев
released: release freed= frees= freeing= +free +freedom | освобо отпу[сщ] выпу[сщ] +вышел +вышла +вышли
  +оправда
escaped: escap fled= flee flees= fleeing= +left | бежа сбежа побег скры +уеха +покину +эваку
evacuated: evacuat | эваку +вывез +вывоз
attacked: attack assault storm= stormed= | напад напал атак нападен штурм
bombed: bomb explosi explod blast detonat | взрыв взорв бомб подрыв подорв
shot: shot= shoot gunfire gunm gunned= | стрел выстрел обстрел перестрел застрел расстрел
downed: shot=down shoot=down downed | сбит сбил сбив
stabbed: stab= stabb knif | нож зареза пыря
burned: arson burn torch | поджо подож сожг сожже сгор жгл
fire: fire= fires= blaze +burn | пожар возгор горит= горел загор +сгор +огонь +огня +стрел
searched: raid searched= searches= searching= | обыск рейд облав
deported: deport expel extradit expuls | депорт высла высыл экстрад выдач +выдво +выда
banned: ban= banned= bans= banning= outlaw prohibit forbid forbad | запре[тщ]
blocked: block | блокир заблок
fined: fined= fines= +fine= | штраф оштраф
dismissed: dismiss sacked= fired= oust | увол отстран +снят +отправ +отстав +смест
resigned: resign step=down stepp quit= quits= +stepped | отставк +ушел +ушла +уволи +покину +сложи
appointed: appoint +named= | назнач
elected: elected= | избран избра
confessed: confess plead= pleads= pled= pleaded= +admit | призна сознал
apologised: apolog | извин прощени
threatened: threat | угро[зж] запуг
promised: promis pledg vow | обеща пообещ покля
warned: warn | предупре предостер
demanded: demand | требов потребов требу +просил
refused: refus +declin | отказ
bribed: brib | взятк подкуп
corrupted: corrupt embezzl fraud | коррупц хищ растра мошен
terrorist: terror | террор теракт
extremist: extremis | экстрем
spied: espionag spy= spying= spies= | шпион
treason: treason traitor | госизмен предател изменн +измен
drugged: drug narcot | наркот +марихуан +героин
hostage: hostag | залож
protested: protest rally= rallied= rallies= demonstrat | протест митинг демонстр пикет +акци
struck: airstrike drone missile shell= shelled= shelling | беспилот дрон бпла ракет обстрел
crashed: crash collid collis | авари дтп= разби столкнов столкнул круш
drowned: drown | утон утоп
poisoned: poison | отрав
hunger: hunger=strike | голод
deceived: lied= lies= lying= liar | лжет лгал врал врет обман +лож
truth: true= truth truthful | правда= правду= правдой= истин
homosexual: gay lgbt homosex lesbian queer | гей= геи= геев= гея= геям= геями= лгбт гомосекс лесби квир
foreign_agent: foreign=agent | иноагент иностранн[а-я]*=агент
undesirable: undesirable | нежелат
won: won= wins= winn victor | выигр победи победа= победу= победой=
robbed: rob= robb stole= stolen= steal theft | ограб граби украл укради украде краж +похи[тщ]
destroyed: destroy demolish razed= raze= | разруш уничтож снес= снесл снос= снести= +взорв +сгор
beheaded: behead decapitat | обезглав
hanged: hanged= hang= hanging= | повеси повеша повешен
strangled: strangl suffocat smother | задуш удуш душил
castrated: castrat | кастр
hospital: hospital clinic +doctor +medic +treat | больниц госпитал клиник +врач +медик +мед
drunk: drunk intoxicat | пьян нетрезв опьян +алкогол
criticised: critici +slam +blast | критик
lawyer: lawyer attorney= attorneys= +counsel +defen +legal | адвокат +юрист +защит
police: police policem cops= +officer +enforcement +interior | полиц +мвд= +правоохран +силови +омон +участков
  +гибдд= +сотрудник
enforcers: law=enforcement +police +officer +security +enforcement | правоохран силови +полиц +мвд=
  +безопасн +фсб=
relatives: relatives= +relative +famil +kin= +brother +sister +mother +father +parent +wife +son= +daughter
  +cousin +uncle +husband | родственн +родн +близк +семь +семей +брат +сестр +мать +матер +отец +отц
  +родител +жен +сын +дочь +дочер +муж +дяд
witnesses: witness eyewitness +bystander +onlooker | очевидц свидетел
prosecutors: prosecutor prosecution= +prosecut | прокур +обвинен +обвинит +генпрокур
investigators: investigator +investigat +detective | следоват следстви следственн следком +ск= +расслед
ministry: ministry= ministries= +minister | министерств +минист +мин[а-я]* +мвд= +мид= +ведомств
justice: justice= | юстиц минюст +справедлив +правосуд +суд
interior: interior= +internal | внутренни[а-я]*=дел мвд= +полиц
defence: defen[cs]e=minist | оборон минобор
supreme: supreme= | верховн
constitutional: constitution | конституц
journalists: journalist reporter +correspond +editor +press= +media= | журналист репортер корреспондент +редак
  +сми= +издани
rights: rights=group rights=activist rights=defend rights=work +rights | правозащит +прав= +права= +правам=
authorities: authorities= +official +government +administration +ministr | власти= властям= властей= властями=
  +чиновник +правительств +администр +орган
neighbours: neighbour neighbor | сосед
"""

OFFICES = """
ministry minister ministers | министерств министр мин мид= мвд= глав
interior internal affairs | внутренн мвд=
justice | юстиц минюст справедлив
defence defense | оборон минобороны
foreign | иностранн мид= внешн зарубеж
health | здравоохранен минздрав здоровь
finance | финанс минфин
education | образован просвещен
supreme | верховн
constitutional | конституц
court courts | суд
committee | комитет следком ск= ск
investigative investigations investigation | следств следком ск= расслед
prosecutor prosecutors prosecution | прокур генпрокур обвинен
general | генерал генеральн генпрокур
president presidential presidency | президент
prime | премьер
governor | губернатор глав
head chief leader | глав руковод начальн лидер
deputy vice | заместител зам вице депутат
parliament parliamentary | парламент госдум дум
state | государств гос госдум штат
duma | дум госдум
federation federal | федерац федерал рф=
republic republics | республик чр=
district | район округ
region regional oblast krai | област регион край краев
city town village | город сел= села= селе= город поселок мэр
north northern | север
south southern | юг юж
east eastern | восток восточн
west western | запад
european | европ еспч ес= евро
union | союз ес=
united | объедин соедин оон= сша=
nations | наци оон=
states | штат сша=
human rights | прав человек правозащит еспч
council | совет
security service services | безопасност служб фсб= росгвард
national | национальн нац росгвард
guard guards | гвард охран страж росгвард
police | полиц мвд= омон=
prison penitentiary | тюр колони исполнен фсин=
church orthodox | церк православ рпц=
muslim muslims islamic islam | мусульм ислам
university institute academy school college | университет институт академ школ колледж
hospital clinic | больниц клиник госпитал
bank central | банк центр
centre center | центр
fund foundation | фонд
network | сет
commission | комисс
commissioner ombudsman ombudsperson | уполномоч комиссар омбудсм
party | парти
army military | арм воен войск
embassy ambassador consulate | посольств посол посла консул
movement | движен
association society | ассоциац обществ
agency | агентств
office administration | администрац управлен офис
telegram channel | телеграм канал
internet | интернет сеть
mosque | мечет
airport | аэропорт
street avenue square | улиц проспект площад
river lake mount mountain | рек озер гор
world | мир
war | войн
day | день дня дню
"""
"""What the names of offices are made of: one line's words in either language stand for each other."""

CONTRACTED = """
росгвард: national guard
минюст: ministry justice
минобороны: ministry defence
минздрав: ministry health
минфин: ministry finance
минобр: ministry education
генпрокур: prosecutor general
следком: investigative committee
госдум: state duma
госсовет: state council
рпц: orthodox church
фсин: prison service
еспч: european court
оон: united nations
центробанк: central bank
евросоюз: european union
"""
"""Russian names of offices in one word, with English words for all the lines that bear them out."""

DISTINCT = """
верховн конституц кассац арбитраж европ еспч федерал генеральн следственн национальн государств объединен
северо южн
"""
"""Beginnings of Russian words that tell one office from another, so that they are names even where a sentence
begins.
"""

GIVEN = """
alexander aleksandr alexandre александр | alexandra александра | alexei alexey aleksei алексей
andrew андрей | catherine katherine ekaterina екатерина | eugene yevgeny evgeny евгений
george georgy георгий | helen elena yelena елена | john иоанн джон | joseph iosif иосиф
maria mary мария | matthew матвей | michael mikhail михаил | nicholas nikolai nikolay николай
paul pavel павел | peter pyotr petr петр | sergei sergey sergius сергей | sophia sofia софия софья
xenia ksenia ксения | yuri yury юрий | dmitry dmitri dmitriy дмитрий | julia yulia юлия
natalia natalya наталья | tatiana tatyana татьяна | anastasia анастасия | victor viktor виктор
victoria виктория | maxim maksim максим | philip filipp филипп | theodore fyodor федор
vasily basil василий | ilya elijah илья | khadija хадижат хадиджа
ahmed akhmed ахмед ахмад akhmad ahmad | mohammed muhammad мухаммад мохаммед магомед magomed
"""
"""First names that both languages spell their own way; each group is one name."""

STARTERS = """
accident according activists administration aid airport all although amnesty among an and another any
apart apartment army as at attack attempts attorneys authorities because before blast blogger body bomb
border both boy bread bridge budget building bus but by cafe campaign campaigners car case centre charges
children church citizens city civil claims clashes club coach colleagues college community company concert
conflict construction couple court crash criminal critics crowd cult damage daughter days death debate
defence defendant defenders deputy despite details dozens driver drone drones during each earlier early
eight elderly elders election eleven employees engineers every evidence experts explosion family farmers
father fees fighters fighting film fines fire firefighters fires five flood floods floodwater following
food footage football for forces foreign former four friends from funeral gas gay girl girls government
groups gunman gunmen half he hearing helicopter helicopters her his hospital hospitals hours house how
however human hundreds if imam in independent information initially inquiry investigation investigations
investigator investigators is it its jail journalist journalists judge judges just killing landslide last
late later law lawmakers lawsuit lawyer lawyers leader leaders leaflets letter local many mass mayor
meanwhile media medical medics meeting members memorial men militants military millions mine minibus
ministers ministry money more mosque most mother motorists mourners murder museum nearly negotiations
neighbours neither network new news newspaper nine no nobody none now observers of officers officials on
once one only operation opposition order other others our outlets pagan parents parliament party
passengers patients pensioners people perhaps petition petrol photographs photos pilots plaintiffs plane
poet police power president previously prices priest priests prison prisoners prosecution prosecutors
protesters public publication quarter rain rallies rebels recently recordings refugees relatives reporters
reports rescue rescued rescuers residents restaurant rights riot river road roads rocket rumors rumours
russian school schools search security senior separatists several she shelling shells shop shops shortly
similar since sister six snipers snow so social soldiers some son sources speaking spring state statistics
stocks storm strike strikes student students such summer supporters survivors suspect suspects synagogue
talks tax teacher teachers teenagers telegram ten terror tests that the their then there these they this
those thousands three to today tomorrow tourists town traffic train trains trial troops truck two under
unidentified unions university unknown until vaccines victims video videos village villagers violence
voters war water we what when where whether which while who why wife winter with within witnesses women
workers writer yesterday young youth
"""
"""English words that begin a sentence of news with a capital and are no names."""

NEGATIONS = {
    "en": r"\b(?:not|no|nor|never|none|nobody|nothing|neither|without|absence|cannot|unable|fail(?:s|"
    r"ed)?|lacks?|"
    r"unknown|un(?:identified|confirmed|clear|named|specified|disclosed|available|proven|founded))\b|"
    r"n['’]t\b",
    "ru": r"\b(?:не|ни|нет|без|отсутств\w+|никто|никого|никому|никогда|ничего|никак\w*|нельзя|"
    r"невозможно|неизвест\w+|"
    r"неустановл\w+|неясн\w+|неподтвержд\w+|неназван\w+)\b",
}
NOT_NEGATIONS = {
    "en": r"\bnot only\b|\bno (?:less|fewer|later|more|earlier) than\b|\bnot (?:less|fewer) than\b|"
    r"\bno doubt\b",
    "ru": r"\bне (?:только|менее|более|меньше|больше|раз|позднее|позже|ранее|раньше)\b|\bтем не менее\b|"
    r"\bне исключ\w+|\bкак бы ни\b|\bнесмотря\b",
}
DENIALS = {
    "en": r"\b(?:den(?:y|ies|ied|ying|ials?)|refut\w+|reject\w*|refus\w+|declin\w+ to|disput\w+|"
    r"disavow\w*|plead\w* not|(?:not|n['’]t) (?:admit|plead|confess)\w*|innocen\w+)\b",
    "ru": r"\b(?:отрица\w+|отверг\w*|опровер\w+|отказ\w+|отклон\w+|не призна\w+|оспар\w+|оспор\w+|"
    r"отмел\w*|невинов\w+)\b",
}

HEDGES = {
    "en": r"\b(?:alleged\w*|reportedly|possibl[ey]|probabl[ey]|likely|apparent\w*|purported\w*|suspected"
    r"|presumabl[ey]|supposed\w*|(?:may|might|could)\s+(?:have|be)|unconfirmed|claims?|claimed)\b",
    "ru": r"\b(?:якобы|предполо[жг]\w*|предполага\w+|возможн\w+|вероятн\w+|видимо|похоже|судя\s+по"
    r"|утвержда\w+|утверждени\w+|подозрева\w+|подозрени\w+|мог(?:ут|ла|ло|ли)?|может|по\s+сообщениям|неподтвержд\w+)\b",
}
"""Words that leave open whether something is so."""
SAID = {
    "en": r"\b(?:said|says?|according\s+to|told\s+\w+|claims|claimed|stated)\b",
    "ru": r"\b(?:сообщи(?:л[аи]?|ли)|сообща(?:ет|ют|ется)|заяви(?:л[аи]?|ли)|заявля\w+|рассказа(?:л[аи]?|ли)"
    r"|по\s+(?:словам|данным|информации|версии)|утвержда\w+|говор(?:ит|ят)|со\s+ссылкой)\b",
}
"""How a sentence says whose words it gives."""
SPOKEN = {
    "en": r"\b(?:say|saying|told|tells?|reports?|reported|reporting|citing|cit(?:es|ed)|confirm\w*|insist\w*"
    r"|argu\w+|believ\w+|testif\w+|recall\w*|admit\w*|not(?:es|ed)|explain\w*|add(?:s|ed)|writ(?:es|ten)"
    r"|wrote|announc\w*|accus\w+|den(?:y|ies|ied)|alleg\w+|warn\w*|complain\w*|words?|inform\w*|source"
    r"|statement|call(?:s|ed)|describ\w+|declar\w+|reject\w*|demand\w*|ask(?:s|ed)|vow\w*|promis\w+)\b|[:–—]",
    "ru": r"\b(?:сообщ\w+|заяв\w+|рассказ\w+|слов(?:ам|а)|данным|информаци\w+|верси\w+|сказал\w*|говор\w+"
    r"|отме[тч]\w+|подчерк\w+|добав\w+|призна\w+|поясн\w+|объясн\w+|объяв\w+|уточн\w+|подтвер\w+"
    r"|опроверг\w*|обвин\w+|наз[вы]\w+|мнени\w+|известно|информиру\w+|указа\w+|указыва\w+|вспомин\w+"
    r"|уверен\w*|уверя\w+|счита\w+|полага\w+|пиш[еу]т|написал\w*|переда[ел]\w*|свидетельств\w+|отриц\w+"
    r"|отверг\w*|отказ\w+|предупре\w+|жал[оу]\w+|требов\w+|потребов\w+|обеща\w+|просил\w*|попросил\w*"
    r"|согласно|утвержд\w+|ссыл\w+|источник\w*|ответил\w*|напомн\w+)\b|[:–—]",
}
"""How else it may."""
