"""`vigil run`, `preview`, `poll`, `deliver`: the line as a whole and its two ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.digest import check_folder
from bot.cli.session import JsonOption, database, note, say, settings, show


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    for command in (run, preview, poll, deliver):
        app.command()(command)


def run() -> None:
    """Run the bot until it is stopped (needs a Telegram token)."""
    from bot import app
    from bot.installation import make_data_dir, only_one
    from bot.telegram import TokenRefused

    found = settings()
    if not found.token():
        raise TokenRefused(
            "No Telegram token is set: put VIGIL_TELEGRAM__TOKEN=... into .env, or try vigil preview."
        )
    make_data_dir(found.data_dir)
    with only_one(found.data_dir), database(found) as opened:
        _offer_first_invite(opened)
        asyncio.run(app.run(found, opened))


def preview(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(
            help="Addresses, feed files or OPML files; none: the bundled samples.", metavar="URL|FILE|OPML"
        ),
    ] = None,
    lang: Annotated[str, typer.Option(help="The subscriber's language: en or ru.")] = "en",
    output: Annotated[Path, typer.Option(help="Where the digest is written.")] = Path("preview"),
) -> None:
    """Show what a subscriber would get, without Telegram and without keeping anything but the digest."""
    from bot.preview import run_preview

    if lang not in {"en", "ru"}:
        raise typer.BadParameter(f"{lang!r} is not en or ru", param_hint="--lang")
    check_folder(output)
    asyncio.run(run_preview(settings(level="error"), feeds or [], lang=lang, output=output))


def poll(
    every: Annotated[bool, typer.Option("--all", help="Poll every feed now, due or not.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds that are due, once, and make alerts of what is new (not while `vigil run` runs)."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.app import opened_pipeline
    from bot.installation import make_data_dir, only_one, utc_now
    from bot.pipeline import PollReport
    from bot.watch import Watch, stored_watchlist
    from storage.feed import make_due

    found = settings(level="warning")
    reports: list[PollReport] = []
    make_data_dir(found.data_dir)
    with (
        only_one(found.data_dir),  # two who tell stories would each begin the same one
        database(found) as opened,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        if every:
            opened.run_now(make_due, utc_now())
        task = progress.add_task("Polling", total=None)

        def polled(report: PollReport) -> None:
            reports.append(report)
            progress.advance(task)

        async def work() -> int:
            watch = Watch(opened.run_now(stored_watchlist, utc_now()))
            async with opened_pipeline(found, opened, watch) as pipeline:
                await pipeline.poll_due(polled)
                told = await pipeline.tell_due()
                told += await pipeline.weigh_due()
                await pipeline.expand_due()
                return told

        alerts = asyncio.run(work())
    rows = [{name: getattr(report, name) for name in PollReport.__dataclass_fields__} for report in reports]
    columns = ("feed_id", "name", "health", "entries", "new", "edited", "matched", "reason")
    if as_json:
        show({"feeds": rows, "alerts": alerts}, as_json=True)
        return
    show(rows, as_json=False, columns=columns)
    say(f"{len(rows)} feeds polled, {sum(r.new for r in reports)} new entries, {alerts} alerts.")


def deliver(as_json: JsonOption = False) -> None:
    """Send the alerts that wait, once (needs a Telegram token; not while `vigil run` runs)."""
    import time

    from telegram.error import InvalidToken, TelegramError

    from bot.delivery import Deliverer
    from bot.gateway import Gateway
    from bot.installation import make_data_dir, only_one, utc_now
    from bot.letters import Rules
    from bot.limits import Limiter
    from bot.telegram import TelegramAway, TokenRefused, open_chat
    from bot.watch import Watch, stored_watchlist
    from storage.outbox import count_deliveries

    found = settings(level="warning")
    token = found.token()
    if not token:
        raise TokenRefused("No Telegram token is set: put VIGIL_TELEGRAM__TOKEN=... into .env.")
    make_data_dir(found.data_dir)
    with only_one(found.data_dir), database(found) as opened:

        async def work() -> int:
            chat = open_chat(token, found.telegram.api_url)
            limiter = Limiter(found.telegram.per_second, time.monotonic)
            watch = Watch(opened.run_now(stored_watchlist, utc_now()))
            gateway = Gateway(chat.application.bot, limiter)
            deliverer = Deliverer(opened, watch, gateway, utc_now, Rules.of(found.delivery))
            try:
                await chat.application.bot.initialize()
            except InvalidToken:
                raise TokenRefused("Telegram refuses the bot's token: check VIGIL_TELEGRAM__TOKEN.") from None
            except TelegramError as error:
                raise TelegramAway(
                    f"Telegram cannot be reached now ({type(error).__name__}); the alerts wait."
                ) from None
            try:
                await deliverer.start()
                arrived = await deliverer.deliver_due()
                while await deliverer.is_waiting():
                    arrived += await deliverer.deliver_due()
                return arrived
            finally:
                await chat.application.bot.shutdown()

        sent = asyncio.run(work())
        counts = opened.read_now(count_deliveries)
    if as_json:
        show({"sent": sent, "deliveries": counts}, as_json=True)
    else:
        say(f"{sent} sent; {counts.get('pending', 0)} still wait.")


def _offer_first_invite(opened: object) -> None:
    """Show the first admin's invite, on a terminal only, while there is no admin."""
    from datetime import timedelta

    from bot.installation import utc_now
    from storage.database import Database
    from storage.subscriber import Role, count_admins, create_invite

    if not isinstance(opened, Database) or opened.read_now(count_admins):
        return
    if not sys.stderr.isatty():
        note("There is no admin yet: make an invite with vigil invite --role admin.")
        return
    until = utc_now() + timedelta(hours=24)
    code = opened.run_now(create_invite, role=Role.ADMIN, uses=1, expires=until)
    note("There is no admin yet. Open your bot in Telegram within 24 hours and send it:")
    note(f"\n    /start {code}\n")
