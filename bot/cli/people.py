"""`vigil invite` and `vigil subscribers`: people are let in and out, and counted without being named."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show
from config.groups import parse_duration

LONGEST = timedelta(days=365)
"""A code that nobody has used for so long lies about somewhere."""
_MOST = 1000


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    invites = typer.Typer()
    invites.callback(invoke_without_command=True)(invite)
    invites.command("list")(list_)
    invites.command()(revoke)
    app.add_typer(invites, name="invite")
    app.command()(subscribers)


def invite(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="reader, moderator or admin.")] = "reader",
    uses: Annotated[int, typer.Option(min=1, max=1000, help="How many people may use it.")] = 1,
    expires: Annotated[str, typer.Option(help="How long it is good: <n>s|m|h|d, at most 365d.")] = "24h",
    as_json: JsonOption = False,
) -> None:
    """Make an invite, or list and revoke them. The code is shown once, here, and kept nowhere."""
    if context.invoked_subcommand is not None:
        return
    from bot.installation import utc_now
    from storage.invite import find_invite
    from storage.subscriber import Role, create_invite

    if role not in list(Role):
        raise typer.BadParameter(f"{role!r} is not reader, moderator or admin", param_hint="--role")
    chosen, until = Role(role), utc_now() + _lifetime(expires)
    with database(settings()) as opened:
        code = opened.run_now(create_invite, role=chosen, uses=uses, expires=until)
        made = opened.read_now(find_invite, code=code)
    number = made.number if made else 0
    if as_json:
        row = {"code": code, "number": number, "role": role, "uses": uses, "expires": until.isoformat()}
        show(row, as_json=True)
        return
    say(code)
    for_whom = f"{uses} {role}{'s' if uses > 1 else ''}"
    note(f"Invite {number}, for {for_whom}, good until {until:%Y-%m-%d %H:%M} UTC.")
    note(f"They open the bot in Telegram and send: /start {code}")


def list_(as_json: JsonOption = False) -> None:
    """List the invites that are open, or that somebody is in by. The codes are kept nowhere."""
    from bot.installation import utc_now
    from storage.invite import list_invites

    now = utc_now()
    with database(settings()) as opened:
        found = opened.read_now(list_invites, now, limit=_MOST)
    rows = [
        {
            "number": one.number,
            "role": str(one.role),
            "uses_left": one.uses_left,
            "expires": one.expires.isoformat(timespec="minutes"),
            "open": one.is_open(now),
            "people": one.people,
        }
        for one in found
    ]
    if rows or as_json:
        show(rows, as_json=as_json, columns=("number", "role", "uses_left", "expires", "open", "people"))
    else:
        note("No invite is open, and nobody is in by one.")


def revoke(
    number: Annotated[int, typer.Argument(help="The invite's number, as shown by vigil invite list.")],
    people: Annotated[bool, typer.Option("--people", help="Also remove everybody who is in by it.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Close an invite; with --people, whoever came by it needs a new one."""
    from bot.installation import utc_now
    from storage.invite import Those, close_invites, find_invite, remove_those
    from storage.subscriber import Role

    now, removed = utc_now(), 0
    with database(settings()) as opened:
        if opened.read_now(find_invite, number=number) is None:
            note(f"There is no invite {number}: vigil invite list shows them.")
            raise typer.Exit(1)
        closed = opened.run_now(close_invites, now, roles=list(Role), number=number)
        if people:
            removed = len(opened.run_now(remove_those, Those(invite=number), now))
            opened.erase_traces()
    if as_json:
        show({"number": number, "closed": bool(closed), "removed": removed}, as_json=True)
        return
    note(f"Invite {number} is closed." if closed else f"Invite {number} was closed already.")
    if people:
        note(f"{removed} removed.")


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
    """Count subscribers by role, kind of chat and state; who they are is shown to nobody."""
    from storage.subscriber import count_kinds

    with database(settings()) as opened:
        rows = [
            {"role": str(role), "kind": str(kind), "state": str(state), "count": count}
            for role, kind, state, count in opened.read_now(count_kinds)
        ]
    if rows or as_json:
        show(rows, as_json=as_json, columns=("role", "kind", "state", "count"))
    else:
        note("Nobody subscribes yet: make an invite with vigil invite.")
