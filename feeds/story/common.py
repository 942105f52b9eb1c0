"""Words of every day: more telling than empty words, less than names and the rare words of one event.

They count in full where a story's many reports show what it is about, and for less where two reports are all
there is to go by. Listed by dictionary form and keyed by the stemmers that read the texts.
"""

from __future__ import annotations

from functools import cache

from feeds.story.signature import RUSSIAN
from feeds.story.terms import english, skeleton

_ENGLISH = """
ability able absence absolute accept access account achieve act action active actual add address advance
advice afford afraid afternoon age air allow alone alternative amaze amount analysis ancient angry animal
annual answer apart apparent appeal appear application apply approach area argue argument arm arrive art
article aspect associate association assume attempt attend attention attitude attract audience author
authority available average avoid award aware baby bad balance ball bank bar base basic basis bear beat
beautiful bed behaviour benefit best better bill bit black blame block blood blow blue board body book
border born bottom box boy brain branch bright bring broad brown budget build building burn business busy
buy calm camera camp campaign cancel capacity capital car card care career careful carry cash cast cat
catch category cause cell central centre century ceremony certain chain chair challenge chance change
channel chapter character chart cheap check child choice choose church citizen city civil class classic
clean clear click climate close clothes club coach coast code coffee cold collect college colour column
combine comfort commercial commission commit committee common communicate communication community compare
compete competition complain complete complex computer concept concern condition conduct conference
confident conflict connect connection consequence consider contact contain content contest context
contract contribute control conversation cook cool copy corner correct cost council count couple course
cover create credit crisis critic critical criticism cross crowd cry culture cup current customer daily
damage dance danger dangerous dark data date deal dear debate debt decade decide decision deep degree
delay deliver demand democracy department depend deputy describe desert design desire despite detail
determine develop development device difference different difficult difficulty digital dinner direct
direction director disappoint discover discuss discussion disease distance district document dog dollar
door double doubt draw dream dress drink drive driver ear early earn earth easy east eat economic economy
edge education effect effective effort eight electric element emergency emotion employ employee empty
encourage energy engine enjoy enter entire entry environment equal equipment error essential establish
estate estimate evening event evidence evil exact examine example excellent exchange excite exercise exist
expand expensive experience expert explain express extend extra extreme eye fail failure fair faith fall
fame familiar famous fan far farm fashion fast favour fear feature feed feel fellow field fight figure
file fill film final finance financial finger finish fit fix flat flight floor flow fly focus food foot
football force foreign forest forget form formal fortune forward found foundation fourth frame free fresh
friend front fuel full fun function fund funny future gain game garden gas gate gather general generation
girl glass global goal god gold grand grant green ground grow growth guard guess guest guide guy hair half
hall hand handle hang happy hard hate health hear heart heat heavy height hero hide hill history hole
holiday hope horse host hot hotel huge husband ice idea identify image imagine immediate impact importance
important impossible impress improve inch income increase independent indicate individual industry
influence inside insist instance institute insurance intend interest internal international internet
introduce invest investigate investigation investment investor involve island item job join joint journey
joy judge jump kick kid kind king kitchen knock knowledge lady lake land language large late laugh lay
leadership learn leg legal length lesson letter level licence lie light limit link list listen literature
local lock lose loss love low luck lucky lunch machine magazine main maintain manage management manager
manner map march mark market marriage married marry mass massive master match material matter meal mean
measure medical medicine memory mental mention mess message method middle mind minor miss mission mistake
mix mobile model modern money mood morning motion mountain mouth movement movie murder museum music name
narrow nation natural nature negative network nice noise normal north nose note notice object obvious
occasion occur offence offer office oil older operate operation opinion opponent opportunity oppose
opposite opposition option ordinary organisation organise organization organize origin original outside
owner pack page pain paint pair panel paper parent park parliament part participate particular partner
partnership party pass passenger past path patient pattern pay payment peace peak perfect perform
performance period permanent permission personal phase phone phrase physical pick piece pilot pink planet
plant plate platform player plenty pocket poem policy political politician politics poor popular
population position positive possession possibility possible potential pound power powerful practical
practice prefer prepare presence present preserve pressure pretty prevent previous price pride primary
prime prince princess principle print private problem procedure process produce product production
profession professional professor profit program programme progress project promise promote proper
property proposal propose protect protection proud prove provide province pull purchase pure purpose push
qualify quality quarter queen question quick quiet race radio rain range rank rapid rare rate reach react
reaction reader ready real reality realise realize reason recall recognise recognize recommend record
recover recovery red reduce refer reflect refuse regard region regional register regular regulation reject
relate relation relationship relative relax relevant relief religion religious rely remain remark remember
remind remote remove repair repeat replace reply represent representative republic reputation request
require rescue research reserve resident resource respect respond response responsibility responsible rest
restaurant restore restrict review revolution reward rich ride rise risk river road rock role roll roof
room root round route row royal rule rush sad safe safety sail sale salt sample save scale scandal scene
schedule scheme science scientific scientist score screen sea search season seat secret secretary section
sector secure security seek select self sell senate senior sense sensitive separate series serious serve
service session settle settlement severe shadow shake shape sharp shift shirt shock shoe shop short shot
shoulder shout shut sick sight signal significant silence silver similar simple sing single sit situation
size skill skin sky sleep slow smart smell smile smoke smooth snow social society soft soil solid solution
solve song sort soul sound south southern space spare speaker specialist species specific speech speed
spend spirit split spokesman sport spot spread spring square staff stage stand standard star station
status stay steady steal steel step stick stock stone storage store storm strange strategy stream street
strength stress stretch strict string strong structure struggle study stuff stupid style subject submit
succeed success successful sudden suffer sugar suggest suggestion suit summer sun supply support suppose
supreme surface surprise surround survey survive suspect sweet switch symbol system table tail talent tall
target task taste tax teach teacher team tear technical technique technology telephone television
temperature temporary tend tension term terrible territory test theatre theme theory thick thin threat
threaten throw ticket tie tight title tomorrow tone tonight tool topic total touch tour tourist tower town
track trade tradition traditional traffic train training transfer transform transport travel treat
treatment tree trend trouble truck true trust truth twelve twenty twice type typical ultimate unable
understand union unique unit united universal unknown unlikely unusual upper urban urge user usual
vacation valley valuable value variety various vast version victim victory view village violence violent
virtual virus vision visitor voice volume voter wage wake walk wall war warm wash waste water wave weak
wealth weapon wear weather web website wedding weight welcome west western wheel white wide wife wild wind
window wine wing winner winter wise wish wonder wonderful wood word worker worry worse worst worth write
writer wrong yard yellow youth zone
"""

_RUSSIAN = """
абсолютно август автомобиль автор активный актер анализ армия аэропорт бабушка банк бедный безопасность
белый берег беспокоиться бесплатно бизнес билет биться благодаря близкий бог богатый бой болезнь болеть
боль большинство бороться борьба бояться брать бросить будущее буква бумага быстрый бывать бывший бюджет
важный вариант введение ввести великий вернуть вернуться верить верный верх вести весь ветер вечер вещь
взгляд взрослый взять вид видеть видный вина внести внешний внимание внутренний вновь вода водитель
военный возврат возле возможность возможный возникнуть возраст война войти вокруг волна волосы воля вообще
вопреки ворота восемь воскресенье восток восточный воспользоваться впервые вперед впечатление враг врач
вред временный вряд всегда вскоре вспомнить встать встретить встреча вступить всякий второй входить выбор
выбрать выбирать вывести вывод выглядеть выдать выделить вызвать выйти вынести выпасть выполнить выпустить
вырасти высокий выставка выступить выступление высота выход выше газ газета герой глаз глубокий глупый
говорить годовой голова голос гора гореть гость готовый готовиться граница грозить громкий группа грустный
грязный губернатор гулять давать давно далекий данный дать дача двадцать дверь движение двигаться
двигатель двор девочка девушка действие действительно действовать делать делегация деньги депутат дерево
держать десятка десять деталь детский дети детство дешевый деятель деятельность директор длинный длиться
добавить добиться добро добрый доверие довести довольно договор договориться доехать дождь дойти доказать
доклад доктор документ долг долгий должность доллар дом доля дополнительный допустить дорога дорогой
достать достаточно достигнуть достижение доступ доход дочь друг дружба думать душа духовный дядя
единственный единый ежегодный ездить естественный ехать жалеть жаль ждать желание железный жена женский
женщина жертва жесткий живой животное жизнь жилой жилье жить журнал забота забрать забыть завершить
зависеть завод завтра задание задача задать задний закончить закрыть зал заменить заметить занимать
заниматься занять заняться запад западный записать запись заплатить запуск зарплата заставить защита
защитить звать звезда звонить звук здание здоровье здоровый зеленый земля земной зима злой знак знакомый
знаменитый знание знать значение значит значительный золото золотой зона зритель игра играть игрок идея
избежать известие извинить издание изменение изменить изучить имущество имя иначе инвестиция индекс
инициатива инновация иностранный институт инструмент интерес интересный интернет интервью искать искусство
использование использовать испытание испытать исследование исследовать история исторический исход
исчезнуть итог июль июнь кабинет кадр казаться камень камера канал кандидат капитал карман карта картина
качество качественный квартал квартира километр кино класс клиент клуб ключ ключевой книга количество
коллега команда командир комиссия комитет комната комментировать коммерческий комплекс компьютер конечно
конкретный конкурс контакт контракт контроль конференция конфликт концерт кончиться копейка корабль корень
короткий король корпус костюм край крайне красивый красный кредит крепкий кризис критика кричать кровь
крупный круг культура культурный купить курс кухня лагерь ладно лев левый легкий лежать лес лет летать
летний лето лечение лидер линия лист литература лицо личный личность лишить лишний лодка логика ложь
ломать лошадь луна лучше лучший любимый любить любовь любой магазин май мало маленький мальчик мама марка
март масса массовый мастер материал матч машина медицинский медленный международный мелкий мера
мероприятие мертвый местный метод метр механизм мечта миг миллиард минимум министерство министр минута
мнение многие множество мобильный модель мозг молодежь молодой молчать момент море мороз московский мощный
мужской мужчина музей музыка мысль мягкий мясо наблюдать набор наверное наверняка над надежда надежный
надеяться надо назад название назначить назначение найти наличие налог намерение нанести написать
направить направление например напряжение народ народный нарушение нарушить население настоящий настроение
наступить наука научный научить находить национальный начало начальник небо небольшой невозможно недавно
независимый немедленно необходимость необходимый неплохой непростой неправильный нервный несколько нести
нефть низкий ничто ничего ноготь нож ноль номер нормальный норма нос носить ночь нравиться нужный
нуждаться обед обеспечить обещать обида область обмен обмануть обнаружить обойти образ образование
обратить обратиться обратно обращение обслуживание обстановка обстоятельство обсудить обсуждение общаться
общение общественный общество общий объект объем объяснить объединение обыкновенный обычный обязанность
обязательный обязать огонь ограничение ограничить огромный одежда одинаковый одновременно ожидание ожидать
озеро оказать окно около окончание окончательный окружающий операция опасность опасный оплата определение
определить определенный опустить опыт опытный организация организовать орган оружие осень основа основание
основной основать особенность особенный особый оставаться оставить остальной остановить остановиться
остаться остров острый осуществить отбор отвести ответ ответить ответственность отдать отдел отделение
отдельный отдых отказ отказать отказаться открытие открыть открытый отличаться отличие отличный относиться
отношение отправить отправиться отпуск отрасль отсутствие отчет офис оценить оценка очередной очередь
ошибка ошибиться падать пакет палата палец память папа парень парк партия партнер пассажир пауза пенсия
перевести перевод перевозка перед передний передача передать перейти переход период перспектива песня петь
письмо пить план планета планировать пласт платить платье платформа плечо плохой площадь победить побывать
поведение поверить поверхность повод поворот повторить повысить повышение погода подарок подать
подготовить подготовка поддержать поддержка поднять подобный подойти подписать подписание подросток подход
подчеркнуть поезд поехать пожалуйста пожелать поздний поздравить познакомиться поиск пойти показатель
показывать покинуть покупать покупатель покупка поле полезный полет политик политика политический полный
половина положение положить полоса получать пользователь польза пользоваться помнить помогать помочь
понимание понимать понять попасть попросить попытаться попытка популярный пора портал портрет порядок
посадить последствие послать посмотреть пост поставить поставка постоянный построить поступить потерять
потеря потратить потребитель потребность потребовать похожий почва почта почувствовать появиться появление
правда праведный правило правильный право праздник практика практически превратить превысить предел
предложение предложить предмет предоставить предполагать предприятие предпочесть председатель представить
представление предупредить предыдущий прежде прежний прекрасный прекратить премьера препарат преступление
приблизить прибыль прибыть привести привлечь привыкнуть пригласить приглашение приготовить приехать прием
прийти приказ прикрыть применение применить пример примерно принести принцип принимать природа природный
присутствовать приходить приходиться прислать приступить притом причинить приятный проба проблема
проведение провести проверить проверка программа продажа продать продавать продолжать продолжение продукт
продукция проект производитель производство производить происходить произвести пройтись проиграть
промышленность промышленный просить простить простой пространство просьба против противник противоположный
профессиональный профессия профессор процедура процент проявить прямой публика публичный пункт пускать
пустить пустой путешествие путь пыль пытаться пьеса работать рабочий равный рад радио радость развитие
развивать разговор разговаривать раздел разделить размер разный разница разобрать разобраться разработать
разработка разрешить разрешение разрушить разумный район рамка ранний рано рассматривать рассмотреть
расстояние рассчитывать рост растение расти расход расширить расчет реальность реальный ребенок реакция
революция регулярный редактор редкий режим режиссер резкий результат река реклама религия ремонт
республика ресторан ресурс реформа речь риск ровный родина родитель родиться родной роль роман россиянка
рот рубль рубеж рука руководство русский ряд рынок рыба сад садиться самолет сбор сбыть свежий сверх свет
светлый свобода свободный свойство связать связь святой сдать север северный сегодняшний секрет секретарь
сектор секунда село сельский семейный серия сердце середина серьезный сесть сеть сигнал сидеть сила
сильный символ система ситуация сказать скидка складываться сколько скорость скорый скрыть скучный слабый
слава след следить следовать следствие слеза сложить сложность сложный слой служить случиться случайный
слушать слышать смерть смена сменить смех смешной смотреть смысл снижать снимать снимок снять снова собака
собирать собрание собрать собраться событие собственность собственный совершить совершенно совет советник
советский современный согласие согласный соглашение содержание содержать соединить создание создать
создавать сознание солнце сон сообщество соответствие соответствовать соответствующий сосед состав
составить составлять состояние состоять сосредоточить сохранить сохранение социальный союз спасать спасибо
спасти спать специалист специальный список спокойный спор спорт спортивный спортсмен способ способность
способный спросить спустить сравнение сравнить сразу среда средний средство срок срочный ссылка ставить
стадия станция старик стараться старший старый статья статус стена степень стихи стол столица столкнуться
стоимость стоить сторонник стоять страница страх страшный стратегия стремиться строгий строить
строительство структура студия стул стыд субъект сумма суметь существование существовать существенный
сфера схема сценарий сцена счастливый счастье счет съезд сыграть сырье таблица таить тайна танец
творческий театр текст телевидение телевизор телефон тело тема темный температура теория тепло теплый
терпеть территория терять тест техника технический технология течение тихий товар толпа толстый тон
торговля торговый точка точный трава традиция традиционный транспорт тратить требование требовать третий
труд трудно трудный туалет турист тысяча тяжелый убедить убедиться убрать уважение увидеть увеличить
уверенный увлечь угол угроза угрожать ударить удар удаться удачный удивить удовольствие ужас ужасный узкий
указать указ уйти украсть улица улыбаться улучшить ум уметь умный универсальный уничтожить управление
управлять уровень урок усилие условие услуга услышать успеть успех успешный установить установка устроить
утро утрата ухо участвовать участие участник участок учебный учение ученый учесть учитывать учить учиться
учреждение ущерб фактор факт фамилия февраль феномен фестиваль фигура физический фильм финал финансовый
финансы фирма фонд форма формирование формула формат фотография фраза фронт функция футбол характер
характеристика химический ход ходить хозяин хозяйство холодный хороший храм хранить художник
художественный цвет целый цель цена ценность центр центральный церковь цифра цифровой частный частый часы
человеческий черный честный четвертый четкий число чистый читатель чувство чувствовать чужой чудо шаг шанс
широкий школьный шум шутка эксперт экземпляр экзамен экономика экономический экран экспорт электронный
элемент энергия эпоха эпизод эффект эффективный юг южный юный явиться явление являться ядро язык яркий
ясный ящик
"""


@cache
def common(russian: bool) -> frozenset[str]:
    """Return the keys of everyday words; the first call takes some milliseconds."""
    if russian:
        return frozenset(RUSSIAN + skeleton(word) for word in _RUSSIAN.split())
    return frozenset(english(word) for word in _ENGLISH.split())
