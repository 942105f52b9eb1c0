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


def upgrade(as_json: JsonOption = False) -> None:
    """Bring the database to this program's form (every command does)."""
    from storage.opening import status as revisions

    with database(settings()) as opened:
        revision = revisions(opened)[0]
    if as_json:
        show({"revision": revision}, as_json=True)
    else:
        say(f"The database is at revision {revision}.")


def status(as_json: JsonOption = False) -> None:
    """Show the database's form and how much it holds."""
    from storage.maintenance import count_rows
    from storage.opening import status as revisions

    with database(settings()) as opened:
        revision, newest = revisions(opened)
        counts = opened.read_now(count_rows)
    found = {"revision": revision, "newest": newest, **counts}
    if as_json:
        show(found, as_json=True)
        return
    rows = [{"what": name, "value": value} for name, value in found.items()]
    show(rows, as_json=False, columns=("what", "value"))


def show_(as_json: JsonOption = False) -> None:
    """Show every setting with its value and meaning; secrets only as (set)."""
    from config import groups
    from config import settings as module

    found = settings()
    rows = []
    for name, default, meaning in module.describe():
        value = found
        for part in name.split("."):
            value = getattr(value, part)
        rows.append({"setting": name, "value": groups.show(value), "default": default, "meaning": meaning})
    show(rows, as_json=as_json, columns=("setting", "value", "default", "meaning"))


def check(as_json: JsonOption = False) -> None:
    """Check the settings, without changing anything."""
    from config import groups

    found = settings()
    url, key, has_key = groups.show(found.database_url), found.key_path, found.key_path.exists()
    api, has_token = found.telegram.api_url, found.token() is not None
    if as_json:
        telegram = {"token": has_token, "api_url": groups.show(api)}
        keys = {"path": str(key), "exists": has_key}
        show({"database": url, "key_file": keys, "telegram": telegram}, as_json=True)
        return
    say("The settings are good.")
    say(f"database   {url}")
    say(f"key file   {key}{'' if has_key else ' (made at first start)'}")
    say(f"telegram   {f'a token is set; {groups.show(api)}' if has_token else 'no token: preview only'}")


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


def version(as_json: JsonOption = False) -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    if as_json:
        show({"version": installed("vigil")}, as_json=True)
    else:
        say(installed("vigil"))
