"""Owns whether one word is somebody's first name, in Cyrillic or in Latin letters.

Russian names come from the dictionary. Latin spellings are read back to it; names that no Russian dictionary
has are known by the parts that Turkic, Persian and Arabic names are made of.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from feeds.text import translit
from feeds.text.words import given_name_cases, is_known, unknown_name

_NOT_GIVEN = """
    admiral ago aide all ally alter amid anti any april aren army arson art august axed berth bill bob
    captain caucasus chase chief clash colonel commander court crystal czar dear den deny don drew dun
    elder emir faith frank gala gay general german glory governor grant guy habit head herd hero hope
    imam january july june jury king lady laden leader mad maker major mark martyr max may mayor
    minister modest moon mufti muslim overlord pat patron prime prince raid ref rich rob roman root
    rose ruler rut said saint senator sheikh silver slain strongman sue sultan tsar tyrant valid van
    vary victory wagner war warlord wary ways will with uzbek kazakh tatar
"""
"""English words and titles that are also, or look like, first names."""

_ENGLISH = """
    aaron abigail alan albert alfred alice alison amanda amy andrew angela ann anna anne anthony arthur
    barbara ben benjamin bernard beth betty brandon brian bruce carl carol caroline catherine charles
    charlotte chris christina christine christopher claire colin craig cynthia dan daniel david deborah
    denis dennis diana donald donna doris dorothy doug douglas edward eileen elaine elizabeth emily emma
    eric ethan eugene evan eve fiona fred gareth gary geoffrey george gerald gillian gloria gordon
    graham greg gregory harold harry heather helen henry howard hugh ian jack jacob jacqueline james
    jane janet jason jean jeff jeffrey jennifer jeremy jerry jessica jim joan joe john johnny jonathan
    joseph joshua joyce judith judy julia julian julie justin karen kate katherine kathleen keith kelly
    ken kenneth kevin kim kyle larry laura lauren lawrence leo lewis linda lisa louise lucy luke
    margaret maria marie martha martin mary matthew megan melissa michael michelle mike nancy natalie
    nathan neil nicholas nick nicole nigel noah oliver olivia oscar pamela patricia patrick paul peter
    philip phillip rachel ralph raymond rebecca richard robert robin roger ronald roy russell ruth ryan
    sally sam samantha samuel sandra sara sarah scott sean sharon simon sophia sophie stephanie stephen
    steve steven stuart susan teresa terry theresa thomas tim timothy tom tony tracy vanessa victor
    victoria vincent virginia walter wendy william zachary
"""

_ROLES = """
    athlete banker blogger boxer coach cousin daughter dentist driver engineer farmer fighter footballer
    forward goalkeeper historian judge juror lawyer manager midfielder musician namesake novelist
    oligarch painter patient pilot player poet professor scholar scientist singer skater student striker
    suspect swimmer teacher teenager wrestler writer defender actor actress artist journalist driver
    named
"""
"""Words before a whole name. Not those for the ruler himself: leader, head, strongman."""

_EASTERN = """
    айтмат алмаз алпамыс амина бабур бадриддин байсал барно баходир баходыр бахрам бахром бегзод бейбут
    бериккали бобир бобур болат ботир бунёд давлетбек гани дамиржан дархан даурен джавохир джалол джамол
    джахонгир дидар дилором динар динмухамед динмухаммед диёр достон дурбек ерасыл ерден ержан ерлан
    ернар жавдат жавлон жаводир жавохир жаксылык жалол жамбул жамол жамшед жамшид жанат жандос жаныбек
    жарас жарылкасын жахонгир зайнур зикир зинат зиёд зоир зокир икрам икром илес ильнар ильхом ислом
    исмоил исроил кайыргали камбар камол канат каримжон касым кенес кобил козимжон комил комрон куаныш
    куат кубаныч кубат курмангазы лазиз лазизбек ленур мадияр мадиёр маматжан мансурбек мардон мархабо
    мелис мелс мирас мирзо муктар мунира мурод муродали мухаммадали мухиддин назарбай намоз нигора низом
    ниёз нодир нозим нормат нурали нурбол нуржан нурлыбек нурсат одил озод озодбек ойбек олим олмас
    оразбек отажон парвиз ремзи сабыр садриддин садыр сайпулла сайёр саламат сардор сардорбек саттор
    сейтаблай сирож собир собит сооронбай сохиб сохибжон суннат сухроб темир тоир толеген тохир тулкин
    тулкун турсун турсунбой уктам улан улар улмас умид умиджон усмон уткир фаррад фаррух феруза фидан
    фирдавс фирдаус фируз хайрулло хамдам хомид хуршед хуршид хусан хусниддин чынгыз шаукат шахзод
    шахриёр шахрух шерали шерзод шокир шохрух эдем элдор элёр эльёр эргаш эркинбек эсен эскендер эшмат
    самандар манучехр ниязи сауле данис ильсур ильфат фанзиль рузиль рамзиль инсаф раиль ильназ ришад
"""
"""First names of Central Asia, the Volga and Crimea that the Russian dictionary lacks or has as things."""

_BEFORE_PLACES = "in from near to at of via outside across inside throughout beyond"


_TITLES = """
    dr mr mrs ms prof sir minister president senator captain colonel director author journalist analyst
    economist architect ambassador activist rapper photographer filmmaker
"""


def is_role(word: str) -> bool:
    """Tell whether a folded English word stands before a person's name: professor, Mr, wrestler."""
    return word in lexicon(_ROLES) or word in lexicon(_TITLES)


@cache
def lexicon(words: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(words.split())


def in_cyrillic(word: str, cases: frozenset[str]) -> bool:
    """Tell whether a folded Cyrillic word written with a capital is a first name in one of `cases`."""
    if len(word) < 3:
        return False
    return bool(cases & (given_name_cases(word) | _eastern_cases(word)) or unknown_name(word, cases))


def in_latin(word: str, cases: frozenset[str], earlier: str = "") -> bool:
    """Tell whether a folded Latin word is a first name in one of `cases`; `earlier` is the word before it."""
    if word in lexicon(_NOT_GIVEN) or len(word) < 3:
        return False
    if cases & latin_cases(word):
        return True
    if "nomn" in cases and word in lexicon(_ENGLISH):
        return True
    if earlier in lexicon(_BEFORE_PLACES):
        return False
    if "nomn" in cases and earlier in lexicon(_ROLES):
        return True
    return any(_is_made_like_a_name(word, ending) for case in cases for ending in _ENDINGS.get(case, ()))


@lru_cache(maxsize=20_000)
def latin_cases(word: str) -> frozenset[str]:
    """Return the cases in which a folded Latin word is a Russian first name."""
    if word in lexicon(_NOT_GIVEN):
        return frozenset()
    known = (guess for guess in translit.cyrillic_guesses(word) if is_known(guess))
    return _eastern_cases(translit.key(word)).union(*(given_name_cases(guess) for guess in known))


def _eastern_cases(word: str) -> frozenset[str]:
    """Return the cases of a listed name; `word` is folded Cyrillic, or the key of Latin letters."""
    return _eastern().get(word, frozenset())


@cache
def _eastern() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in lexicon(_EASTERN):
        for form, cases in _declined(name):
            keys = {translit.cyrillic_key(form.replace("ё", letter)) for letter in ("е", "йо")}
            # Uzbek and Turkish j is written ж or дж in Russian.
            keys |= {key.replace(zh, "i") for key in keys for zh in ("dZ", "Z")}
            for written in {form.replace("ё", "е"), *keys}:
                found[written] = found.get(written, frozenset()) | cases
    return found


def _declined(name: str) -> list[tuple[str, frozenset[str]]]:
    if name[-1] in "еиоу":
        return [(name, frozenset(_ENDINGS))]
    if name[-1] == "ь":
        endings = {"ь": "nomn", "я": "gent,accs", "ю": "datv", "ем": "ablt", "е": "loct"}
    elif name[-1] == "а":
        endings = {"а": "nomn,nomn femn", "ы": "gent", "е": "datv,loct", "у": "accs", "ой": "ablt"}
    elif name[-1] == "й":
        endings = {"й": "nomn", "я": "gent,accs", "ю": "datv", "ем": "ablt", "е": "loct"}
    else:
        endings = {"": "nomn", "а": "gent,accs", "у": "datv", "ом": "ablt", "е": "loct"}
    stem = name.rstrip("айь") if "" not in endings else name
    return [(stem + ending, frozenset(cases.split(","))) for ending, cases in endings.items()]


_ENDINGS = {
    "nomn": ("",), "nomn femn": ("a",), "gent": ("a",), "accs": ("a",), "datv": ("u",), "ablt": ("om", "em"),
    "loct": ("e",),
}  # fmt: skip


def _is_made_like_a_name(word: str, ending: str) -> bool:
    stem = word.removesuffix(ending)
    return stem + ending == word and len(stem) > 3 and _parts().search(stem) is not None


@cache
def _parts() -> re.Pattern[str]:
    """Return the parts of names: Nur-bek, Dil-shod, Baur-zhan, Abdu-rashid, Kamol-iddin, Yel-zhas."""
    last = (
        "bek|beck|zhan|djan|[^eir]jan|khan|khon|xon|murat|murod|ddin|tdin|udin|kandar|ldar|iyor|iyar|niyar|"
        "zod|zoda|zade|shod|"
        "shokh|shox|ulla|ullah|ullo|rlan|slan|zhas|hrat|irat|yrat|mbet|b[ou]lat|temir|tegin|gerei|girey|kul|kulov|ba[iy]"
    )
    first = (
        "abd[ui](?!ct)|bakht|baxt|baur|dil[bfmnrs]|esen|farr?[kh]|gul[bcnsz]|il[dghmnsy]|jas|khal|khus|kamol|mirz|"
        "nod(?=[ir])|nur[ailmz]|otab|rakhm|ravsh|salav|sanj|shakh|shavk|sher[amz]|shokh|shukh|sukhr|temur|timer|tulk|"
        "turp|ulug|umid|xur|zelim|zham|zhas|zhum|zul[fk]"
    )
    return re.compile(rf"[a-z]{{2}}(?:{last})$|^(?:{first})[a-z]{{2,}}")
