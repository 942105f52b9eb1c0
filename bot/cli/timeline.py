"""`vigil timeline`: one watched name day by day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from bot.digest.timeline import Timeline


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(timeline)


def timeline(
    name: Annotated[str, typer.Argument(help="A watched name or its key.")],
    span: Annotated[str, typer.Argument(help="How far back, such as 30d or 12w; a year at most.")] = "30d",
    lang: Annotated[str, typer.Option(help="en or ru.")] = "en",
    output: Annotated[Path | None, typer.Option(help="A PNG file to draw it into.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show how many stories each day had; days with unusually many are marked."""
    from bot.choices import read_length
    from bot.digest.telling import zone_of
    from bot.digest.timeline import LONGEST
    from bot.digest.timelines import read_timeline
    from bot.handlers.names import meant
    from bot.i18n import LANGUAGES, texts_for
    from bot.installation import utc_now
    from bot.messages.timeline import headlines, timeline_lines
    from bot.watch import Watch, stored_watchlist

    length = read_length(span)
    if length is None or not 1 <= length.days <= LONGEST:
        raise typer.BadParameter(f"{span!r} is no span such as 30d or 12w", param_hint="SPAN")
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not en or ru", param_hint="--lang")
    found = settings(level="warning")
    with database(found) as opened:
        watch = Watch(opened.run_now(stored_watchlist, utc_now()))
        entities = meant(name, watch)
        if not entities:
            known = ", ".join(one.key for one in watch.watchlist.entities)
            raise typer.BadParameter(f"{name!r} is not on the watch-list: {known}", param_hint="NAME")
        texts = texts_for(lang)
        made = opened.read_now(
            read_timeline,
            entities[0].key,
            entities[0].name(lang),
            days=length.days,
            now=utc_now(),
            zone=zone_of(found.digest.zone),
        )
    if output is not None:
        _draw(output, made.name, made, lang)
    if as_json:
        days = [
            {"first": day.first.isoformat(), "stories": day.stories, "unusual": day.unusual}
            for day in made.days
        ]
        show({"entity": entities[0].key, "weekly": made.weekly, "days": days}, as_json=True)
        return
    say(made.name)
    for line in timeline_lines(made, texts):
        say(line)
    for line in headlines(made, texts):
        say(f"- {line}")
    if output is not None:
        note(f"Drawn: {output}")


def _draw(output: Path, title: str, made: Timeline, lang: str) -> None:
    from bot.digest.apart import draw_apart
    from bot.digest.timeline import chart
    from bot.i18n import texts_for
    from storage.errors import Refused

    try:
        output.write_bytes(draw_apart(title, "", chart(made, texts_for(lang))))
    except OSError as error:
        raise Refused(f"The picture cannot be written to {output}: {error.strerror}.") from None
