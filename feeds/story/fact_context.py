"""Whether a text says that an event happened: not denied, planned, feared, asked or only alleged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from feeds.story.fact_tokens import Token, word_set
from feeds.story.fact_words import Word

_REACH = 25
"""Tokens of a clause looked at before an event."""

BE = word_set("is are was were be been being gets got isn't wasn't aren't weren't")
_CHAIN_EN = BE | word_set(
    """
    have has had having not never also already later then again now just recently reportedly still both
    all get to may might could can would should must will shall cannot once since first ever
    """
)
_UNREAL_EN = word_set("be not never to may might could can would should must will shall cannot ever")
_VOID_EN = word_set(
    """
    no nobody none neither nor without never threatens threatened threatening threat threats fear fears
    feared risk risks failed fails avoid avoids avoided avoiding demand demands demanded demanding urge
    urges urged urging plot plots plotted plotting plan plans planned planning attempt attempted
    attempts tried tries trying bid allegedly alleged suppose supposedly likely potential possible
    hypothetical prevent prevents prevented falsely hoax rumours rumors fictional faces facing wants
    want expected
    """
)
_VOID_ON_EN = word_set(
    """
    if unless whether denied denies denying deny refuted refutes refute dismissed rejects rejected lest
    why how imagine believed thought presumed feared
    """
)
"""After these nothing in the sentence happened, up to a "but"."""
_BUT = word_set("but но а ; however однако")
_ACCUSED_EN = word_set(
    """
    accused accuse accuses accusing charged charges charge suspected suspicion suspect convicted guilty
    trial allegation allegations claims claim conviction case investigation probe arrested jailed
    sentenced wanted warrant sentence anniversary film drama series book inquiry hearing indicted
    acquitted cleared prison jail
    """
)
"""What somebody is accused of may not have happened; for nouns and -ing only."""
_MODAL_EN = word_set("may might could can would should must will shall cannot")
_DEADLY = frozenset(("killed", "died"))
_ALIVE = word_set("alive жив жива живы живым живой живыми")
"""Who is that was neither: the man who had been killed is alive."""
_SAID_RU = ("сообщени", "информаци", "слух", "жалоб", "данны", "свидетельств", "заявлени")
"""Word of something that nobody has found to be so: сообщения о пытках."""
_CHAIN_RU = word_set(
    """
    был была было были быть уже еще позже ранее также снова вновь тоже там тут затем потом вчера сегодня
    накануне незаконно сразу тогда и будет будут может могут мог могла могли могло должен должна должны
    бы не ни едва чуть почти
    """
)
_UNREAL_RU = word_set(
    "будет будут может могут мог могла могли могло должен должна должны бы не ни едва чуть почти быть"
)
_VOID_RU = tuple(
    word_set(
        """
        если чтоб якобы никто никого никак нет угроз угрож грозит грозил попыт пытаетс планир хочет
        хотят хотел требу потребов призвал призвать призыва опаса боит боят пообещ обеща намер возможн вероятн
        будто просит просят рискует ожида могут может похоже обошлось избеж надее предлож предлаг бы
        считал считают полага
        """
    )
)
_VOID_ON_RU = tuple(word_set("если опроверг отрица якобы будто почему зачем фейк считалось"))
_ACCUSED_RU = tuple(
    word_set(
        """
        обвин подозр дело делу деле дела стать покуш приговор осужд ордер санкци подготов заказ розыск
        расслед виновн причастн фильм сериал книг роман годовщин
        """
    )
)
_ABSENT_RU = tuple(word_set("отрица опроверг отсутств подтверд"))


def stated(tokens: Sequence[Token], at: int, word: Word) -> bool:
    """Tell whether the text says as a fact that the event of the word at `at` happened."""
    before = _clause_before(tokens, at)
    rest = _sentence_before(tokens, at)
    if _quoted(tokens, at):
        return False
    if word.event in _DEADLY and any(token.low in _ALIVE for token in _clause_after(tokens, at)):
        return False
    return (
        _stated_ru(tokens, at, word, before, rest) if tokens[at].russian else _stated_en(word, before, rest)
    )


def _stated_en(word: Word, before: list[str], rest: list[str]) -> bool:
    if _unreal(before, _CHAIN_EN, _UNREAL_EN) or not _VOID_EN.isdisjoint(before):
        return False
    if any(
        low == "for" and before[index - 1].startswith("call") for index, low in enumerate(before) if index
    ):
        return False
    if not _VOID_ON_EN.isdisjoint(rest) or before[-2:] == ["from", "being"]:
        return False
    if word.shape not in {"noun", "ing"}:
        return True
    return _ACCUSED_EN.isdisjoint(rest[-6:]) and _MODAL_EN.isdisjoint(before)


def _stated_ru(tokens: Sequence[Token], at: int, word: Word, before: list[str], rest: list[str]) -> bool:
    if _unreal(before, _CHAIN_RU, _UNREAL_RU) or any(low.startswith(_VOID_RU) for low in before):
        return False
    if any(low.startswith(_VOID_ON_RU) for low in rest):
        return False
    after = [token.low for token in tokens[at + 1 : at + 8] if token.clause == tokens[at].clause]
    if not {"бы", "ли"}.isdisjoint(after[:2]):
        return False
    if word.shape not in {"noun", "person"}:
        return True
    # Пыток не было, погибших нет, без пострадавших.
    if any(low in {"нет", "не"} or low.startswith(_ABSENT_RU) for low in after):
        return False
    if "без" in before[-3:] or "не" in before[-4:]:
        return False
    if (
        word.shape == "noun"
        and before[-1:] in (["о"], ["об"])
        and "".join(before[-2:-1]).startswith(_SAID_RU)
    ):
        return False
    return word.shape != "noun" or not any(low.startswith(_ACCUSED_RU) for low in rest[-6:])


def _unreal(before: list[str], chain: frozenset[str], unreal: Iterable[str]) -> bool:
    """Tell whether the auxiliaries and adverbs directly before a verb say that it did not happen."""
    for low in reversed(before):
        if low in unreal or low.endswith(("n't", "'ll")):
            return True
        if low not in chain and not low.endswith("ly"):
            return False
    return False


def _quoted(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the word stands alone in quotation marks, which take it back."""
    return 0 < at < len(tokens) - 1 and tokens[at - 1].text in "«\"“„'‘" and tokens[at + 1].text in "»\"”“'’"


def _clause_before(tokens: Sequence[Token], at: int) -> list[str]:
    clause = tokens[at].clause
    return [token.low for token in tokens[max(0, at - _REACH) : at] if token.clause == clause]


def _clause_after(tokens: Sequence[Token], at: int) -> list[Token]:
    return [token for token in tokens[at + 1 : at + _REACH] if token.clause == tokens[at].clause]


def _sentence_before(tokens: Sequence[Token], at: int) -> list[str]:
    """Return the words of the sentence before `at`, from its last "but" on."""
    found: list[str] = []
    for token in reversed(tokens[:at]):
        if token.low in _BUT:
            break
        found.append(token.low)
    return found[::-1]
