"""`vigil invite` and `vigil subscribers`: letting people in, and counting them without naming them."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show
from config.settings import parse_duration


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    app.command()(invite)
    app.command()(subscribers)


def invite(
    role: Annotated[str, typer.Option(help="reader, moderator or admin.")] = "reader",
    uses: Annotated[int, typer.Option(min=1, max=1000, help="How many people may use it.")] = 1,
    expires: Annotated[str, typer.Option(help="How long it is good: <n>s|m|h|d.")] = "24h",
    as_json: JsonOption = False,
) -> None:
    """Make an invite. The code is shown once, here, and kept nowhere."""
    from bot.installation import utc_now
    from storage.subscriber import Role, create_invite

    try:
        chosen, lasting = Role(role), parse_duration(expires)
    except ValueError:
        raise typer.BadParameter(
            "--role is reader, moderator or admin; --expires is such as 24h or 7d"
        ) from None
    until = utc_now() + lasting
    with database(settings()) as opened:
        code = opened.run_now(create_invite, role=chosen, uses=uses, expires=until)
    if as_json:
        show({"code": code, "role": role, "uses": uses, "expires": until.isoformat()}, as_json=True)
        return
    say(code)
    note(f"An invite for {uses} {role}{'s' if uses > 1 else ''}, good until {until:%Y-%m-%d %H:%M} UTC.")
    note(f"They open the bot in Telegram and send: /start {code}")


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
