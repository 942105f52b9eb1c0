"""`vigil invite` and `vigil subscribers`: letting people in, and counting them without naming them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show
from config.settings import parse_duration

LONGEST = timedelta(days=365)
"""A code that nobody has used for so long lies about somewhere."""


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    app.command()(invite)
    app.command()(subscribers)


def invite(
    role: Annotated[str, typer.Option(help="reader, moderator or admin.")] = "reader",
    uses: Annotated[int, typer.Option(min=1, max=1000, help="How many people may use it.")] = 1,
    expires: Annotated[str, typer.Option(help="How long it is good: <n>s|m|h|d, at most 365d.")] = "24h",
    as_json: JsonOption = False,
) -> None:
    """Make an invite. The code is shown once, here, and kept nowhere."""
    from bot.installation import utc_now
    from storage.subscriber import Role, create_invite

    if role not in list(Role):
        raise typer.BadParameter(f"{role!r} is not reader, moderator or admin", param_hint="--role")
    chosen, until = Role(role), utc_now() + _lifetime(expires)
    with database(settings()) as opened:
        code = opened.run_now(create_invite, role=chosen, uses=uses, expires=until)
    if as_json:
        show({"code": code, "role": role, "uses": uses, "expires": until.isoformat()}, as_json=True)
        return
    say(code)
    note(f"An invite for {uses} {role}{'s' if uses > 1 else ''}, good until {until:%Y-%m-%d %H:%M} UTC.")
    note(f"They open the bot in Telegram and send: /start {code}")


def _lifetime(expires: str) -> timedelta:
    try:
        found = parse_duration(expires)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--expires") from None
    if not timedelta(0) < found <= LONGEST:
        raise typer.BadParameter(
            f"must be longer than nothing and at most {LONGEST.days}d", param_hint="--expires"
        )
    return found


def subscribers(as_json: JsonOption = False) -> None:
    """Count subscribers by role and state; who they are is shown to nobody."""
    from storage.subscriber import count_subscribers

    with database(settings()) as opened:
        rows = [
            {"role": role, "state": state, "count": count}
            for role, state, count in opened.read_now(count_subscribers)
        ]
    if rows or as_json:
        show(rows, as_json=as_json, columns=("role", "state", "count"))
    else:
        note("Nobody subscribes yet: make an invite with vigil invite.")
