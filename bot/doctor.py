"""What `vigil doctor` makes of what it found: facts go in, one verdict a check comes out. Pure.

The facts are gathered in `bot.checkup`. A fact that could not be had is None, or an error's sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

LEAST_FREE = 16 * 2**20
LITTLE_FREE = 512 * 2**20
LATE = timedelta(minutes=10)
"""How long after its time a message may still wait."""
CLOCK_OFF = timedelta(minutes=2)
POLLS_MISSED = 3


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, what was found, and what to do about it."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The data folder. `usable`: it can be written, or made where it is not there."""

    path: str
    exists: bool
    usable: bool
    mode: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """The database; `error` is a whole sentence that says what to do."""

    exists: bool
    lost: bool = False
    """There was one in this folder once."""
    revision: str | None = None
    newest: str = ""
    error: str = ""
    damage: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The key file, and what it opened of the database."""

    path: str
    exists: bool
    error: str = ""
    needed: bool = False
    """There is a database that was made with a key."""
    in_data_folder: bool = False
    keys: int = 0
    opened: int | None = None
    """Sealed values that were tried and opened; None: nothing could be tried."""
    unreadable: int = 0
    unfinished: bool = False
    """A change of keys was cut short."""


class Reached(StrEnum):
    """How Telegram answered."""

    YES = "yes"
    REFUSED = "refused"
    NO = "no"
    NO_TOKEN = "no token"  # noqa: S105  # says that there is none


@dataclass(frozen=True, slots=True)
class TelegramFacts:
    """What Telegram says of the bot. Addresses are hosts only: their paths are often secret."""

    reached: Reached
    reason: str = ""
    username: str = ""
    webhook: str = ""
    """The host at which Telegram brings updates; empty: they are fetched."""
    wanted: str = ""
    """The host that the settings name."""
    same_webhook: bool = True
    pending: int = 0
    last_error: str = ""
    skew: timedelta | None = None
    """Our clock less Telegram's."""


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """How the work fares, as the database knows it."""

    feeds: int = 0
    troubled: int = 0
    poll_age: timedelta | None = None
    interval: timedelta = timedelta(minutes=10)
    waiting: int = 0
    overdue: timedelta | None = None
    """How long the oldest message that waits is past its time."""
    settled: Mapping[str, int] = field(default_factory=dict)
    """Of the last 24 hours, by state."""
    reports: int = 0
    stories: int = 0
    window: timedelta = timedelta(hours=72)
    model: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CopiesFacts:
    """The folder of copies of pages."""

    path: str
    exists: bool
    usable: bool
    copies: int = 0
    damaged: Sequence[str] = ()
    """Files that are missing or shorter than they were."""


def judge_folder(facts: FolderFacts) -> Check:
    """Judge the data folder and the room on its disk."""
    name = "data folder"
    if not facts.usable:
        what = "cannot be written" if facts.exists else "cannot be made"
        advice = "give it to the user that runs Vigil, or set VIGIL_DATA_DIR"
        return Check(name, Verdict.FAILED, f"{facts.path} {what}", advice)
    room = "" if facts.free is None else f", {size_words(facts.free)} free"
    if facts.free is not None and facts.free < LEAST_FREE:
        return Check(name, Verdict.FAILED, f"{facts.path}{room}", "make room on this disk: nothing is stored")
    if facts.free is not None and facts.free < LITTLE_FREE:
        return Check(name, Verdict.WARNING, f"{facts.path}{room}", "make room on this disk soon")
    if not facts.exists:
        return Check(name, Verdict.OK, f"{facts.path} is not there yet, and is made at the first start{room}")
    if facts.mode & 0o077:
        return Check(name, Verdict.WARNING, f"{facts.path} is open to others", f"run chmod 700 {facts.path}")
    return Check(name, Verdict.OK, f"{facts.path}{room}")


def judge_database(facts: DatabaseFacts) -> Check:
    """Judge whether the database is there, whole and of this program's form."""
    name = "database"
    if facts.error:
        return Check(name, Verdict.FAILED, facts.error)
    if facts.lost:
        return Check(name, Verdict.FAILED, "it is gone, and there was one", "restore it from a backup")
    if not facts.exists:
        return Check(name, Verdict.OK, "not there yet: the first start makes it")
    if facts.damage:
        return Check(name, Verdict.FAILED, f"damaged: {facts.damage}", "restore it from a backup")
    found = f"revision {facts.revision}, {size_words(facts.size)}"
    if facts.revision is None or facts.revision < facts.newest:
        advice = "the next start brings it up to date: make a backup first"
        return Check(name, Verdict.WARNING, f"{found}; this program's is {facts.newest}", advice)
    if facts.revision > facts.newest:
        return Check(name, Verdict.FAILED, f"{found}, made by a newer Vigil", "install the newer one")
    return Check(name, Verdict.OK, f"{found}, whole")


def judge_key(facts: KeyFacts) -> Check:
    """Judge the key file, and whether it opens what is sealed."""
    name = "key file"
    if not facts.exists and not facts.needed:
        return Check(name, Verdict.OK, f"{facts.path} is not there yet: the first start makes it")
    if facts.error:
        advice = "" if facts.exists else "restore it, or set VIGIL_PRIVACY__KEY_FILE"
        return Check(name, Verdict.FAILED, facts.error, advice)
    if facts.unreadable:
        return Check(
            name,
            Verdict.FAILED,
            f"{facts.path} does not open {facts.unreadable} sealed values",
            "restore the key file that was made with this database",
        )
    if facts.in_data_folder:
        return Check(
            name,
            Verdict.WARNING,
            f"{facts.path} lies in the data folder: a copy of the folder opens itself",
            "move it elsewhere and set VIGIL_PRIVACY__KEY_FILE",
        )
    if facts.unfinished:
        return Check(name, Verdict.WARNING, "a change of keys was cut short", "run vigil keys rotate again")
    kept = f", with {facts.keys - 1} old" if facts.keys > 1 else ""
    opened = "" if facts.opened is None else f", opens this database ({facts.opened} sealed values tried)"
    return Check(name, Verdict.OK, f"{facts.path}{opened}{kept}")


def judge_telegram(facts: TelegramFacts) -> Check:
    """Judge whether the bot can speak to Telegram."""
    name = "telegram"
    match facts.reached:
        case Reached.NO_TOKEN:
            return Check(name, Verdict.WARNING, "no token is set: preview only", "see “Going live” in README")
        case Reached.REFUSED:
            advice = "check VIGIL_TELEGRAM__TOKEN with @BotFather"
            return Check(name, Verdict.FAILED, "Telegram refuses the token", advice)
        case Reached.NO:
            advice = "check the network and VIGIL_TELEGRAM__API_URL; alerts wait meanwhile"
            return Check(name, Verdict.FAILED, f"cannot be reached ({facts.reason})", advice)
        case Reached.YES:
            return Check(name, Verdict.OK, f"reached as @{facts.username}")


def judge_webhook(facts: TelegramFacts) -> Iterator[Check]:
    """Judge whether updates come the way that the settings say."""
    if facts.reached is not Reached.YES:
        return
    name = "updates"
    if facts.webhook and not facts.same_webhook:
        yield Check(
            name,
            Verdict.WARNING,
            f"Telegram brings them to {facts.webhook}, which the settings do not name",
            "if another program uses this token, give one of the two a token of its own; "
            "otherwise vigil run puts it right",
        )
    elif facts.wanted and not facts.webhook:
        yield Check(
            name, Verdict.WARNING, f"no webhook is set at {facts.wanted}", "start vigil run: it sets it"
        )
    elif facts.last_error:
        yield Check(
            name,
            Verdict.WARNING,
            f"{facts.pending} wait; Telegram could not bring the last: {facts.last_error}",
            "look at the proxy before VIGIL_TELEGRAM__WEBHOOK_LISTEN",
        )
    else:
        how = f"brought to {facts.webhook}" if facts.webhook else "fetched"
        yield Check(name, Verdict.OK, f"{how}, {facts.pending} wait")


def judge_clock(facts: TelegramFacts, poll_age: timedelta | None) -> Iterator[Check]:
    """Judge this machine's clock by Telegram's, and by its own past."""
    advice = "set the clock, and let NTP keep it"
    if poll_age is not None and poll_age < -CLOCK_OFF:
        found = f"it is before the last poll, by {span_words(-poll_age)}"
        yield Check("clock", Verdict.WARNING, found, advice)
    elif facts.skew is not None and abs(facts.skew) > CLOCK_OFF:
        which = "ahead of" if facts.skew > timedelta(0) else "behind"
        yield Check("clock", Verdict.WARNING, f"{span_words(abs(facts.skew))} {which} Telegram's", advice)
    elif facts.skew is not None:
        yield Check("clock", Verdict.OK, f"within {span_words(max(abs(facts.skew), timedelta(seconds=1)))}")


def judge_feeds(facts: WorkFacts) -> Check:
    """Judge whether feeds are polled, and how many bring nothing."""
    name = "feeds"
    if not facts.feeds:
        return Check(name, Verdict.WARNING, "none is active", "add one with vigil feeds add URL")
    found = f"{facts.feeds} active, {facts.troubled} in trouble"
    if facts.poll_age is None:
        return Check(name, Verdict.WARNING, f"{found}, never polled", "start vigil run")
    found += f", last polled {span_words(max(facts.poll_age, timedelta(0)))} ago"
    if facts.poll_age > POLLS_MISSED * facts.interval:
        return Check(name, Verdict.WARNING, found, "look whether vigil run runs, and at its log")
    if facts.troubled == facts.feeds:
        return Check(name, Verdict.FAILED, found, "check this machine's network and name server")
    if facts.troubled:
        return Check(name, Verdict.WARNING, found, "vigil feeds list names them and says why")
    return Check(name, Verdict.OK, found)


def judge_outbox(facts: WorkFacts) -> Check:
    """Judge whether messages leave."""
    lost = {state: facts.settled.get(state, 0) for state in ("unknown", "failed")}
    left = {state: facts.settled.get(state, 0) for state in ("folded", "skipped")}
    counts = ", ".join(f"{count} {state}" for state, count in {**lost, **left}.items())
    found = f"{facts.waiting} wait; in 24 h: {counts}"
    if facts.overdue is not None and facts.overdue > LATE:
        found = f"{found}; the oldest is {span_words(facts.overdue)} late"
        return Check("outbox", Verdict.WARNING, found, "look whether vigil run runs, and at its log")
    if any(lost.values()):
        advice = "unknown: it may have arrived; failed: the log says why"
        return Check("outbox", Verdict.WARNING, found, advice)
    return Check("outbox", Verdict.OK, found)


def judge_index(facts: WorkFacts) -> Check:
    """Tell how much the story index holds."""
    found = f"{facts.reports} reports of {facts.stories} stories in {span_words(facts.window)}"
    return Check("story index", Verdict.OK, found)


def judge_model(facts: WorkFacts) -> Iterator[Check]:
    """Judge the optional model; nothing where it is off."""
    if not facts.model:
        return
    found = ", ".join(f"{name}: {count}" for name, count in facts.model.items())
    if not facts.model.get("requests left") or not facts.model.get("tokens left"):
        advice = "the day's budget is spent: VIGIL_LLM__DAILY_REQUESTS and __DAILY_TOKENS set it"
        yield Check("model", Verdict.WARNING, found, advice)
    elif facts.model.get("failed today") and not facts.model.get("accepted"):
        yield Check("model", Verdict.WARNING, found, "look at VIGIL_LLM__URL, its key and its model's name")
    else:
        yield Check("model", Verdict.OK, found)


def judge_copies(facts: CopiesFacts) -> Check:
    """Judge the folder of copies of pages."""
    name = "evidence"
    if facts.damaged:
        shown = ", ".join(facts.damaged[:5])
        return Check(
            name, Verdict.FAILED, f"missing or cut short: {shown}", "restore them; then vigil evidence verify"
        )
    if not facts.usable:
        return Check(
            name, Verdict.FAILED, f"{facts.path} cannot be written", "give it to the user that runs Vigil"
        )
    if not facts.copies:
        return Check(name, Verdict.OK, "no copies of pages are kept yet")
    return Check(name, Verdict.OK, f"{facts.copies} copies of pages in {facts.path}")


def size_words(count: int) -> str:
    """Write a number of bytes for a person."""
    size = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def span_words(span: timedelta) -> str:
    """Write a duration for a person, in its two largest units at most."""
    seconds = int(span.total_seconds())
    parts = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= length:
            parts.append(f"{seconds // length} {unit}")
            seconds %= length
    return " ".join(parts[:2]) or "0 s"
