"""Company that event words keep: what makes them mean something else, and what they need to be believed.

A line is ``language event [shape]: words``. English words are whole words, Russian ones
beginnings unless they end in ``=``.
"""

from __future__ import annotations

from functools import cache

BARS = """
en detained: ship ships vessel vessels tanker cargo
en detained noun: centre center centres centers facility facilities camp camps hearing conditions
en arrested: decline slide fall development warrant warrants cardiac citizen's respiratory resisting
  resisted evade record
en killed: it bill deal proposal project mood conversation engine plan plans off idea amendment appetite
  momentum time switch buzz vibe rumour rumours joke jokes feature process signal
en killed noun: mystery thriller drama novel attempted anniversary
en died: down out away battery engine bill phone hopes hope sea heat end line zone lock ringer laptop
  language
en tortured: prose relationship history genius logic metaphor syntax poets soul artist path
en wounded: pride striker season match knee hamstring ankle game midfielder defender goalkeeper squad
  league
  coach reserve list ego shoulder calf thigh thumb feelings
en abducted: alien aliens
en beaten: record path track odds goal title final match game champions championship season league race
  eggs
  egg drum target expectations
en released: statement film films album report reports video videos footage figures data book song single
  trailer details photo photos image images document documents transcript study results list game version
  photograph photographs sketch
  update findings survey recording audio gas energy water funds money poll emails files memoir series
  movie
  software statistics product emissions smoke carbon methane tape track records information feature teaser
  map minutes guidance draft plan upgrade app beta console track episode parts material clip clips letter
  statement toxic chemicals radiation oil reserves aid assets contract clause squad striker midfielder
  player defender club roster waivers quarterback up time
en charged: battery batteries particles atmosphere phone car cars vehicle vehicles emotionally fee fees
  dollars pounds euros rent interest
en verdict: open
en fined: tuned
en searched: internet web online google
en missing: out link links persons point opportunity teeth penalty deadline
en denied: entry access bail visa visas asylum parole permission request requests motion boarding
  opportunity treatment right rights medical care appeal leave claim justice food aid chance
en protest: song vote note counter
en sanctions: lift lifts lifted lifting ease eases eased easing relief waive waived removed remove removes
en evacuated: air
ru detained: рейс вылет выплат зарплат поставк поезд самолет запуск релиз судн танкер корабл груз=
  груза= грузы= грузов= товар
  строительств дыхан платеж развит отправк выход посадк посылк
ru arrested: имуществ счет актив= активы= активов= активами= участк квартир земл автомобил акций акциям
  пакет доли= долю= долей= недвижим
  средств здани танкер судн яхт вилл склад завод ордер санкци мотоцикл машин денег деньги криптовал
ru arrested noun: акци бумаг
ru killed: время= времени= горем дорог экономик желани надежд интерес мечт сет= сеты= карту= карты=
  состояни страну платформу рынок
  культуру образование медицину науку интернет
ru tortured: счаст удач ожидани
ru beaten: тему= темы= фраз шутк
ru died: телефон аккумулятор батаре надежды= надежду=
ru wounded: экономик репутац бизнес здани дом= дома= отрасл имидж авто= автомоб инфраструктур урожа
  объект чувств самолюб
ru released: шутк комплимент тормоз бород цены= цену= поводок от город= города= посел село= села=
  территор район населенн позици
  пункт высот площад место= места= дорог должност средств денег хутор деревн остров помещени трас кураж
  бюджет
ru acquitted: ожидан надежд довери себя риск цел
ru missing: свет= света= связь= связи= интерес дар= аппетит вода= воды= воду= звук интернет сигнал
  деньги= денег= деньг пост= посты= запис кнопк товар желани
  симптом самолет сайт аккаунт страниц канал видео
ru fled: марафон дистанц километр метр= метров= время=
ru sanctions: стать суда арест снят снял сним отмен ослаб прокур
ru protest: прокур несостоявш
ru statement: прав
ru evacuated: эвакуатор автомоб машину= машины= машина=
ru appeal: отозвал
ru extradited: отказ
ru searched: ордер постановлен
ru sentenced: действи решени агресс поступ вторжени
ru verdict noun: вынесут вынесет огласят огласит ожида
ru verdict: невиновн иностранн
"""

NEEDS = """
en beaten: police officers guards guard batons severely brutally badly savagely death unconscious up custody
  prison masked tortured detained jail soldiers mob attackers tortured repeatedly sticks
en searched: home homes house houses flat flats apartment apartments office offices premises property
  newsroom headquarters residence dormitory
en died noun: rises rose risen climbs climbed reaches reached passes passed exceeds exceeded hits hit stands
  jumps jumped grows grew increased found recovered discovered pulled retrieved
en verdict noun: guilty delivered announced handed upheld issued read overturned
en sanctions: imposed imposes imposing announced announces extended introduced slapped slaps adopted hit
  hits placed under expanded imposes
en appeal: against verdict sentence ruling conviction decision judgment judgement arrest fine
en statement: in issued issues released releases published joint
en verdict either: of for in over by court
ru charged: предъяв
ru case: дел
ru died passive: найд нашл обнаруж
ru died noun: найд нашл обнаруж
ru released alone: свобод сизо колони тюрьм тюрем изолят спецприемн
ru verdict passive: виновн
ru verdict active: виновн
ru verdict noun: вынес оглас остав утверд вступил устоял смягч
ru acquitted: суд присяжн
ru sanctions: введ ввел ввод внес расшир продл налож под объяв
ru appeal noun: подал отклон рассмотр остав удовлетвор
ru fled: из границ от сбежал в во
"""

_RU_NOUN_BEFORE = {
    "detained": "при после о момента факт произошло время массовые массовых",
    "arrested": "домашний домашним под административного после об продлил продлила продлили суток",
    "abducted": "после о факт произошло",
    "died": "нашли обнаружили найдено",
    "tortured": "под о подвергли подвергся подверглись подвергся подвергали от применяли",
    "beaten": "после о при факт",
    "killed": "после произошло совершено",
    "released": "после",
    "searched": "провели проводят проводит провел провела прошли проходят проходит прошел после время",
}


@cache
def company(table: str) -> dict[tuple[str, str], frozenset[str]]:
    """Return BARS or NEEDS as sets by language and event (with its shape where the line names one)."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for line in table.strip().replace("\n  ", " ").splitlines():
        head, _, words = line.partition(": ")
        lang, _, event = head.partition(" ")
        found[lang, event] = frozenset(words.split())
    return found


@cache
def nouns_after(event: str) -> frozenset[str]:
    """Return the words before a Russian noun of this event that make it something that happened."""
    return frozenset(_RU_NOUN_BEFORE.get(event, "").split())
