"""`vigil digest`: the digest of a week or a range as files, checking such files, and the list of digests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.digest.snapshot import Period, Snapshot
    from storage.database import Database

FORMATS = "html, pdf, docx, md, csv, jsonl, json, atom, bib, csl, telegram, png"
_digests = typer.Typer(invoke_without_command=True, no_args_is_help=False, add_completion=False)


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    app.add_typer(
        _digests, name="digest", help="Make the digest of a week or a range; check and list digests."
    )


@_digests.callback()
def digest(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="An ISO week such as 2026-W47; default: this week.")] = "",
    since: Annotated[str, typer.Option("--from", help="The first day of a range, such as 2026-11-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="The last day of a range.")] = "",
    form: Annotated[str, typer.Option("--format", help=f"One or more, with commas: {FORMATS}.")] = "md",
    lang: Annotated[str, typer.Option(help="en, ru, or both as en,ru.")] = "en",
    entity: Annotated[list[str] | None, typer.Option(help="Only this entity; may be repeated.")] = None,
    output: Annotated[Path | None, typer.Option(help="A folder to write into; default: print.")] = None,
    address: Annotated[str, typer.Option(help="Where that folder is published, for links in feeds.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a digest: every story with its sources, and what could not be read.

    A week that is over is frozen when its digest is first made: it stays the same from then on.
    """
    if context.invoked_subcommand is not None:
        return
    formats, langs = _formats(form), _langs(lang)
    if output is not None:
        check_folder(output)
    elif len(formats) > 1 or len(langs) > 1 or formats[0] in {"pdf", "docx", "png"}:
        raise typer.BadParameter("this needs --output, a folder to write into", param_hint="--format")
    found = settings(level="warning")
    from bot.digest.issue import issue_now, rhythm_of
    from bot.digest.release import is_final
    from bot.installation import utc_now
    from bot.watch import stored_watchlist

    now = utc_now()
    period = _period(week, since, until, found.digest.zone) or _this_week(found.digest.zone, now)
    if period.since > now:
        raise typer.BadParameter(f"{period.name} has not begun yet", param_hint="--week")
    with database(found) as opened:
        opened.run_now(stored_watchlist, now)  # a new installation gets its first one
        issue = issue_now(opened, found, period, now)
        snapshot = _limited(issue.snapshot, entity or [])
        if issue.frozen is None and not opened.read_now(is_final, period, now, rhythm_of(found)):
            note("This time is not closed yet, or moderators look at it: the digest will change.")
        if output is None:
            _print(snapshot, formats[0], langs[0], as_json=as_json)
            return
        names = _write(opened, snapshot, formats, langs, output, address)
    if as_json:
        paths = [str(output / name) for name in names]
        show({**_about(snapshot, langs), "path": paths[0], "paths": paths}, as_json=True)
        return
    note("Written:")
    for name in names:
        say(str(output / name))


@_digests.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder that `vigil digest --output` wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Compare the files of a folder with its list of checksums; exit 1 when anything is not as it was."""
    from bot.digest.export import MANIFEST
    from bot.digest.export import verify as compare

    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="FOLDER")
    wrong = compare(folder)
    if as_json:
        rows = [{"name": one.name, "kind": one.kind} for one in wrong]
        show({"ok": not wrong, "problems": rows}, as_json=True)
    elif wrong:
        show(
            [{"file": one.name, "problem": one.kind} for one in wrong],
            as_json=False,
            columns=("file", "problem"),
        )
    else:
        say(f"Every file is as {MANIFEST} says.")
    if wrong:
        raise typer.Exit(1)


@_digests.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the digests that are closed, the latest first."""
    from storage.digest import list_digests

    with database(settings(level="warning")) as opened:
        found = opened.read_now(list_digests)
    rows = [
        {
            "period": one.period,
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
            "closed": one.cut_off.isoformat(),
            "sent": one.expanded_at.isoformat() if one.expanded_at else None,
            "sha256": one.sha256,
        }
        for one in found
    ]
    if rows or as_json:
        show(rows, as_json=as_json, columns=("period", "closed", "sent", "sha256"))
    else:
        say("No digest is closed yet.")


def check_folder(output: Path) -> None:
    """Refuse the name of a file where a folder is written into: it would become a folder of that name."""
    endings = {
        ".md",
        ".markdown",
        ".txt",
        ".html",
        ".pdf",
        ".docx",
        ".csv",
        ".json",
        ".jsonl",
        ".atom",
        ".bib",
    }
    if output.suffix.lower() in endings and not output.is_dir():
        raise typer.BadParameter(
            f"{output} looks like a file: name the folder that the digest is written into",
            param_hint="--output",
        )


def _formats(written: str) -> list[str]:
    from bot.digest.export import FORMATS as KNOWN

    found = [part.strip().lower() for part in written.split(",") if part.strip()]
    unknown = next((one for one in found if one not in KNOWN), None)
    if unknown is not None or not found:
        raise typer.BadParameter(f"{unknown or written!r} is none of {FORMATS}", param_hint="--format")
    return list(dict.fromkeys(found))


def _langs(written: str) -> list[str]:
    found = [part.strip().lower() for part in written.split(",") if part.strip()]
    if not found or set(found) - {"en", "ru"}:
        raise typer.BadParameter(f"{written!r} is not en or ru", param_hint="--lang")
    return list(dict.fromkeys(found))


def _period(week: str, since: str, until: str, zone: str) -> Period | None:
    from bot.digest.schedule import read_days, read_week

    if week and (since or until):
        raise typer.BadParameter("give a week or a range, not both", param_hint="--week")
    if week:
        found = read_week(week, zone)
        if found is None:
            raise typer.BadParameter(
                f"{week!r} is not an ISO week: write it as 2026-W47", param_hint="--week"
            )
        return found
    if not since and not until:
        return None
    found = read_days(since, until or since, zone)
    if found is None:
        raise typer.BadParameter(
            "a range is two days such as --from 2026-11-01 --to 2026-11-10, a year at most",
            param_hint="--from",
        )
    return found


def _this_week(zone: str, now: datetime) -> Period:
    from bot.digest.schedule import week_of

    return week_of(now, zone)


def _limited(snapshot: Snapshot, keys: Sequence[str]) -> Snapshot:
    from bot.digest.build import limited

    known = [watched.key for watched in snapshot.entities]
    if unknown := [key for key in keys if key not in known]:
        raise typer.BadParameter(
            f"{unknown[0]!r} is not on the watch-list: {', '.join(known)}", param_hint="--entity"
        )
    return limited(snapshot, keys) if keys else snapshot


def _print(snapshot: Snapshot, form: str, lang: str, *, as_json: bool) -> None:
    from bot.digest.export import files

    text = next(data for _, data in files(snapshot, [form], [lang])).decode("utf-8")
    if as_json:
        show({**_about(snapshot, [lang]), "text": text}, as_json=True)
    else:
        say(text.rstrip("\n"))


def _write(
    opened: Database,
    snapshot: Snapshot,
    formats: Sequence[str],
    langs: Sequence[str],
    output: Path,
    address: str,
) -> list[str]:
    from bot.digest.apart import NotRendered
    from bot.digest.folder import periods_in, write_files, write_index, writing
    from bot.digest.issue import stored
    from bot.i18n import LANGUAGES
    from storage.digest import list_digests
    from storage.errors import Refused

    try:
        with writing(output) as into:
            names = write_files(snapshot, formats, langs, into)
            closed = periods_in(into, [one.period for one in opened.read_now(list_digests)])
            found = (opened.read_now(stored, period) for period in closed)
            write_index((one.snapshot for one in found if one is not None), into, LANGUAGES, address)
    except OSError as error:
        raise Refused(f"The digest cannot be written to {output}: {error.strerror}.") from None
    except NotRendered as error:
        raise Refused(str(error)) from None
    return names


def _about(snapshot: Snapshot, langs: Sequence[str]) -> dict[str, Any]:
    period = snapshot.period
    return {
        "week": period.name,
        "lang": ",".join(langs),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "cut_off": snapshot.cut_off.isoformat(),
        "stories": len(snapshot.stories),
    }
