"""The preview: the real line from feeds to alerts, with a terminal where Telegram would be.

Nothing is kept: database and key lie in a temporary folder. Without feeds of its own it serves the bundled
samples on loopback, polled twice, so that something new arrives.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from time import monotonic

from aiohttp import web
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from bot.app import USER_AGENT, make_pipeline
from bot.delivery import Deliverer
from bot.digest import plaintext
from bot.digest.issue import issue_now
from bot.digest.schedule import week_of
from bot.installation import utc_now
from bot.letters import Rules
from bot.limits import Limiter
from bot.messages.message import Message
from bot.messages.terminal import to_text
from bot.outcome import Outcome, Sent
from bot.pipeline import Pipeline, PollReport
from bot.watch import Watch, stored_watchlist
from config.log import printable
from config.settings import Settings
from feeds.web.fetch import Fetched, Fetcher, Limits, Validators
from feeds.web.opml import OpmlError
from feeds.web.opml import read as read_opml
from feeds.web.urls import canonical, is_web
from feeds.web.worker import ParseWorkers
from storage.database import Database
from storage.errors import Refused
from storage.feed import add_feed, make_due
from storage.opening import open_database
from storage.subscriber import Role, create_invite, join

_CHAT = 1
_SAMPLES = ("en-rss.xml", "en-atom.xml", "ru-rss.xml", "ru-json.json")
_SOON = timedelta(days=3650)
_ALL = 10**9
_REASONS = 5
"""Feeds named in the error when none could be shown; all are listed before it."""


class TerminalSender:
    """Stands where Telegram's gateway stands, and prints."""

    def __init__(self, console: Console) -> None:
        self.limiter = Limiter(1000.0, monotonic, spaced=False)
        self.count = 0
        self._console = console

    async def send_now(self, chat: int, message: Message) -> Outcome:
        """Print one message as a chat would show it, without the buttons: nothing here could be tapped."""
        del chat
        self.count += 1
        shown = to_text(replace(message, buttons=()))
        self._console.print(Panel(shown, width=min(84, self._console.width), padding=(0, 1)))
        return Sent(self.count)

    async def edit_now(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Leave what was printed as it is: a terminal shows no later version."""
        del chat, message
        return Sent(message_id)

    async def reachable(self) -> bool:
        """A terminal always is."""
        return True


class FileReader:
    """Reads the named files from disk and everything else from the web."""

    def __init__(self, web_reader: Fetcher, bodies: dict[str, bytes]) -> None:
        self._web = web_reader
        self._bodies = bodies

    async def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        """Return the document at `url`; raises FetchError."""
        if url not in self._bodies:
            return await self._web.fetch(url, validators)
        return Fetched(url, 200, self._bodies[url], None, Validators(None, None), not_modified=False)


async def run_preview(settings: Settings, feeds: Sequence[str], *, lang: str, output: Path) -> None:
    """Show on the terminal what a subscriber would get from `feeds` (addresses, feed or OPML files).

    Without any, the bundled samples. Writes this week's digest into `output`. Raises Refused for a file
    that cannot be read, and when none of the feeds could be.
    """
    console = Console(highlight=False, soft_wrap=False)
    urls, bodies = _sources(feeds)
    with tempfile.TemporaryDirectory(prefix="vigil-preview-") as folder:
        database = open_database(f"sqlite:///{folder}/vigil.db", Path(folder) / "keys")
        async with AsyncExitStack() as stack:
            stack.callback(database.close)
            rounds = 1
            if not feeds:
                _say_no_token(console, settings)
                publish = await stack.enter_async_context(_serve_samples())
                settings = _reaching_loopback(settings)
                urls, rounds = [f"{publish.root}/{name}" for name in _SAMPLES], 2
            pipeline = await stack.enter_async_context(
                _pipeline(settings, database, bodies, silent_baseline=not feeds)
            )
            _prepare_database(database, urls, lang)
            sender = TerminalSender(console)
            rules = Rules(flood_alerts=_ALL)  # whoever looks wants to see each
            deliverer = Deliverer(database, pipeline.watch, sender, utc_now, rules)
            for number in range(1, rounds + 1):
                if not feeds:
                    publish.version = number
                name = f"Poll {number} of {rounds}" if rounds > 1 else "Poll"
                _refuse_unless_read(await _round(console, pipeline, deliverer, name))
            path = _write_digest(database, settings, lang, output)
        console.print(f"\n{sender.count} alerts. This week's digest is in [bold]{escape(str(path))}[/bold].")
    if not feeds:
        _say_how_to_go_live(console)


async def _round(console: Console, pipeline: Pipeline, deliverer: Deliverer, name: str) -> list[PollReport]:
    reports: list[PollReport] = []
    await pipeline.database.run(make_due, pipeline.now())
    await pipeline.poll_due(reports.append)
    new, entries = sum(r.new for r in reports), sum(r.entries for r in reports)
    console.print(f"\n[bold]{name}[/bold]: {len(reports)} feeds, {entries} entries, {new} not seen before.")
    for report in sorted(reports, key=lambda r: r.feed_id):
        if report.reason:
            console.print(f"  {escape(printable(report.name))}: {escape(printable(report.reason))}")
    await pipeline.tell_due()
    await pipeline.weigh_due()
    await pipeline.expand_due()
    while await deliverer.deliver_due() or await deliverer.is_waiting():
        pass
    return reports


def _refuse_unless_read(reports: Sequence[PollReport]) -> None:
    """Raise Refused, with the reasons, when no feed gave anything to show."""
    if any(report.entries or not report.reason for report in reports):
        return
    reasons = " ".join(f"{report.name}: {report.reason}" for report in reports[:_REASONS])
    more = f" And {len(reports) - _REASONS} more." if len(reports) > _REASONS else ""
    raise Refused(f"None of the feeds could be shown. {reasons}{more}")


@asynccontextmanager
async def _pipeline(
    settings: Settings, database: Database, bodies: dict[str, bytes], *, silent_baseline: bool
) -> AsyncIterator[Pipeline]:
    limits = Limits(max_bytes=settings.polling.max_bytes, timeout=settings.polling.timeout.total_seconds())
    private = settings.polling.allow_private_hosts
    async with Fetcher(limits=limits, allow_private=private, user_agent=USER_AGENT) as fetcher:
        workers = ParseWorkers()
        watch = Watch(database.run_now(stored_watchlist, utc_now()))
        reader = FileReader(fetcher, bodies)
        pipeline = make_pipeline(settings, database, watch, reader, workers, silent_baseline=silent_baseline)
        try:
            yield pipeline
        finally:
            pipeline.close()
            await workers.close()


class _Samples:
    """The bundled feeds, served on loopback; `version` is what they say now."""

    version = 1
    root = ""

    async def serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _SAMPLES:
            raise web.HTTPNotFound
        body = files("config.defaults").joinpath("samples", str(self.version), name).read_bytes()
        kind = "application/feed+json" if name.endswith("json") else "application/xml"
        return web.Response(body=body, content_type=kind)


@asynccontextmanager
async def _serve_samples() -> AsyncIterator[_Samples]:
    samples = _Samples()
    application = web.Application()
    application.router.add_get("/{name}", samples.serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        samples.root = "http://{}:{}".format(*runner.addresses[0][:2])
        yield samples
    finally:
        await runner.cleanup()


def _reaching_loopback(settings: Settings) -> Settings:
    polling = settings.polling.model_copy(update={"allow_private_hosts": True})
    return settings.model_copy(update={"polling": polling})


def _sources(feeds: Sequence[str]) -> tuple[list[str], dict[str, bytes]]:
    """Split the arguments into addresses and file bodies; an OPML file stands for the feeds it lists."""
    urls: list[str] = []
    bodies: dict[str, bytes] = {}
    for feed in feeds:
        if is_web(feed):
            urls.append(feed)
            continue
        try:
            body = Path(feed).expanduser().read_bytes()
        except OSError as error:
            raise Refused(f"{feed} is neither a web address nor a file: {error.strerror}.") from None
        listed = _listed(body)
        if listed:
            urls += listed
        else:
            url = Path(feed).resolve().as_uri()
            bodies[url] = body
            urls.append(url)
    return list(dict.fromkeys(urls)), bodies


def _listed(body: bytes) -> list[str]:
    if b"<opml" not in body[:4096].lower():
        return []
    try:
        return [source.url for source in read_opml(body) if source.enabled]
    except OpmlError as error:
        raise Refused(f"The OPML file cannot be read: {error.reason}.") from None


def _prepare_database(database: Database, urls: Sequence[str], lang: str) -> None:
    now = utc_now()
    for url in urls:
        try:
            database.run_now(add_feed, url=url, url_key=canonical(url), now=now)
        except Refused:
            continue  # the same feed under another spelling
    code = database.run_now(create_invite, role=Role.READER, uses=1, expires=now + _SOON)
    database.run_now(join, database.keyring, chat=_CHAT, code=code, lang=lang, now=now)


def _write_digest(database: Database, settings: Settings, lang: str, output: Path) -> Path:
    now = utc_now()
    week = week_of(now, settings.digest.zone)
    snapshot = issue_now(database, settings, week, now).snapshot
    try:
        output.mkdir(parents=True, exist_ok=True)
        path = output / f"digest-{week.name}-{lang}.md"
        path.write_bytes(plaintext.render(snapshot, lang))
    except OSError as error:
        raise Refused(f"The digest cannot be written to {output}: {error.strerror}.") from None
    return path


def _say_no_token(console: Console, settings: Settings) -> None:
    why = "A token is set, but this is the preview" if settings.token() else "No Telegram token is set"
    console.print(
        Text(f"{why}: these are sample feeds, read by the real thing, shown as a subscriber sees them.")
    )


def _say_how_to_go_live(console: Console) -> None:
    console.print("\nTo go live, put the token you get from @BotFather into .env and run it again:")
    console.print("    VIGIL_TELEGRAM__TOKEN=123456:ABC...", markup=False)
    console.print("To see it on feeds of your own:  vigil preview URL|FILE|OPML ...", markup=False)
