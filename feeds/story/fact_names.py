"""First names, in Latin letters and from the Caucasus, and the words that make a name no person's."""

from __future__ import annotations

from functools import cache

from feeds.story.fact_tokens import word_set

_LATIN = """
aaron abbas abdul abdullah abdulla abu adam adrian agnes ahmad ahmed akhmed akhmad akhmat alan alberto
albert alejandro aleksandr aleksandra aleksei aleksey alena alessandro alexander alexandra alexandre
alexei alexey alex alfred ali alice alicia alina alisher alla amanda amelia amina amir amy ana anastasia
anatoly anatoli andre andrea andreas andrei andrej andrew andrey andriy angela angelina anna anne annie
anthony antonio anton antony anya anzor apti arkady armen arnold arsen arthur artur artyom aslan
aslambek ashley astrid asya ayesha ayub barack barbara bashar beatrice ben benjamin benyamin benoit
bernard bernie beslan bill billy binyamin bogdan boris brad brandon brian brigitte bruce bruno carla
carlos carl carmen carol caroline caroline catherine charles charlie charlotte chris christian christina
christine christopher claire claudia colin craig cristiano cyril daniel daniela danielle danila daniil
daria dave david deborah denis dennis diana dmitri dmitriy dmitry dmytro dominic donald donna doug
douglas dzhokhar eduard edward edwin ekaterina elena eleanor elina elizabeth elizaveta ella ellen elmira
elon elsa emily emma emmanuel enrique eric erik ernest esther eugene eva evan evgenia evgeny evgeni
farid fatima federica federico felix ferdinand fernando filipp fiona florence frances francesca
francisco francois frank franz fred frederick fyodor gabriel galina gareth garry gary gavin geoffrey
george georgy gerald gerard gerhard gianni gideon giorgi giorgia giorgio giovanni giuseppe gleb gloria
graham greg gregory grigory guillermo gulnara gustav guy hamid hannah hans harold harry harriet hasan
hassan hector heidi heather helen helena helmut henri henry herbert hillary howard hugh hugo hussein ian
ibrahim igor ilya imran ina inna ioann irakli irene irina isa isaac isabel isabella islam ismail israpil
ivan ivana ivanka jack jacob jacqueline jacques jake jamal james jamie jan jane janet jared jason javier
jay jean jeff jeffrey jennifer jenny jeremy jerome jessica jill jim jimmy joan joanna joe joel johan
johann johannes john johnny jonathan jordi jorge jose josef joseph joshua juan judith julia julian julie
julius jurgen justin kamal kamala karen karim karina karl kate kateryna katherine kathleen kathy katie
katya keir keith kelly ken kenneth kevin khadija khalid khamzat khasan khusein kim kirill kirsten klaus
konstantin kristina kseniya ksenia kyle larisa larry lars laura lauren lawrence lee leila len leo leon
leonid lesley leslie lev liam lidia lilia lilya linda lindsey lisa liz lorenzo louis louise luca lucas
lucia lucy luis luisa luiz lukas luke lyubov lyudmila madeleine madina magomed magomedsalam mahmoud
makhmud malcolm malika manuel marat marc marcel marco marcus margaret margarita maria marianna marie
marina mario marion mariya mark marta martha martin mary maryam massimo matt matteo matthew matthias
maurice max maxim maksim megan melania melissa mia michael michel michele michelle miguel mika mike
mikhail mikheil milan mila miriam mitch mohamed mohammad mohammed mohsen moisei molly monica movsar
muhammad muhammadu murad murat musa mustafa nadia nadezhda nadya nancy naomi narendra natalia natalie
nataliya natalya natasha nathan neil nicholas nick nicola nicolas nicole nigel nikita nikki nikol
nikolai nikolay nikos nils nina noah noel nora norman oksana oleg oleksandr olga oliver olivia olivier
olaf omar orkhan oscar osman oswald otto oyub pablo paolo patricia patrick paul paula paulo pavel pedro
peggy penny peter petr petro petra phil philip philippe pierre pete piotr polina pyotr qasem rachel
radovan rafael ralph ramazan ramil ramiz ramzan raquel rashid rasul raul raymond rebecca recep reinhard
renat rene ricardo riccardo richard rick rita robert roberto robin rod roger roland roman ron ronald
rosa rosemary roy ruslan russell rustam ruth ryan said saida salah salman salvador salman sam samantha
samir samuel sandra sanna sara sarah saul sebastian selma semyon serge sergei sergey sergio shamil shane
shannon sharon sheila sheikh shirley sidney silvia simon simone sofia sofya sonia sophia sophie
stanislav stella stephanie stephen steve steven stuart sultan susan suzanne svetlana sylvia taisia
tamara tamerlan tanya tara tariq tatiana tatyana taras ted terry teresa theodore theresa thierry thomas
tim timothy timur tina toby todd tom tommy tony tracy tristan tucker turpal ulrich umar ursula usman
vadim valentin valentina valeria valery valeriy vanessa vasily vasyl vera vernon veronika viktor
viktoria vincent viktoriya victor vitaly vitali vitalii vivian vlad vladimir vladislav vladyslav
volodymyr vsevolod vyacheslav walid walter wayne wendy werner wilhelm william winston wolfgang xavier xi
yahya yakov yana yaroslav yaroslava yegor yekaterina yelena yelizaveta yevgenia yevgeni yevgeny yevgeniy
yosef yossi yousef yulia yuliya yuri yuriy yury yusuf yves zachary zakhar zalina zara zarema zaur
zaurbek zaynab zelimkhan zhanna zinaida zoe zoya zulfiya lorsan salekh ayoub alvi adlan imam-ali lecha
lema ruslanbek movladi muslim aminat patimat petimat khava seda milana malika zaira zulay zulikhan aishat
markha makka kheda zainap khadizhat raisa rukiyat
"""

_CAUCASIAN = """
оюб зелимхан мамихан хаваж хаважи зарган лорсан мовсар мовлади асламбек апти лечи лема хусейн хасан
исрапил тумсо тамерлан беслан адлан алви турпал-али сайд-хусейн ибрагим-бек магомедсалам хадижат зайнап
марха макка айшат хеда хеди ильман эльмурза сулумбек висхан висхад рамзан абубакар мохьмад ризван
юсуп-хаджи абузайд шарип шахид аюб айюб анди даудбек бислан хамзат умар-али малика седа петимат ахъяд
бекхан илес икрам ислам салех салман халид якуб вахид вахит увайс рахим ханпаша алхазур
"""

_NO_SURNAME = """
street avenue road square park city town county state police court times post news press bank bridge
river lake airport university college school hospital centre center institute foundation fund society
association house hall tower station stadium arena museum gallery theatre theater prize award awards cup
league open group company corporation ltd inc party army navy war day week island islands mountain bay
beach hills village district region republic church cathedral mosque temple gate green blue red new old
north south east west northern southern eastern western street's today tomorrow yesterday live video
photo exclusive says said tells told warns urges meets visits calls wins loses dies arrested detained
killed found faces accused charged jailed january february march april may june july august september
october november december monday tuesday wednesday thursday friday saturday sunday the and for with from
after over under against amid into about will is are was were has have had to of in on at by as act bill
law order report trial case show film movie album song awards festival championship trophy medal
square's memorial plan deal crisis scandal inquiry commission committee council ministry minister
president american russian british chechen jr jnr sr vuitton dhabi springs laurent stanley klein
ukrainian french german israeli iranian chinese european west's bbc cnn reuters
"""

_ORGANISATION = """
street avenue road square park bridge airport university college school hospital centre center institute
foundation fund society association hall tower station stadium arena museum gallery theatre theater
prize award awards cup trophy memorial library act law doctrine thought space telescope syndrome express
airways plan group company bank show trust fellowship scholarship regiment battalion mosque
"""

_NAMED_AFTER_RU = tuple(
    word_set(
        """
        имени улиц проспект площад мост мечет фонд стадион аэропорт театр музе теплоход корабл крейсер
        танкер преми спецназ батальон академи университет парк бульвар сквер переул набережн орден кубк
        мемориал памятник собор храм школ лице завод арен центр институт библиотек галере полк фрегат
        ледокол судн пароход метро станци
        """
    )
)
_BYLINE = word_set(
    """
    by photo photos image picture editing reporting writing author photographer фото автор текст снимок
    видео редактор корреспондент обозреватель иллюстрация коллаж
    """
)


@cache
def latin_names() -> frozenset[str]:
    """Return first names as English texts spell them, in small letters."""
    return frozenset(_LATIN.split())


@cache
def caucasian_names() -> frozenset[str]:
    """Return first names in Cyrillic that the dictionary lacks, in small letters."""
    return frozenset(_CAUCASIAN.split())


@cache
def no_surnames() -> frozenset[str]:
    """Return English words that after a first name are no surname (Victoria Street)."""
    return frozenset(_NO_SURNAME.split())


@cache
def organisations() -> frozenset[str]:
    """Return English words after a person's name that make it the name of something else."""
    return frozenset(_ORGANISATION.split())


def named_after(low: str) -> bool:
    """Tell whether a Russian word before a person's name says that something bears it (улица, фонд)."""
    return low == "им" or low.startswith(_NAMED_AFTER_RU)


def is_byline(low: str) -> bool:
    """Tell whether a word before a name says that its bearer wrote or pictured this."""
    return low in _BYLINE
