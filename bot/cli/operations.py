"""`vigil db`, `vigil config`, `vigil version`: keeping an installation in order."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.session import JsonOption, database, say, settings, show


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    base = typer.Typer(no_args_is_help=True, help="The database.")
    base.command()(upgrade)
    base.command()(status)
    app.add_typer(base, name="db")
    config = typer.Typer(no_args_is_help=True, help="The settings.")
    config.command("show")(show_)
    config.command()(check)
    config.command()(has)
    app.add_typer(config, name="config")
    app.command()(version)


def upgrade() -> None:
    """Bring the database to this program's form (every command does)."""
    from storage.opening import status as revisions

    with database(settings()) as opened:
        say(f"The database is at revision {revisions(opened)[0]}.")


def status(as_json: JsonOption = False) -> None:
    """Show the database's form and how much it holds."""
    from storage.maintenance import count_rows
    from storage.opening import status as revisions

    with database(settings()) as opened:
        revision, newest = revisions(opened)
        counts = opened.read_now(count_rows)
    rows = [{"what": "revision", "value": revision}, {"what": "newest", "value": newest}]
    rows += [{"what": name, "value": str(count)} for name, count in counts.items()]
    if as_json:
        show({row["what"]: row["value"] for row in rows}, as_json=True)
    else:
        show(rows, as_json=False, columns=("what", "value"))


def show_(as_json: JsonOption = False) -> None:
    """Show every setting with its value and meaning; secrets only as (set)."""
    from config import settings as module

    found = settings()
    rows = []
    for name, default, meaning in module.describe():
        value = found
        for part in name.split("."):
            value = getattr(value, part)
        rows.append({"setting": name, "value": module.show(value), "default": default, "meaning": meaning})
    show(rows, as_json=as_json, columns=("setting", "value", "default", "meaning"))


def check() -> None:
    """Check the settings, without changing anything."""
    from config import settings as module

    found = settings()
    say("The settings are good.")
    say(f"database   {module.show(found.database_url)}")
    say(f"key file   {found.key_path}{'' if found.key_path.exists() else ' (made at first start)'}")
    say(
        "telegram   "
        + (f"a token is set; {found.telegram.api_url}" if found.token() else "no token: preview only")
    )


def has(name: Annotated[str, typer.Argument(help="A setting, such as telegram.token.")]) -> None:
    """Exit 0 when a setting has a value, 1 when it has none."""
    from config import settings as module

    found = module.load()
    if name not in {known for known, _, _ in module.describe()}:
        raise typer.BadParameter(f"there is no setting {name}: see vigil config show")
    value: object = found
    for part in name.split("."):
        value = getattr(value, part)
    if name == "telegram.token":
        value = found.token()
    raise typer.Exit(0 if value is not None else 1)


def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    say(installed("vigil"))
